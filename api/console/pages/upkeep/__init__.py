"""What keeps the system in order."""
