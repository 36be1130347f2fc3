"""The calendar that staff keep: each year's holiday notice, entered in the console or from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.calendar.working_days import HolidayYear, WorkingDays, find_fault
from records.models import HolidayNotice
from records.storage.column_types import storable

_LONGEST_SOURCE = 300
# A year has 11 days of statutory holidays; with weekends and make-up days no notice has ever come near this.
_MOST_DAYS = 80


class HolidayNoticeInvalid(Exception):
    """The notice cannot be taken; the message says in Chinese what is wrong with it."""


def record_holiday_notice(
    session: Session,
    year: int,
    source: str,
    holidays: Iterable[date],
    workdays: Iterable[date],
    *,
    actor: str,
    now: datetime,
) -> HolidayNotice:
    """Store a year's notice (days off, weekend days worked), in place of an earlier one; audited.

    `source` is the notice's document number or address. Deadlines that are kept with cases change only by
    `refresh_due_dates`. Raises HolidayNoticeInvalid.
    """
    notice = HolidayYear(
        source=storable(source).strip(), holidays=frozenset(holidays), workdays=frozenset(workdays)
    )
    if fault := find_fault(year, notice) or _find_excess(year, notice):
        raise HolidayNoticeInvalid(f"{fault}，请核对通知后重新填写。")
    row = session.get(HolidayNotice, year, with_for_update=True)
    outcome = "changed" if row else "added"
    row = row or HolidayNotice(year=year)
    row.source = notice.source
    row.holidays = [day.isoformat() for day in sorted(notice.holidays)]
    row.workdays = [day.isoformat() for day in sorted(notice.workdays)]
    row.recorded_by, row.recorded_at = actor[:150], now
    session.add(row)
    session.flush()
    record_audit(
        session, actor=actor, action="holidays.record", subject=f"holidays:{year}", outcome=outcome, now=now
    )
    return row


def list_holiday_notices(session: Session) -> Sequence[HolidayNotice]:
    """Return the notices that staff have entered, by year."""
    return session.scalars(select(HolidayNotice).order_by(HolidayNotice.year)).all()


def load_calendar(session: Session, base: WorkingDays) -> WorkingDays:
    """Return the calendar as of now: notices of the database outrank the file, the file outranks chinesecalendar."""
    rows = session.execute(
        select(
            HolidayNotice.year, HolidayNotice.source, HolidayNotice.holidays, HolidayNotice.workdays
        ).order_by(HolidayNotice.year)
    )
    return base.with_notices(
        {
            year: HolidayYear(
                source=source,
                holidays=frozenset(map(date.fromisoformat, holidays)),
                workdays=frozenset(map(date.fromisoformat, workdays)),
            )
            for year, source, holidays, workdays in rows
        }
    )


def _find_excess(year: int, notice: HolidayYear) -> str | None:
    if not notice.holidays:
        return f"{year} 年没有列出放假日期"
    if len(notice.source) > _LONGEST_SOURCE:
        return f"来源超过 {_LONGEST_SOURCE} 字"
    if len(notice.holidays) > _MOST_DAYS:
        return f"{year} 年列出了 {len(notice.holidays)} 天放假，超过 {_MOST_DAYS} 天"
    return None
