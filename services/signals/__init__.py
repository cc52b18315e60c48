"""What other programs send in."""
