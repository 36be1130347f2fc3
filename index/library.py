"""The index that CURRENT names now, with the terms that staff edit; loaded once, and again when either changes."""

import gc
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.answering.answerer import Answerer
from index.lexicon.terms import Terms, load_terms
from index.model.errors import EncoderMissing, IndexDamaged, IndexMissing
from index.model.manifest import read_manifest
from index.version.checksums import Stamp, stamp_of
from index.version.index_state import IndexState
from index.version.snapshot import Snapshot, load_snapshot
from index.version.versions import Versions

_TRIES = 3  # to open a version that a build may be removing
_log = logging.getLogger(__name__)

_FileStamp = tuple[int, int, int] | None  # of a file: time of change, size, inode; None: not there
_MOST_KEPT = 1_000  # regions whose answerable questions are kept
_UNREADABLE = (-1, -1, -1)


@dataclass(frozen=True)
class _Loaded:
    """What is answered from: the version's folder, and terms.yml as it was when it was read."""

    folder: Path
    stamp: _FileStamp
    snapshot: Snapshot
    answerer: Answerer


@dataclass(frozen=True)
class _Refused:
    """A version that cannot be answered from, as its files were then."""

    folder: Path
    stamp: Stamp
    problem: IndexMissing


class Library:
    """Hands out the Answerer of the current version. Safe for many threads; one is loaded at a time.

    A version whose files are not as they were built is not taken: the one that was loaded before goes on, and the
    damaged one is looked at again when a file of it changes. `terms` is a terms.yml that takes the place of the
    version's own while it is there and holds no mistake.
    """

    def __init__(
        self, directory: Path, *, terms: Path | None = None, today: Callable[[], date] | None = None
    ) -> None:
        self._versions = Versions(directory)
        self._terms = terms
        self._today = today
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None
        self._refused: _Refused | None = None
        self._problem: IndexMissing | None = None  # with what CURRENT names
        self._answerable: dict[tuple[Answerer, date, str, tuple[str, ...]], tuple[str, ...]] = {}
        self._edited: Terms | None = None  # the last good content of `terms`

    def current_version(self) -> str | None:
        """The version that CURRENT names, or None. Loads nothing."""
        try:
            return self._versions.current_folder().name
        except IndexMissing:
            return None

    def state(self) -> IndexState:
        """How the index is, after taking what is new."""
        try:
            answerer = self.answerer()
        except IndexDamaged as problem:
            return IndexState("damaged", reason=problem.reason)
        except IndexMissing as problem:
            return IndexState("missing", reason=problem.reason)
        if (refusal := self._problem) is not None:
            return IndexState("refused", answerer.index_version, refusal.reason)
        if not answerer.is_verified:
            return IndexState("unverified", answerer.index_version, "建库时没有写校验和，重新建库后可以校验")
        return IndexState("ok", answerer.index_version)

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

    def answerable(self, questions: Sequence[str], region: str) -> list[str]:
        """Those of fixed questions that are answered for a region today: worked out once a version, region and day.

        Raises IndexMissing.
        """
        answerer = self.answerer()
        key = (answerer, answerer.today(), region, tuple(questions))
        if (known := self._answerable.get(key)) is not None:
            return list(known)
        found = tuple(q for q in questions if answerer.answer(q, region=region).outcome == "answered")
        if len(self._answerable) >= _MOST_KEPT or any(old[:2] != key[:2] for old in list(self._answerable)):
            self._answerable = {}  # of another version, or of yesterday: rules come into force by day
        self._answerable[key] = found
        return list(found)

    def snapshot(self) -> Snapshot:
        """What the current version holds, read anew: for tools that look inside. Raises IndexMissing."""
        return self._open(self._versions.current_folder())

    def _is_current(self, loaded: _Loaded) -> bool:
        """Whether nothing changed since. A version that is gone goes on serving where no other has come."""
        try:
            folder = self._versions.current_folder()
        except IndexMissing as problem:
            self._note(problem)
            return self._stamp() == loaded.stamp
        if folder == loaded.folder:
            self._note(None)
        elif not self._is_refused(folder):
            return False
        return self._stamp() == loaded.stamp

    def _is_refused(self, folder: Path) -> bool:
        """Whether a version was refused as it is now."""
        refused = self._refused
        return refused is not None and refused.folder == folder and refused.stamp == self._look_at(folder)

    def _load_current(self, old: _Loaded | None) -> _Loaded:
        stamp = self._stamp()
        if stamp is None:
            self._edited = None
        elif old is None or stamp != old.stamp:
            self._read_terms()
        folder, own = self._open_current(old)
        if old is not None and (folder, stamp) == (old.folder, old.stamp):
            return old  # what CURRENT names was refused
        self._answerable = {}
        snapshot = own if self._edited is None else own.with_terms(self._edited)
        return _Loaded(folder, stamp, own, Answerer(snapshot, today=self._today))

    def _open_current(self, old: _Loaded | None) -> tuple[Path, Snapshot]:
        """The version that CURRENT names; the one before where it cannot be opened. Raises IndexMissing."""
        for _ in range(
            _TRIES
        ):  # a build may remove a version after CURRENT was read: another is current then
            try:
                folder = self._versions.current_folder()
            except IndexMissing as missing:
                problem = missing
                break
            if old is not None and folder == old.folder:
                return folder, old.snapshot
            if self._refused is not None and self._is_refused(folder):
                problem = self._refused.problem
                break
            seen = self._look_at(folder)
            try:
                opened = self._open(folder)
            except IndexMissing as damage:
                problem = damage
                self._refused = _Refused(folder, seen, damage)
                continue
            self._note(None)
            return folder, opened
        self._note(problem)
        if old is None:
            raise problem
        return old.folder, old.snapshot

    def _note(self, problem: IndexMissing | None) -> None:
        """Keep what is wrong with CURRENT; the log is told once, and when it is over."""
        before, self._problem = self._problem, problem
        if problem is None:
            self._refused = None
            if before is not None:
                _log.warning("index_accepted: %s", self._versions.directory)
        elif before is None or str(before) != str(problem):
            _log.error("index_refused: %s", problem)

    def _read_terms(self) -> None:
        """Take the edited terms; when they hold a mistake the last good ones stay, and the log names the field."""
        assert self._terms is not None
        try:
            self._edited = load_terms(self._terms)
        except (OSError, ValueError) as error:
            _log.error("terms_refused: %s: %s", self._terms, error)

    def _stamp(self) -> _FileStamp:
        if self._terms is None:
            return None
        try:
            found = self._terms.stat()
        except FileNotFoundError:
            return None
        except OSError:
            return _UNREADABLE
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _look_at(self, folder: Path) -> Stamp:
        """The stamp of a version's files and of its encoder's."""
        try:
            encoder = self._home(folder) / read_manifest(folder).encoder.folder
        except IndexMissing:
            return stamp_of(folder)
        return stamp_of(folder, encoder)

    def _open(self, folder: Path) -> Snapshot:
        try:
            return load_snapshot(folder, self._home(folder))
        except EncoderMissing as error:
            raise IndexDamaged(folder, str(error)) from error

    def _home(self, folder: Path) -> Path:
        """The index folder, to which a version's encoder is relative."""
        return folder.parent.parent if folder.parent.name == "versions" else self._versions.directory
