"""What staff keep."""
