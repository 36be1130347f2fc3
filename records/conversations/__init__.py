"""Conversations, their turns, and what they leave to do."""
