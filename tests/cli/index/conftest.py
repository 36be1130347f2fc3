"""The small invented index, for the commands that measure it."""

from tests.index.conftest import small_index

__all__ = ["small_index"]
