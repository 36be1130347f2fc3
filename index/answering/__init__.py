"""One question, one answer: found, decided, told or declined."""
