"""Files read, cached and built into a version."""
