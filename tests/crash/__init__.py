"""Kill -9 at every step: the process, the store, or both. ``make crash`` prints the figures."""
