"""The audit log as auditors read it: filtered, the newest first, a page at a time; reading it is a look too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from records.models import AuditEntry
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look
from records.staff.search.prefix import CharacterOrder
from records.values.clock import SHANGHAI, in_shanghai
from records.values.masking import mask_text

PAGE_SIZE = 50
_YEARS = (1970, 2999)


@dataclass(frozen=True)
class AuditFilter:
    """Which entries: of an actor (staff by their name alone), an action, subjects that begin so, days from–to.

    Both days are Chinese calendar days and included.
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None

    def describe(self) -> str:
        """Return the filter as the log of the log keeps it."""
        told = [
            ("actor", self.actor),
            ("action", self.action),
            ("subject", self.subject),
            ("since", self.since),
            ("until", self.until),
        ]
        return " ".join(f"{name}={value}" for name, value in told if value) or "all"


class FilterInvalid(Exception):
    """No entry can be of such days; the message says in Chinese what to change."""


@dataclass(frozen=True)
class AuditLine:
    """One entry. Time in Asia/Shanghai."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str | None
    outcome: str
    hash: str


@dataclass(frozen=True)
class AuditPage:
    """Entries, the newest first; `next_before` is the sequence before which the next page begins."""

    entries: Sequence[AuditLine]
    next_before: int | None


def view_audit_log(
    session: Session,
    staff: StaffMember,
    wanted: AuditFilter,
    *,
    now: datetime,
    before: int | None = None,
) -> AuditPage:
    """Return a page of entries to a member of staff; that is an entry of its own. Raises FilterInvalid."""
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise FilterInvalid("起始日晚于截止日，请核对。")
    for name, day in (("起始日", wanted.since), ("截止日", wanted.until)):
        if day is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
            raise FilterInvalid(f"{name}不在 {_YEARS[0]} 年至 {_YEARS[1]} 年之间，请核对。")
    page = list_entries(session, wanted, before=before)
    subject = f"audit:{mask_text(wanted.describe())}"
    record_look(session, staff, "staff.view_audit", subject, f"{len(page.entries)} found", now)
    return page


def list_entries(
    session: Session, wanted: AuditFilter, *, before: int | None = None, limit: int = PAGE_SIZE
) -> AuditPage:
    """Return up to `limit` entries before a sequence, the newest first."""
    query = select(AuditEntry).where(*_conditions(session, wanted)).order_by(AuditEntry.sequence.desc())
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    rows = session.scalars(query.limit(limit + 1)).all()
    entries = [_line(row) for row in rows[:limit]]
    return AuditPage(entries, entries[-1].sequence if len(rows) > limit else None)


def list_actions(session: Session) -> list[str]:
    """Return the actions that there are, stepping from each to the next along an index."""
    found: list[str] = []
    query = select(AuditEntry.action).order_by(AuditEntry.action).limit(1)
    following = session.scalars(query).first()
    while following is not None:
        found.append(following)
        following = session.scalars(query.where(AuditEntry.action > following)).first()
    return found


def _conditions(session: Session, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor:
        names = [wanted.actor] if ":" in wanted.actor else [wanted.actor, f"staff:{wanted.actor}"]
        conditions.append(AuditEntry.actor.in_(names))
    if wanted.action:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.subject:
        conditions.append(CharacterOrder.of(session).begins(AuditEntry.subject, wanted.subject))
    if wanted.since:
        conditions.append(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until:
        conditions.append(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def _line(entry: AuditEntry) -> AuditLine:
    return AuditLine(
        entry.sequence,
        in_shanghai(entry.at),
        entry.actor,
        entry.action,
        entry.subject,
        entry.reason,
        entry.outcome,
        entry.hash,
    )
