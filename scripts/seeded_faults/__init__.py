"""Faults put into the product on purpose, one at a time, to see whether the tests notice.

`python -m scripts.seeded_faults` copies the tree to a temporary folder and works there; the work tree stays as it is.
"""
