"""NLU components of the bot. Python 3.10; they import nothing else of the project."""
