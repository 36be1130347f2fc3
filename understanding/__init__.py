"""What a message means: the same code in Rasa's components (Python 3.10) and in the services (3.11)."""
