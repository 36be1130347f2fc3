"""District contacts (包区)."""
