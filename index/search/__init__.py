"""Which passages fit a question, and in which order."""
