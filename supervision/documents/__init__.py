"""What supervision writes in words."""
