"""A batch, and running one movement on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from records.models import Enterprise, VoucherBatch
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.ledger import record_grant
from tests.records.support import NOW

T = TypeVar("T")
VALID_TO = date(2026, 12, 31)
_FIELDS: dict[str, Any] = {
    "name": "科技创新券（样例）",
    "scope": ["检验检测"],
    "region": "浙江省",
    "valid_from": date(2026, 1, 1),
    "valid_to": VALID_TO,
}
AFTER = datetime(2027, 1, 4, 9, 0, tzinfo=SHANGHAI)


def add_batch(
    database: Database, enterprise: Enterprise, granted_fen: int | None = None, **fields: Any
) -> int:
    """Store a batch, with these fields where given, and grant it an amount."""
    with database.transaction() as session:
        batch = VoucherBatch(
            number=f"YL-{uuid.uuid4().hex[:8]}",
            enterprise_id=enterprise.id,
            **_FIELDS | fields,
        )
        session.add(batch)
        session.flush()
        if granted_fen:
            record_grant(session, batch.id, granted_fen, key=uuid.uuid4().hex, now=NOW)
        return batch.id


def run(database: Database, fn: Callable[..., T], *args: object, **kwargs: object) -> T:
    with database.transaction() as session:
        return fn(session, *args, **kwargs)
