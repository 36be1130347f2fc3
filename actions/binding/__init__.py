"""Proving to belong to an enterprise, and what depends on it."""
