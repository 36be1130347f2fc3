"""What was said, read as values: periods, sums, choices."""
