"""Look-ups and searches on a million cases."""
