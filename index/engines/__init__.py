"""Where words and vectors are looked up."""
