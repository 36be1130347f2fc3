"""The files of one build, read: what the cache knows is taken over, the rest converted."""

from collections.abc import Callable, Sequence
from pathlib import Path

from index.ingest.cache import Cache
from index.ingest.reading import Reading, read_file
from index.ingest.source_file import SourceFile
from index.ingest.sources import Found
from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.model.errors import BuildError, DocumentError
from index.model.manifest import FailedEntry

Progress = Callable[[str, int, int], None]


class UnreadableFiles(BuildError):
    """Files that cannot be read; no version was written."""

    def __init__(self, failed: Sequence[FailedEntry]) -> None:
        super().__init__("；".join(f"{entry.path}: {entry.reason}" for entry in failed))
        self.failed = tuple(failed)


class Reader:
    """Reads the files of one build; what the cache knows is not converted again."""

    def __init__(self, found: Found, cache: Cache, progress: Progress) -> None:
        self._cache = cache
        self._progress = progress
        self._files: list[SourceFile] = []
        self.failed = [FailedEntry(path=error.path, reason=error.reason) for error in found.failed]
        self.checksums: dict[str, str] = {entry.path: "failed" for entry in self.failed}
        self.converted = self.unchanged = 0
        for file in found.files:
            try:
                self.checksums[file.name] = file.checksum()
                self._files.append(file)
            except (OSError, DocumentError) as error:
                self._fail(file, error)
                self.checksums[file.name] = "failed"

    def read(self, keep_going: bool) -> list[Reading]:
        """What the files give, in their order. Raises UnreadableFiles unless `keep_going`, BuildError for nothing."""
        gazetteer = Gazetteer(load_divisions())
        readings: list[Reading] = []
        fresh: list[tuple[str, Reading]] = []
        for position, file in enumerate(self._files):
            checksum = self.checksums[file.name]
            key = self._cache.key(checksum, Path(file.name).suffix)
            kept = self._cache.find(key)
            try:
                reading = kept or read_file(file, checksum, gazetteer)
            except DocumentError as error:
                self._fail(file, error)
                continue
            if kept is None:
                fresh.append((key, reading))
            readings.append(reading.named(file.name, checksum))
            self._progress("读取文件", position + 1, len(self._files))
        self._cache.add(fresh)
        self.converted, self.unchanged = len(fresh), len(readings) - len(fresh)
        if self.failed and not keep_going:
            raise UnreadableFiles(self.failed)
        if not readings:
            raise BuildError("没有可以读取的文件")
        self._cache.tidy()
        return readings

    def _fail(self, file: SourceFile, error: Exception) -> None:
        known = error if isinstance(error, DocumentError) else DocumentError(file.name, f"无法读取：{error}")
        self.failed.append(FailedEntry(path=known.path, reason=known.reason))
