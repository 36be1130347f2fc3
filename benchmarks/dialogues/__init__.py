"""Whole dialogues against the served system: what of the judged turns is right, by kind."""
