"""Data sources: systems that stay the master of some records, and what became of the last time they were asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from records.models import DataSource, SourceKind
from records.storage.upsert import insert_if_absent

_LONGEST_ERROR = 500


def ensure_source(
    session: Session,
    name: str,
    *,
    title: str,
    kind: SourceKind,
    feeds: str,
    every_minutes: int | None = None,
) -> DataSource:
    """Return the row of a source, added or brought up to date with its configuration."""
    values = {"name": name, "title": title, "kind": kind, "feeds": feeds, "every_minutes": every_minutes}
    insert_if_absent(session, DataSource, values, ["name"])
    source = session.get_one(DataSource, name, with_for_update=True)
    source.title, source.kind, source.feeds, source.every_minutes = title, kind, feeds, every_minutes
    session.flush()
    return source


def record_attempt(source: DataSource, now: datetime) -> None:
    """Note that a source is being asked."""
    source.last_attempt_at = now


def record_success(source: DataSource, now: datetime, *, left_out: str | None = None) -> None:
    """Note that everything that the source had was taken over; `left_out` says which records were not."""
    source.last_success_at = now
    source.last_error = _short(left_out) if left_out else None


def record_failure(source: DataSource, reason: str) -> None:
    """Note why a source gave nothing usable: what is known of it is from now on marked as old."""
    source.last_error = _short(reason)


def _short(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= _LONGEST_ERROR else shown[: _LONGEST_ERROR - 1] + "…"
