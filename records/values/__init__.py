"""Moments, numbers and secrets: a leaf of the records."""
