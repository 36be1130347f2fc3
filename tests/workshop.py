"""What takes long to make and is only read: made by the first test that asks for it, shared by all workers of a run."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Workshop:
    """Folders below `root`, each made once, whichever process asks first; the others wait for it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def get_folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return the folder `name`, which `make` fills when it is not there yet. It belongs to all: do not write to it.

        What `make` raises is raised, and the next who asks tries again.
        """
        folder = self._root / name
        with _locked(self._root / f"{name}.lock"):
            if not folder.is_dir():
                unfinished = self._root / f"{name}.unfinished"
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that ends with its process, so that a worker that is killed keeps nobody waiting."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
