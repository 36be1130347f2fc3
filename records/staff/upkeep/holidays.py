"""Holidays as staff keep them: what is known, until when, and a year's notice with the deadlines that follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.calendar.holidays import (
    HolidayNoticeInvalid,
    list_holiday_notices,
    load_calendar,
    record_holiday_notice,
)
from records.calendar.working_days import WorkingDays
from records.cases.due_dates import refresh_due_dates
from records.models import ServiceItem
from records.staff.accounts.accounts import StaffMember, staff_actor
from records.staff.files.look import record_look
from records.staff.upkeep.holiday_dates import read_dates
from records.storage.database import Database
from records.values.clock import day_of, in_shanghai

YEARS_AHEAD = 3
_FEWEST_DAYS = 11  # statutory ones of a year; 13 since 2025, 全国年节及纪念日放假办法


@dataclass(frozen=True)
class YearState:
    """What is known of a year. Entered ones have a source, days, and who entered them when, in Asia/Shanghai.

    `built_in` is what the system brings along or reads from the holiday file.
    """

    year: int
    state: Literal["entered", "built_in", "unknown"]
    source: str | None = None
    holidays: Sequence[date] = ()
    workdays: Sequence[date] = ()
    recorded_by: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True)
class HolidayState:
    """The years from this one on, and others that were entered. Beyond `known_until` deadlines are 预计."""

    years: Sequence[YearState]
    known_until: int | None


@dataclass(frozen=True)
class TypedNotice:
    """A year's notice as it was typed: dates and ranges in words."""

    year: int
    source: str
    holidays: str
    workdays: str


def read_holiday_state(session: Session, base: WorkingDays, *, now: datetime) -> HolidayState:
    """Return what is known of holidays; `base` is the calendar without the notices of the database."""
    this_year = day_of(now).year
    entered = {
        notice.year: YearState(
            notice.year,
            "entered",
            notice.source,
            tuple(map(date.fromisoformat, notice.holidays)),
            tuple(map(date.fromisoformat, notice.workdays)),
            notice.recorded_by,
            in_shanghai(notice.recorded_at),
        )
        for notice in list_holiday_notices(session)
    }
    years = sorted({*entered, *range(this_year, this_year + YEARS_AHEAD)})
    states = [
        entered.get(year) or YearState(year, "built_in" if base.is_published(year) else "unknown")
        for year in years
    ]
    calendar = load_calendar(session, base)
    known = this_year - 1
    while calendar.is_published(known + 1):
        known += 1
    return HolidayState(states, known if known >= this_year else None)


def enter_holidays(
    database: Database,
    staff: StaffMember,
    typed: TypedNotice,
    base: WorkingDays,
    *,
    now: datetime,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Store a year's notice and bring the deadlines of open cases up to date; return how many have changed.

    The cases of each service item are one transaction: nobody waits for all of them. Calls `on_progress(done, all)`
    after each. Blocks: call it on a thread. Raises DatesInvalid, HolidayNoticeInvalid, DatabaseUnavailable.
    """
    holidays, workdays = read_dates(typed.holidays, typed.year), read_dates(typed.workdays, typed.year)
    if not day_of(now).year - 1 <= typed.year <= day_of(now).year + YEARS_AHEAD:
        raise HolidayNoticeInvalid(f"年份 {typed.year} 太早或太远，请核对。")
    _check_complete(typed.year, holidays)
    with database.transaction() as session:
        actor = staff_actor(staff)
        record_holiday_notice(session, typed.year, typed.source, holidays, workdays, actor=actor, now=now)
        items = session.scalars(select(ServiceItem.id).order_by(ServiceItem.id)).all()
    changed = 0
    for done, item in enumerate(items, start=1):
        with database.transaction() as session:
            changed += refresh_due_dates(session, load_calendar(session, base), service_item_ids=[item])
        if on_progress is not None:
            on_progress(done, len(items))
    with database.transaction() as session:
        subject = f"holidays:{typed.year} cases"
        record_look(session, staff, "holidays.refresh", subject, f"{changed} changed", now)
    return changed


def _check_complete(year: int, holidays: Sequence[date]) -> None:
    """Refuse a part of a notice: it would stand for the whole year. Raises HolidayNoticeInvalid."""
    days = set(holidays)
    missing = [
        name for name, day in (("元旦", date(year, 1, 1)), ("国庆节", date(year, 10, 1))) if day not in days
    ]
    if days and (missing or len(days) < _FEWEST_DAYS):
        lacking = f"，缺{'、'.join(missing)}" if missing else ""
        raise HolidayNoticeInvalid(
            f"只填了 {len(days)} 天{lacking}。保存会替换 {year} 年的全部假期，请把通知中全年的放假日都填上。"
        )
