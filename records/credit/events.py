"""Credit events as they were known on a day: which are in force, which repaired, which run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import CreditEventView
from records.credit.labels import KIND_LABELS
from records.credit.privacy import hide_persons
from records.models import CreditEvent, CreditKind


@dataclass(frozen=True)
class KnownEvent:
    """An event recorded by the day asked about. `repaired_on` is the day of its first repair by then, or None."""

    kind: CreditKind
    basis: str
    document: str | None
    authority: str | None
    source: str | None
    recorded_on: date
    valid_to: date | None
    repaired_on: date | None

    def is_in_force(self, on: date) -> bool:
        """Tell whether it counts on a day: to the last day of its validity, and not from its repair on."""
        return self.repaired_on is None and (self.valid_to is None or on <= self.valid_to)


def list_events(session: Session, enterprise_id: int, *, as_of: date) -> list[KnownEvent]:
    """Return the events recorded by a day, newest first, repairs as a property of the breach they end.

    A repair stands for good: it has no validity of its own. What was recorded later is not known yet.
    """
    recorded = session.scalars(
        select(CreditEvent)
        .where(CreditEvent.enterprise_id == enterprise_id, CreditEvent.recorded_on <= as_of)
        .order_by(CreditEvent.recorded_on.desc(), CreditEvent.id.desc())
    ).all()
    # Newest first, so that the earliest repair of a breach is the one that stays.
    repairs = {event.repairs_id: event.recorded_on for event in recorded if event.kind == "repair"}
    return [_known(event, repairs.get(event.id)) for event in recorded if event.kind != "repair"]


def event_view(event: KnownEvent) -> CreditEventView:
    """Return what is shown of an event; its texts show no natural person."""
    return CreditEventView(
        kind_label=KIND_LABELS[event.kind],
        basis=event.basis,
        document=event.document,
        recorded_on=event.recorded_on,
        valid_to=event.valid_to,
        authority=event.authority,
    )


def _known(event: CreditEvent, repaired_on: date | None) -> KnownEvent:
    return KnownEvent(
        kind=cast(CreditKind, event.kind),
        basis=hide_persons(event.basis),
        document=hide_persons(event.document) if event.document else None,
        authority=event.authority,
        source=event.source,
        recorded_on=event.recorded_on,
        valid_to=event.valid_to,
        repaired_on=repaired_on,
    )
