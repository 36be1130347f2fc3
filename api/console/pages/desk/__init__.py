"""The hotline and what it left to do."""
