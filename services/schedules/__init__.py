"""What is asked by itself, at its time."""
