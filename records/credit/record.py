"""Research-credit standing (科研诚信), derived from credit events at a date."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contracts.lookup import CreditEventView, CreditStanding, Standing
from records.models import CreditEvent, CreditKind, Enterprise

STANDING_LABELS: dict[Standing, str] = {
    "none": "无记录",
    "red": "守信",
    "yellow": "一般失信",
    "black": "严重失信",
}
KIND_LABELS: dict[CreditKind, str] = {
    "trustworthy": "守信",
    "general_breach": "一般失信",
    "serious_breach": "严重失信",
    "repair": "信用修复",
}
_BREACHES: frozenset[CreditKind] = frozenset({"general_breach", "serious_breach"})
# The gravest event in force decides.
_GRAVITY: tuple[tuple[CreditKind, Standing], ...] = (
    ("serious_breach", "black"),
    ("general_breach", "yellow"),
    ("trustworthy", "red"),
)
_REPAIR = "可以申请信用修复：请先履行认定文件中的义务，再向作出认定的部门提出；条件和时间以认定文件为准。"


def record_credit_event(
    session: Session,
    enterprise_id: int,
    kind: CreditKind,
    *,
    basis: str,
    recorded_on: date,
    now: datetime,
    document: str | None = None,
    valid_to: date | None = None,
    repairs_id: int | None = None,
) -> int:
    """Append a credit event and return its id. A repair names, by `repairs_id`, the breach that it ends.

    Raises ValueError when the breach is not one of this enterprise.
    """
    if repairs_id is not None:
        breach = session.get(CreditEvent, repairs_id)
        if breach is None or breach.enterprise_id != enterprise_id or breach.kind not in _BREACHES:
            raise ValueError(f"credit event {repairs_id} is no breach of enterprise {enterprise_id}")
    event = CreditEvent(
        enterprise_id=enterprise_id,
        kind=kind,
        basis=basis,
        document=document,
        recorded_on=recorded_on,
        valid_to=valid_to,
        repairs_id=repairs_id,
        created_at=now,
    )
    session.add(event)
    session.flush()
    return event.id


def standing_view(session: Session, enterprise_id: int, *, as_of: date) -> CreditStanding:
    """Return the standing at a date with the events then in force, newest first.

    An event is in force from the day it was recorded to the last day of its validity, unless repaired before.
    """
    enterprise = session.get_one(Enterprise, enterprise_id)
    events = _events_in_force(session, enterprise_id, as_of)
    kinds = {event.kind for event in events}
    standing: Standing = next((standing for kind, standing in _GRAVITY if kind in kinds), "none")
    return CreditStanding(
        enterprise_name=enterprise.name,
        as_of=as_of,
        standing=standing,
        standing_label=STANDING_LABELS[standing],
        events=[_event_view(event) for event in events],
        repair=_REPAIR if standing in ("yellow", "black") else None,
    )


def _events_in_force(session: Session, enterprise_id: int, as_of: date) -> list[CreditEvent]:
    recorded = session.scalars(
        select(CreditEvent)
        .where(
            CreditEvent.enterprise_id == enterprise_id,
            CreditEvent.recorded_on <= as_of,
            or_(CreditEvent.valid_to.is_(None), CreditEvent.valid_to >= as_of),
        )
        .order_by(CreditEvent.recorded_on.desc(), CreditEvent.id.desc())
    ).all()
    repaired = {event.repairs_id for event in recorded if event.kind == "repair"}
    return [event for event in recorded if event.kind != "repair" and event.id not in repaired]


def _event_view(event: CreditEvent) -> CreditEventView:
    return CreditEventView(
        kind_label=KIND_LABELS[cast(CreditKind, event.kind)],
        basis=event.basis,
        document=event.document,
        recorded_on=event.recorded_on,
        valid_to=event.valid_to,
    )
