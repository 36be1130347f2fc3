"""What a message means. Rasa's environment and the service load these same files.

Runs on Python 3.10 and 3.11, imports nothing else of ours, and never torch or transformers.
"""
