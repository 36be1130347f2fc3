"""The process that serves the trained bot: Rasa's own message processor behind the gateway's channel, and no more.

`rasa run` imports what only training needs (TensorFlow, scikit-learn, every messenger's client);
`python -m bot.serving` does not. Python 3.10, Rasa's environment.
"""
