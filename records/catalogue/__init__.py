"""Service items (事项)."""
