"""The enterprise’s own cases (办件)."""
