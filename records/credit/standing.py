"""Research-credit standing (科研诚信), derived from credit events at a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from contracts.lookup import CreditStanding, Freshness, Standing
from records.credit.consequences import measures_of, repair_path
from records.credit.events import KnownEvent, event_view, list_events
from records.credit.labels import GRAVITY, STANDING_LABELS
from records.credit.rules import CreditRules
from records.models import Enterprise
from records.sources.freshness import freshness_of_all
from records.values.clock import end_of_day

_REPAIR = "请先履行认定文件中的义务，再向作出认定的部门提出；能不能修复、条件和时间以认定文件为准。"


def standing_of(events: Sequence[KnownEvent], as_of: date) -> Standing:
    """Return the standing that follows from events: the gravest in force decides; without any, none (无记录)."""
    kinds = {event.kind for event in events if event.is_in_force(as_of)}
    return next((standing for kind, standing in GRAVITY if kind in kinds), "none")


def freshness_of(session: Session, events: Sequence[KnownEvent], *, now: datetime) -> Freshness | None:
    """Return of when events are; None where this service alone keeps them."""
    return freshness_of_all(session, "credit_events", [event.source for event in events], now=now)


def standing_view(
    session: Session,
    enterprise_id: int,
    *,
    as_of: date,
    now: datetime | None = None,
    rules: CreditRules | None = None,
) -> CreditStanding:
    """Return the standing at a date with the events then in force, newest first.

    Give `now` when the day is today's: whether its sources are late is told at it, else at the day's end. With `rules`
    also the incentives or joint penalties that follow in the enterprise's region, and how a breach is
    repaired.
    """
    enterprise = session.get_one(Enterprise, enterprise_id)
    known = list_events(session, enterprise_id, as_of=as_of)
    in_force = [event for event in known if event.is_in_force(as_of)]
    standing = standing_of(in_force, as_of)
    return CreditStanding(
        enterprise_name=enterprise.name,
        as_of=as_of,
        standing=standing,
        standing_label=STANDING_LABELS[standing],
        events=[event_view(event) for event in in_force],
        repair=_REPAIR if standing in ("yellow", "black") else None,
        measures=measures_of(rules, standing, enterprise.region) if rules else [],
        repair_path=repair_path(rules, in_force, enterprise.region) if rules else None,
        freshness=freshness_of(session, known, now=now or end_of_day(as_of)),
    )
