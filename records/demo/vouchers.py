"""Voucher batches of the demo, in all states: every movement goes through the ledger's own functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from records.models import Enterprise, VoucherBatch
from records.values.clock import SHANGHAI
from records.vouchers.ledger import (
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)

_SCOPES = (
    ["检验检测", "研究开发", "知识产权服务"],
    ["检验检测", "技术咨询"],
    ["研究开发", "工业设计"],
    ["大型仪器共享", "科技查新"],
)
# Examples: no document that was read lists regions that take each other's vouchers.
_PARTNERS = {
    "浙江省/杭州市/萧山区": ["浙江省", "上海市"],
    "湖北省/武汉市": ["湖北省"],
    "河南省/周口市": ["河南省"],
    "浙江省/嘉兴市": ["浙江省", "上海市", "江苏省/苏州市"],
}
# The first enterprise, the one to try first, has a batch in each of the first two states.
_STATES = (
    "in_use",
    "lapsing",
    "fresh",
    "reserved",
    "used_up",
    "released",
    "corrected",
    "expired",
    "not_yet_valid",
)
_DAY = timedelta(days=1)


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
        scope=list(_SCOPES[(number - 1) % len(_SCOPES)]),
        region=enterprise.region,
        partner_regions=list(_PARTNERS.get(enterprise.region, [])) if number % 3 else [],
        valid_from=begins,
        valid_to=ends,
    )
    session.add(batch)
    session.flush()
    granted_fen = random.randrange(20_000, 200_001, 5_000) * 100
    granted = _morning(min(begins, as_of))
    note = "样例：年度发放"
    record_grant(session, batch.id, granted_fen, key=f"demo:{number}:grant", now=granted, note=note)
    _Use(session, batch, f"demo:{number}", granted_fen, _morning(begins + 3 * _DAY)).bring_into(state, as_of)


@dataclass(frozen=True)
class _Use:
    """Brings a batch into its state; the sums are parts of what was granted, in whole fen."""

    session: Session
    batch: VoucherBatch
    key: str
    granted_fen: int
    first_day: datetime

    def bring_into(self, state: str, as_of: date) -> None:
        if state == "in_use":
            self._use_for_several()
        elif state in ("lapsing", "expired"):
            self._redeem(4, self.batch.scope[0], self.first_day)
        elif state == "used_up":
            self._redeem(1, self.batch.scope[-1], self.first_day)
        elif state in ("reserved", "released"):
            self._reserve(3, self.batch.scope[0], self.first_day)
            if state == "released":
                self._release(3, self.first_day + timedelta(hours=2))
        elif state == "corrected":
            key, note = f"{self.key}:correct", "样例：更正发放金额"
            taken = -self.granted_fen // 10
            record_correction(self.session, self.batch.id, taken, key=key, now=self.first_day, note=note)
        if state == "expired" and self.batch.valid_to < as_of:
            after = _morning(self.batch.valid_to + _DAY)
            record_expiry(self.session, self.batch.id, key=f"{self.key}:expire", now=after)

    def _use_for_several(self) -> None:
        """A redemption for each service, and a reservation of which a part is redeemed."""
        for position, service in enumerate(self.batch.scope):
            self._redeem(10, service, self.first_day + 7 * position * _DAY)
        day = self.first_day + 7 * len(self.batch.scope) * _DAY
        self._reserve(5, self.batch.scope[0], day)
        self._redeem(10, self.batch.scope[0], day + 5 * _DAY, out_of_reservation=True)

    def _redeem(self, part: int, service: str, now: datetime, *, out_of_reservation: bool = False) -> None:
        record_redemption(
            self.session,
            self.batch.id,
            self.granted_fen // part,
            key=f"{self.key}:redeem:{now:%Y%m%d}",
            now=now,
            service=service,
            reservation_key=f"{self.key}:reserve" if out_of_reservation else None,
            note=f"样例：{service}合同兑付",
        )

    def _reserve(self, part: int, service: str, now: datetime) -> None:
        record_reservation(
            self.session,
            self.batch.id,
            self.granted_fen // part,
            key=f"{self.key}:reserve",
            now=now,
            service=service,
            note=f"样例：{service}合同登记",
        )

    def _release(self, part: int, now: datetime) -> None:
        record_release(
            self.session,
            self.batch.id,
            self.granted_fen // part,
            key=f"{self.key}:release",
            reservation_key=f"{self.key}:reserve",
            now=now,
        )


def _period(random: Random, state: str, as_of: date) -> tuple[date, date]:
    if state == "not_yet_valid":
        begins = as_of + timedelta(days=random.randint(5, 40))
    elif state == "expired":
        begins = as_of - timedelta(days=random.randint(400, 700))
    elif state == "lapsing":
        begins = as_of - timedelta(days=364 - random.randint(5, 28))
    else:
        begins = as_of - timedelta(days=random.randint(60, 300))
    return begins, begins + timedelta(days=364)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)
