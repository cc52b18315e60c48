"""What Discord refuses, refused here in the same words and shape."""
