"""What a process has loaded for good is not looked through again and again for garbage."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 10_000  # between two collections of the youngest; Python's own 700 means some a question


def keep_what_is_loaded() -> None:
    """Call once, when a process has loaded what it serves from.

    An index is some hundred thousand objects that live as long as the process: a tenth of the time of a question went
    into finding that none of them is garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
