"""The index folder: versions/<id>/, encoders/<id>/ and CURRENT, replaced by rename."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from index.errors import BuildError, IndexMissing
from index.manifest import FILE, Manifest, read_manifest

CURRENT = "CURRENT"
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

        Raises IndexMissing.
        """
        if (self.directory / FILE).is_file():
            return self.directory
        try:
            name = (self.directory / CURRENT).read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing(self.directory, "没有索引，请先运行 dxe index build") from error
        folder = self.directory / "versions" / name
        if not name or not (folder / FILE).is_file():
            raise IndexMissing(self.directory, f"CURRENT 指向的版本不存在：{name or '（空）'}")
        return folder

    def find_current(self) -> Manifest | None:
        """The current version's manifest, or None."""
        try:
            return read_manifest(self.current_folder())
        except IndexMissing:
            return None

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
        by_age = sorted(folders, key=lambda path: read_manifest(path).created_at, reverse=True)
        current = self.current_folder().name
        kept = [path for path in by_age if path.name == current]
        kept += [path for path in by_age if path.name != current][: KEPT - 1]
        for path in by_age:
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)
        used = {read_manifest(path).encoder.id for path in kept}
        for path in self.encoders.iterdir() if self.encoders.is_dir() else []:
            if path.name not in used:
                shutil.rmtree(path, ignore_errors=True)
