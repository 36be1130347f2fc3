"""The index that CURRENT names now, loaded once and reloaded when it changes."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from index.answer import Answerer
from index.errors import EncoderMissing, IndexMissing
from index.snapshot import Snapshot, load_snapshot
from index.versions import Versions


class Library:
    """Hands out the Answerer of the current version. Safe for many threads; one is loaded at a time."""

    def __init__(self, directory: Path, *, today: Callable[[], date] | None = None) -> None:
        self._versions = Versions(directory)
        self._today = today
        self._loading = threading.Lock()
        self._answerer: Answerer | None = None
        self._folder: Path | None = None

    def current_version(self) -> str | None:
        """The version that CURRENT names, or None. Loads nothing."""
        try:
            return self._versions.current_folder().name
        except IndexMissing:
            return None

    def answerer(self) -> Answerer:
        """The Answerer of the version that CURRENT names at this moment.

        Reads only CURRENT while nothing changed. A new version is loaded aside by one thread; the others go on with
        the old one until it is ready. Raises IndexMissing when there is none to answer from.
        """
        answerer, loaded = self._answerer, self._folder
        folder = self._current(answerer)
        if answerer is not None and (folder is None or folder == loaded):
            return answerer
        if not self._loading.acquire(blocking=answerer is None):
            assert answerer is not None
            return answerer
        try:
            folder = self._current(self._answerer)
            if folder is not None and folder != self._folder:
                fresh = Answerer(self._load(folder), today=self._today)
                self._answerer, self._folder = fresh, folder
            assert self._answerer is not None
            return self._answerer
        finally:
            self._loading.release()

    def snapshot(self) -> Snapshot:
        """What the current version holds, read anew: for tools that look inside. Raises IndexMissing."""
        return self._load(self._versions.current_folder())

    def _current(self, loaded: Answerer | None) -> Path | None:
        """The current folder; None when it is gone but a version is loaded, which then goes on serving."""
        try:
            return self._versions.current_folder()
        except IndexMissing:
            if loaded is None:
                raise
            return None

    def _load(self, folder: Path) -> Snapshot:
        directory = folder.parent.parent if folder.parent.name == "versions" else self._versions.directory
        try:
            return load_snapshot(folder, directory)
        except EncoderMissing as error:
            raise IndexMissing(folder, f"编码器不在了：{error.path}") from error
