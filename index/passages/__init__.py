"""Documents cut into passages that can be quoted."""
