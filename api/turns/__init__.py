"""One message and its answer: stored, told to Rasa, closed."""
