"""Where each kind of event is told, how loudly, and what could not be told."""
