"""Enterprises and how they are found."""
