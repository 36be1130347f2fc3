"""What is quoted of a passage, and how it is said aloud."""
