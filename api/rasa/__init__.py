"""The way to Rasa."""
