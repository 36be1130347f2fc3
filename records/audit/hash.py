"""What an audit entry's hash covers: its fields and the hash before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class AuditFields:
    """The fields of an entry that its hash covers."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str | None
    outcome: str
    previous_hash: str

    def hash(self) -> str:
        """Return 64 hex digits: the SHA-256 of the fields in order, as JSON, the time in UTC to the microsecond."""
        fields = [
            self.sequence,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor,
            self.action,
            self.subject,
            self.reason,
            self.outcome,
            self.previous_hash,
        ]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()

    def renumbered(self, sequence: int) -> AuditFields:
        """Return the same entry at another place."""
        return replace(self, sequence=sequence)
