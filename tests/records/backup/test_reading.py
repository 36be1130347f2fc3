from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from records.backup.errors import BackupRefused
from records.backup.manifest import LARGEST_MANIFEST, NAME
from records.backup.reading import open_backup
from records.storage.database import Database
from tests.records.backup.sample_rows import add_sample_rows
from tests.records.backup.support import HASHER, back_up, rewrite

pytestmark = pytest.mark.both_databases


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    add_sample_rows(database)
    file = tmp_path / "backup.zip"
    back_up(database, file)
    return file


def check(file: Path) -> None:
    with open_backup(file, hasher=HASHER) as opened:
        opened.verify()


def test_a_backup_says_what_it_holds(backup: Path) -> None:
    with open_backup(backup, hasher=HASHER) as opened:
        opened.verify()
        manifest = opened.manifest
    assert (manifest.app_version, manifest.audit_sequence) == ("1.2.3", 3)
    assert {part.table: part.rows for part in manifest.parts}["voucher_ledger_entries"] == 3
    assert "challenges" in manifest.left_out


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(backup: Path, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BackupRefused, match="不完整或已损坏"):
        check(backup)


def test_a_changed_byte_anywhere_is_refused_or_harmless(backup: Path) -> None:
    """Every 97th byte in turn: what still opens must hold the same rows (a date in the archive may change)."""
    whole = backup.read_bytes()
    with ZipFile(io.BytesIO(whole)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    refused = 0
    places = range(0, len(whole), 97)
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 0x55
        backup.write_bytes(changed)
        try:
            check(backup)
        except BackupRefused:
            refused += 1
            continue
        with ZipFile(backup) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == contents
    assert refused > len(places) * 0.5


@pytest.mark.parametrize(
    "content",
    [b"", b"id,name\n1,x\n", b"PK\x03\x04 no archive", b"\x00" * 5000, b"SQLite format 3\x00" * 100],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(content)
    with pytest.raises(BackupRefused):
        check(file)


def test_an_archive_of_another_program_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(BackupRefused, match="不是本系统的备份文件"):
        check(file)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        json.dumps({"format": "other", "format_version": 1}),
        json.dumps({"format": "dianxiaoer-records", "format_version": 1}),
        '{"a":' * 100_000,
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "backup.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr(NAME, text)
    with pytest.raises(BackupRefused, match="备份文件"):
        check(file)


def test_a_manifest_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    with ZipFile(file, "w", 8) as archive:
        archive.writestr(NAME, b" " * (LARGEST_MANIFEST + 1))
    with pytest.raises(BackupRefused, match="损坏"):
        check(file)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.zip"):
        with pytest.raises(BackupRefused, match="无法读取备份文件"):
            check(path)


def test_a_changed_part_is_refused(backup: Path) -> None:
    rewrite(backup, parts={"voucher_ledger_entries": lambda data: data.replace(b"grant", b"GRANT")})
    with pytest.raises(BackupRefused, match=r"voucher_ledger_entries\.jsonl 与目录中的校验值不符"):
        check(backup)


def test_a_changed_part_with_its_checksum_is_refused(backup: Path) -> None:
    """Who changes the checksum too breaks the seal, for which it takes the key."""
    rewrite(
        backup,
        parts={"voucher_ledger_entries": lambda data: data.replace(b"grant", b"GRANT")},
        with_checksums=True,
    )
    with pytest.raises(BackupRefused, match="封签不符"):
        check(backup)


def test_a_missing_part_is_refused(backup: Path) -> None:
    def drop(manifest: dict) -> None:
        manifest["parts"][3]["file"] = "none.jsonl"

    rewrite(backup, manifest=drop, hasher=HASHER)
    with pytest.raises(BackupRefused, match="不完整"):
        check(backup)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"schema_revision": "9999"},
            r"来自更新的版本（数据库结构 9999.*先升级本系统",
        ),
        ({"schema_revision": "0000"}, "数据库结构 0000 不是本系统的"),
        ({"format_version": 2, "new": "field"}, "格式比本系统新：请先升级"),
        ({"format": "other"}, "不是本系统的备份文件"),
    ],
)
def test_a_backup_of_another_version_or_system_is_refused(
    backup: Path, change: dict[str, object], message: str
) -> None:
    has_fields_of_ours = "new" not in change
    rewrite(
        backup,
        manifest=lambda manifest: manifest.update(change),
        hasher=HASHER if has_fields_of_ours else None,
    )
    with pytest.raises(BackupRefused, match=message):
        check(backup)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["parts"].pop(),
        lambda manifest: manifest.update(audit_hash="0" * 64),
        lambda manifest: manifest.update(made_at="2020-01-01T00:00:00Z"),
        lambda manifest: manifest.update(seal=""),
        lambda manifest: manifest.update(seal="语"),
    ],
)
def test_a_changed_manifest_is_refused(backup: Path, change: Callable[[dict], object]) -> None:
    rewrite(backup, manifest=change)
    with pytest.raises(BackupRefused, match="封签不符"):
        check(backup)
