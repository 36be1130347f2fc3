"""Making, reading and spoiling backups in tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from records.backup.manifest import NAME, Manifest
from records.backup.reading import open_backup
from records.backup.restoring import restore_backup
from records.backup.writing import write_backup
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import NOW

HASHER = KeyedHash(b"a key for tests, 32 bytes long..")


def back_up(database: Database, file: Path) -> Manifest:
    return write_backup(database, file, hasher=HASHER, app_version="1.2.3", now=NOW)


def restore(database: Database, file: Path, *, accept_other_key: bool = False) -> None:
    with open_backup(file, hasher=HASHER, accept_other_key=accept_other_key) as opened:
        restore_backup(database, opened, actor="system", now=NOW)


def lines_of(file: Path) -> dict[str, list[bytes]]:
    """Return the lines of each part, by table, in order of their bytes (databases order texts differently)."""
    with ZipFile(file) as archive:
        manifest = json.loads(archive.read(NAME))
        return {part["table"]: sorted(archive.read(part["file"]).splitlines()) for part in manifest["parts"]}


def rewrite(
    file: Path,
    *,
    parts: dict[str, Callable[[bytes], bytes]] | None = None,
    manifest: Callable[[dict], None] = lambda manifest: None,
    with_checksums: bool = False,
    hasher: KeyedHash | None = None,
) -> None:
    """Change parts, by table, and the manifest; on request work the checksums out again, and the seal."""
    with ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    described = json.loads(contents.pop(NAME))
    for part in described["parts"]:
        changed = (parts or {}).get(part["table"], bytes)(contents[part["file"]])
        contents[part["file"]] = changed
        if with_checksums:
            part["sha256"], part["rows"] = hashlib.sha256(changed).hexdigest(), changed.count(b"\n")
    manifest(described)
    text = json.dumps(described)
    if hasher is not None:
        text = Manifest.model_validate_json(text).sealed(hasher).model_dump_json()
    file.unlink()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
        archive.writestr(NAME, text)
