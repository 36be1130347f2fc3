"""The index folder: versions/<id>/, encoders/<id>/ and CURRENT, replaced by rename."""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from index.model.errors import BuildError, IndexDamaged, IndexMissing
from index.model.manifest import FILE, EncoderEntry, Manifest, read_manifest
from index.version.checksums import check_files

CURRENT = "CURRENT"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
KEPT = 3  # versions that stay after a build, the current one included


class Versions:
    """One index folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def encoders(self) -> Path:
        """Where the encoders are."""
        return self.directory / "encoders"

    def current_folder(self) -> Path:
        """The folder of the version that CURRENT names, or the directory itself when it is one version.

        Raises IndexMissing; IndexDamaged when CURRENT is there and names none.
        """
        if (self.directory / FILE).is_file():
            return self.directory
        name = self._read_current()
        folder = self.directory / "versions" / name
        if not _NAME.fullmatch(name):
            raise IndexDamaged(self.directory, "CURRENT 的内容不是版本号")
        if not (folder / FILE).is_file():
            raise IndexDamaged(self.directory, f"CURRENT 指向的版本不存在或不完整：{name}")
        return folder

    def _read_current(self) -> str:
        try:
            return (self.directory / CURRENT).read_bytes().decode().strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing(self.directory, "没有索引，请先运行 dxe index build") from error
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamaged(self.directory, "CURRENT 读不出来") from error

    def find_current(self) -> Manifest | None:
        """The current version's manifest; None when there is none, or it cannot be read."""
        try:
            return read_manifest(self.current_folder())
        except IndexMissing:
            return None

    def is_current_whole(self) -> bool:
        """Whether the files of the current version are those that were built, as far as it has checksums."""
        try:
            folder = self.current_folder()
            if read_manifest(folder).has_checksums:
                check_files(folder)
        except IndexMissing:
            return False
        return True

    def encoder_files(self, entry: EncoderEntry) -> list[tuple[str, Path]]:
        """The files of an encoder that was trained here, by their names relative to a version's folder.

        Those of other models have a fingerprint.
        """
        if entry.kind == "model":
            return []
        folder = self.directory / entry.folder
        place = Path("../..") / entry.folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return [(str(place / path.relative_to(folder)), path) for path in files]

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Held during a build. Raises BuildError when another build runs."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildError("另一次建库正在进行，请稍后再试") from error
            yield

    def free_name(self, name: str) -> str:
        """`name`, with a number where a version of the same second and content is there: a damaged one."""
        names = (name, *(f"{name}-{number}" for number in range(2, 100)))
        return next(free for free in names if not (self.directory / "versions" / free).exists())

    @contextlib.contextmanager
    def writing(self, version: str) -> Iterator[Path]:
        """A scratch folder that becomes versions/<version> when the block ends well, and vanishes when it does not."""
        versions = self.directory / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=versions, prefix=".new-"))
        try:
            yield scratch
            scratch.rename(versions / version)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def switch(self, version: str) -> None:
        """Make `version` the current one, at once for every reader."""
        fresh = self.directory / f".{CURRENT}.new"
        fresh.write_text(version + "\n", "utf-8")
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(self.directory / CURRENT)

    def tidy(self) -> None:
        """Remove all but the latest versions, and the encoders that none of them uses."""
        folders = [path for path in (self.directory / "versions").iterdir() if (path / FILE).is_file()]
        manifests = {path: manifest for path in folders if (manifest := _find_manifest(path))}
        by_age = sorted(manifests, key=lambda path: manifests[path].created_at, reverse=True)
        current = self.current_folder().name
        kept = [path for path in by_age if path.name == current]
        kept += [path for path in by_age if path.name != current][: KEPT - 1]
        for path in folders:
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)
        used = {manifests[path].encoder.id for path in kept}
        for path in self.encoders.iterdir() if self.encoders.is_dir() else []:
            if path.name not in used:
                shutil.rmtree(path, ignore_errors=True)


def _find_manifest(version: Path) -> Manifest | None:
    """A version's manifest; None when it cannot be read: nothing can be answered from such a version."""
    try:
        return read_manifest(version)
    except IndexMissing:
        return None
