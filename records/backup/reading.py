"""A backup file: opened, checked, and read row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import cast
from zipfile import ZipFile

from records.backup.errors import BackupRefused
from records.backup.manifest import LARGEST_MANIFEST, NAME, BackupPart, Manifest, read_manifest
from records.backup.progress import Progress, Tally, silent
from records.backup.values import row_reader
from records.files.broken_archive import BROKEN_ZIP
from records.migrations.revision import head_revision, known_revisions
from records.values.keyed_hash import KeyedHash

_BLOCK = 1024 * 1024
_LONGEST_ROW = 64 * _BLOCK
# A part's compression reports damage by OSError, zipfile a missing part by KeyError.
_BROKEN = (*BROKEN_ZIP, OSError, KeyError)
_DAMAGED = "备份文件不完整或已损坏，不能用来恢复：请换一份备份，或重新复制后核对文件大小。"


class BackupFile:
    """An open backup whose manifest has been checked. Its parts are read as often as needed."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def verify(self, progress: Progress = silent) -> None:
        """Read all of it and compare checksums and counts. Raises BackupRefused."""
        tally = Tally(self.manifest.rows, progress)
        for part in self.manifest.parts:
            for _ in self._lines(part):
                pass
            tally.add(part.table, part.rows)

    def rows(self, part: BackupPart) -> Iterator[list[object]]:
        """Yield the rows of a part as `values.stored_type` takes them. Raises BackupRefused, perhaps at the end."""
        read = row_reader([column.kind for column in part.columns])
        for number, line in enumerate(self._lines(part), start=1):
            try:
                row = read(line)
            except (ValueError, OverflowError, RecursionError) as error:
                raise BackupRefused(f"备份文件中 {part.file} 第 {number} 行无法读取：{error}") from error
            yield row

    def _lines(self, part: BackupPart) -> Iterator[bytes]:
        """Yield the lines of a part; when all were taken, compare what they were with the manifest."""
        digest, count = hashlib.sha256(), 0
        with _damage_is_refused(), self._archive.open(part.file) as unpacked:
            source = BufferedReader(cast(RawIOBase, unpacked), _BLOCK)
            while line := source.readline(_LONGEST_ROW):
                digest.update(line)
                count += 1
                yield line
        if digest.hexdigest() != part.sha256 or count != part.rows:
            raise BackupRefused(
                f"备份文件中 {part.file} 与目录中的校验值不符，文件被改动或损坏：请换一份备份。"
            )


@contextmanager
def open_backup(path: Path, *, hasher: KeyedHash, accept_other_key: bool = False) -> Iterator[BackupFile]:
    """Yield the backup of a path, its manifest checked: ours, of a schema that we know, sealed with our key.

    `accept_other_key` lets pass what another installation sealed. Raises BackupRefused.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise BackupRefused(f"无法读取备份文件 {path}（{error.strerror}）：请检查路径和权限。") from error
        with _damage_is_refused():
            archive = stack.enter_context(ZipFile(file))
            manifest = read_manifest(_manifest_text(archive))
        _refuse_other_seal(manifest, hasher, accept_other_key)
        _refuse_other_schema(manifest)
        yield BackupFile(archive, manifest)


@contextmanager
def _damage_is_refused() -> Iterator[None]:
    """Turn what reading a broken archive raises into BackupRefused."""
    try:
        yield
    except _BROKEN as error:
        raise BackupRefused(_DAMAGED) from error


def _manifest_text(archive: ZipFile) -> bytes:
    if NAME not in archive.namelist():
        raise BackupRefused("这不是本系统的备份文件：其中没有 manifest.json。")
    with archive.open(NAME) as file:
        text = file.read(LARGEST_MANIFEST + 1)
    if len(text) > LARGEST_MANIFEST:
        raise BackupRefused(_DAMAGED)
    return text


def _refuse_other_seal(manifest: Manifest, hasher: KeyedHash, accept_other_key: bool) -> None:
    if not accept_other_key and not manifest.has_seal_of(hasher):
        raise BackupRefused(
            "备份文件的封签不符：文件被改动过，或它是用另一个 DXE_SECRET_KEY 备份的。"
            "请设为备份时的 DXE_SECRET_KEY；原密钥已遗失而来源可靠的，可加 --accept-other-key。"
        )


def _refuse_other_schema(manifest: Manifest) -> None:
    revision = manifest.schema_revision
    if revision in known_revisions():
        return
    if revision > head_revision():
        raise BackupRefused(
            f"备份文件来自更新的版本（数据库结构 {revision}，本系统为 {head_revision()}）：请先升级本系统，再恢复。"
        )
    raise BackupRefused(f"备份文件的数据库结构 {revision} 不是本系统的：请核对文件来源。")
