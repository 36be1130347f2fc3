"""The documents of a zipped folder. Members are unpacked one at a time into a private temporary folder."""

import contextlib
import hashlib
import re
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Self

from index.convert import MOST_BYTES, SUFFIXES
from index.convert.archive import BROKEN_ZIP, safe_members
from index.ingest.source_file import Sidecar, sidecar_name, with_sidecar
from index.model.errors import DocumentError

_LEFT_OUT = re.compile(r"(?:^|/)(?:\.|~\$|__MACOSX/)")
_MOST_SIDECAR = 1_000_000  # bytes
_PACKED = {".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz"}
_BROKEN = (*BROKEN_ZIP, RuntimeError)  # encrypted


class Archive:
    """One zip file of documents. Raises DocumentError when it is broken or not safe to unpack."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        infos = safe_members(path, name)
        inner = {info.filename.replace("\\", "/"): info for info in infos}
        self.files: list[MemberFile] = []
        self.left_out: list[tuple[str, str]] = []
        for member, info in sorted(inner.items()):
            suffix = PurePosixPath(member).suffix.lower()
            shown = f"{name}/{_one_line(member)}"
            if _LEFT_OUT.search(member) or (suffix == ".yml" and _describes(member, inner)):
                continue
            if suffix in _PACKED:
                self.left_out.append((shown, "压缩包里的压缩包不读取，请先解开"))
            elif suffix not in SUFFIXES:
                self.left_out.append((shown, f"不支持的格式：{suffix or '没有扩展名'}"))
            else:
                side = next((s for s in _sidecars(member) if s in inner and s != member), None)
                self.files.append(MemberFile(shown, self, info, inner[side] if side else None))

    @contextlib.contextmanager
    def open(self, info: zipfile.ZipInfo, name: str) -> Iterator[IO[bytes]]:
        """The member's bytes. Raises DocumentError, also while they are read."""
        try:
            with self._lock, self._zip.open(info) as file:
                yield file
        except _BROKEN as error:
            raise DocumentError(name, "压缩包里的这个文件已损坏，无法解开") from error

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(self._path)


@dataclass(frozen=True)
class MemberFile:
    """A file in a zipped folder."""

    name: str
    archive: Archive
    info: zipfile.ZipInfo
    side: zipfile.ZipInfo | None = None

    def renamed(self, name: str) -> Self:
        return replace(self, name=name)

    def checksum(self) -> str:
        with self.archive.open(self.info, self.name) as file:
            digest = hashlib.sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return with_sidecar(digest, self.sidecar())

    def sidecar(self) -> Sidecar | None:
        if self.side is None:
            return None
        called = sidecar_name(self.name, PurePosixPath(self.side.filename.replace("\\", "/")).name)
        if self.side.file_size > _MOST_SIDECAR:
            raise DocumentError(called, "说明文件太大")
        with self.archive.open(self.side, called) as file:
            return Sidecar(called, file.read(_MOST_SIDECAR))

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[Path]:
        if self.info.file_size > MOST_BYTES:
            raise DocumentError(self.name, f"文件太大（上限 {MOST_BYTES // 1_000_000} MB），请拆分后再放入")
        folder = Path(tempfile.mkdtemp(prefix="dxe-zip-"))
        try:
            path = folder / f"document{PurePosixPath(self.name).suffix.lower()}"
            with self.archive.open(self.info, self.name) as packed, path.open("wb") as file:
                shutil.copyfileobj(packed, file)
            yield path
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _one_line(name: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", "_", name)


def _sidecars(member: str) -> tuple[str, str]:
    return f"{member}.yml", str(PurePosixPath(member).with_suffix(".yml"))


def _describes(side: str, inner: dict[str, zipfile.ZipInfo]) -> bool:
    stem = side[: -len(".yml")]
    return stem in inner or any(f"{stem}{suffix}" in inner for suffix in SUFFIXES)
