"""Where Rasa ends: turns in, results out."""
