"""The index that CURRENT names now, with the terms that staff edit; loaded once, and again when either changes."""

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.answer import Answerer
from index.errors import EncoderMissing, IndexMissing
from index.snapshot import Snapshot, load_snapshot
from index.terms import Terms, load_terms
from index.versions import Versions

_TRIES = 3  # to open a version that a build may be removing
_log = logging.getLogger(__name__)

_Stamp = tuple[int, int, int] | None  # of a file: time of change, size, inode


@dataclass(frozen=True)
class _Loaded:
    """What is answered from: the version's folder, and terms.yml as it was when it was read."""

    folder: Path
    stamp: _Stamp
    snapshot: Snapshot
    answerer: Answerer


class Library:
    """Hands out the Answerer of the current version. Safe for many threads; one is loaded at a time.

    `terms` is a terms.yml that takes the place of the version's own while it is there and holds no mistake.
    """

    def __init__(
        self, directory: Path, *, terms: Path | None = None, today: Callable[[], date] | None = None
    ) -> None:
        self._versions = Versions(directory)
        self._terms = terms
        self._today = today
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None
        self._edited: Terms | None = None  # the last good content of `terms`

    def current_version(self) -> str | None:
        """The version that CURRENT names, or None. Loads nothing."""
        try:
            return self._versions.current_folder().name
        except IndexMissing:
            return None

    def answerer(self) -> Answerer:
        """The Answerer of the version that CURRENT names and of terms.yml as it is at this moment.

        Reads only CURRENT and the time of change of terms.yml while nothing changed. What is new is loaded aside by one
        thread; the others go on with the old until it is ready. Raises IndexMissing when there is none to answer from.
        """
        loaded = self._loaded
        if loaded is not None and self._is_current(loaded):
            return loaded.answerer
        if not self._loading.acquire(blocking=loaded is None):
            assert loaded is not None
            return loaded.answerer
        try:
            if self._loaded is None or not self._is_current(self._loaded):
                self._loaded = self._load_current(self._loaded)
                gc.collect()  # closes the files of the version before, unless a turn is still at it
            return self._loaded.answerer
        finally:
            self._loading.release()

    def snapshot(self) -> Snapshot:
        """What the current version holds, read anew: for tools that look inside. Raises IndexMissing."""
        return self._open(self._versions.current_folder())

    def _is_current(self, loaded: _Loaded) -> bool:
        """Whether nothing changed since. A version that is gone goes on serving where no other has come."""
        try:
            folder = self._versions.current_folder()
        except IndexMissing:
            folder = loaded.folder
        return folder == loaded.folder and self._stamp() == loaded.stamp

    def _load_current(self, old: _Loaded | None) -> _Loaded:
        stamp = self._stamp()
        if stamp is None:
            self._edited = None
        elif old is None or stamp != old.stamp:
            self._read_terms()
        for _ in range(_TRIES - 1):
            try:
                return self._load(old, stamp)
            except FileNotFoundError:
                continue  # a build removed the version after CURRENT was read: another one is current now
        return self._load(old, stamp)

    def _load(self, old: _Loaded | None, stamp: _Stamp) -> _Loaded:
        try:
            folder = self._versions.current_folder()
        except IndexMissing:
            if old is None:
                raise
            folder = old.folder
        own = old.snapshot if old is not None and old.folder == folder else self._open(folder)
        snapshot = own if self._edited is None else replace(own, terms=self._edited)
        return _Loaded(folder, stamp, own, Answerer(snapshot, today=self._today))

    def _read_terms(self) -> None:
        """Take the edited terms; when they hold a mistake the last good ones stay, and the log names the field."""
        assert self._terms is not None
        try:
            self._edited = load_terms(self._terms)
        except (OSError, ValueError) as error:
            _log.error("terms_refused: %s: %s", self._terms, error)

    def _stamp(self) -> _Stamp:
        if self._terms is None:
            return None
        try:
            found = self._terms.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _open(self, folder: Path) -> Snapshot:
        directory = folder.parent.parent if folder.parent.name == "versions" else self._versions.directory
        try:
            return load_snapshot(folder, directory)
        except EncoderMissing as error:
            raise IndexMissing(folder, str(error)) from error
