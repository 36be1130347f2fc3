"""One built version of an index: written, verified, read."""
