"""Answers of the index in a conversation, and what opens a ticket."""
