"""Values in a message: numbers by their form, names from look-up tables."""
