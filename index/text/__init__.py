"""Characters, numbers and signs of a text, in one form: a leaf of the index."""
