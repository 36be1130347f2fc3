"""Cases and enterprises found by what staff have at hand."""
