"""Voucher batches of the demo, in all states: every movement goes through the ledger's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from records.clock import SHANGHAI
from records.models import Enterprise, VoucherBatch
from records.vouchers.ledger import (
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)

_SCOPES = (
    ["检验检测", "技术咨询"],
    ["研究开发", "工业设计"],
    ["检验检测", "研究开发", "知识产权服务"],
    ["大型仪器共享"],
)
_STATES = (
    "partly_redeemed",
    "fresh",
    "reserved",
    "used_up",
    "released",
    "corrected",
    "expired",
    "not_yet_valid",
)


def add_vouchers(session: Session, random: Random, enterprises: Sequence[Enterprise], as_of: date) -> int:
    """Give a batch to every other enterprise, and a second one to every fourth. Returns how many batches."""
    owners = [*enterprises[::2], *enterprises[::4]]
    for number, enterprise in enumerate(owners, start=1):
        _add_batch(session, random, enterprise, number, _STATES[(number - 1) % len(_STATES)], as_of)
    return len(owners)


def _add_batch(
    session: Session, random: Random, enterprise: Enterprise, number: int, state: str, as_of: date
) -> None:
    begins, ends = _period(random, state, as_of)
    batch = VoucherBatch(
        number=f"YL{begins.year}-{number:04d}",
        enterprise_id=enterprise.id,
        name=f"{begins.year} 年度科技创新券（样例）",
        scope=list(random.choice(_SCOPES)),
        region=enterprise.region,
        valid_from=begins,
        valid_to=ends,
    )
    session.add(batch)
    session.flush()
    granted_fen = random.randrange(20_000, 200_001, 5_000) * 100
    granted_on = min(begins, as_of)
    record_grant(session, batch.id, granted_fen, key=f"demo:{number}:grant", now=_morning(granted_on))
    _use(session, batch, number, state, granted_fen, _morning(begins + timedelta(days=3)), as_of)


def _use(
    session: Session,
    batch: VoucherBatch,
    number: int,
    state: str,
    granted_fen: int,
    used: datetime,
    as_of: date,
) -> None:
    """Bring a batch into its state; the sums are thirds and quarters, in whole fen."""
    key = f"demo:{number}"
    if state in ("partly_redeemed", "expired"):
        record_redemption(session, batch.id, granted_fen // 4, key=f"{key}:redeem", now=used)
    elif state == "used_up":
        record_redemption(session, batch.id, granted_fen, key=f"{key}:redeem", now=used)
    elif state in ("reserved", "released"):
        record_reservation(session, batch.id, granted_fen // 3, key=f"{key}:reserve", now=used)
        if state == "released":
            record_release(
                session,
                batch.id,
                granted_fen // 3,
                key=f"{key}:release",
                reservation_key=f"{key}:reserve",
                now=used + timedelta(hours=2),
            )
    elif state == "corrected":
        note = "样例：更正发放金额"
        record_correction(session, batch.id, -granted_fen // 10, key=f"{key}:correct", now=used, note=note)
    if state == "expired" and batch.valid_to < as_of:
        after = _morning(batch.valid_to + timedelta(days=1))
        record_expiry(session, batch.id, key=f"{key}:expire", now=after)


def _period(random: Random, state: str, as_of: date) -> tuple[date, date]:
    if state == "not_yet_valid":
        begins = as_of + timedelta(days=random.randint(5, 40))
    elif state == "expired":
        begins = as_of - timedelta(days=random.randint(400, 700))
    else:
        begins = as_of - timedelta(days=random.randint(20, 300))
    return begins, begins + timedelta(days=364)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)
