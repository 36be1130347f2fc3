"""The manifest of a backup: what it holds, by which it is checked before anything is restored."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from records.backup.errors import BackupRefused
from records.backup.values import Kind
from records.values.keyed_hash import KeyedHash, same

NAME = "manifest.json"
FORMAT = "dianxiaoer-records"
FORMAT_VERSION = 1
LARGEST_MANIFEST = 4 * 1024 * 1024  # bytes


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BackupColumn(_Model):
    name: str
    kind: Kind


class BackupPart(_Model):
    """One table: the file in the archive that holds it, its rows, and the SHA-256 of the file as it is unpacked."""

    table: str
    file: str
    columns: tuple[BackupColumn, ...]
    rows: int = Field(ge=0)
    sha256: str


class Manifest(_Model):
    """What a backup is of. `seal` is an HMAC of all the rest under the installation's key.

    `audit_sequence` and `audit_hash` are the head of the audit log as it was then.
    """

    format: str
    format_version: int
    schema_revision: str
    app_version: str
    database_kind: str
    made_at: datetime
    audit_sequence: int
    audit_hash: str
    left_out: tuple[str, ...]
    parts: tuple[BackupPart, ...]
    seal: str = ""

    @property
    def rows(self) -> int:
        """Return the rows of all tables."""
        return sum(part.rows for part in self.parts)

    def sealed(self, hasher: KeyedHash) -> Manifest:
        """Return the manifest with its seal."""
        return self.model_copy(update={"seal": self._seal(hasher)})

    def has_seal_of(self, hasher: KeyedHash) -> bool:
        """Tell whether it was sealed under this key and not changed since."""
        return same(self.seal, self._seal(hasher))

    def _seal(self, hasher: KeyedHash) -> str:
        return hasher.of("records-backup", self.model_dump_json(exclude={"seal"}))


class _Format(BaseModel):
    format: str
    format_version: int


def read_manifest(text: bytes) -> Manifest:
    """Return the manifest. Raises BackupRefused when it is none, or one of a newer format."""
    try:
        found = _Format.model_validate_json(text)
        if found.format == FORMAT and found.format_version > FORMAT_VERSION:
            raise BackupRefused("备份文件的格式比本系统新：请先升级本系统，再恢复。")
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BackupRefused("这不是本系统的备份文件，或其目录（manifest.json）已损坏。") from error
    if manifest.format != FORMAT:
        raise BackupRefused("这不是本系统的备份文件。")
    return manifest
