"""Markets that fit a condition: its language, its evaluation, and the scan over many markets."""
