"""节假日: a year's notice as staff enter it, what is known, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import Request
from nicegui import ui

from api.console.pages.cases.case_words import moment
from api.console.pages.parts.element import element, say
from api.console.pages.parts.fields import draw_input, draw_lines
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.upkeep import read_holidays, record_holidays
from records.calendar.holidays import HolidayNoticeInvalid
from records.staff.accounts.accounts import StaffMember
from records.staff.upkeep.holiday_dates import DatesInvalid
from records.staff.upkeep.holidays import HolidayState, TypedNotice, YearState
from records.values.clock import day_of

_LONGEST = 2_000
_STATES = {"entered": ("已录入", "good"), "built_in": ("系统自带", "running"), "unknown": ("未公布", "ask")}


def add_holiday_page(console: Console) -> None:
    """Register `/holidays`."""

    async def build(visit: Visit, _: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        page = _Holidays(visit)
        page.draw(await read_holidays(visit.console))

    add_page(console, "/holidays", "holidays", "节假日", build)


class _Holidays:
    """One visitor's page: what is known, and the form for a year's notice."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def draw(self, state: HolidayState) -> None:
        draw_title("节假日", note="办理时限按工作日计算，法定节假日和调休依国务院办公厅每年的放假通知。")
        self._known = element("section", css="known", aria_label="已知的节假日")
        with self._known:
            _draw_known(state)
        next_year = (state.known_until or day_of(self._visit.console.clock.now()).year) + 1
        with element("form", css="sheet notice-form", data_event="holidays_record"):
            element("h2", "录入一年的放假通知")
            with element("div", css="line"):
                draw_input("year", "年份", str(next_year), kind="number", longest=4, required=True)
                draw_input(
                    "source", "来源", hint="通知的文号，如 国办发明电〔2026〕×号", longest=300, required=True
                )
            draw_lines("holidays", "放假日期", hint="1月1日至3日，2月15日至23日", longest=_LONGEST)
            draw_lines("workdays", "调休上班日期（周末）", hint="1月4日，2月14日、2月28日", longest=_LONGEST)
            element(
                "p",
                "同一年再录入一次，会替换先前的。录入后，在办件的时限随即重算；操作记入审计日志。",
                "hint",
            )
            self._result = element("div", css="checked", aria_live="polite")
            element("button", "保存并重算时限", "primary", type="submit")
        ui.on("holidays_record", self._visit.action(self._on_record))

    async def _on_record(self, staff: StaffMember, args: Any) -> None:
        given = args if isinstance(args, Mapping) else {}
        year, source, holidays, workdays = (
            str(given.get(name, ""))[:_LONGEST] for name in ("year", "source", "holidays", "workdays")
        )
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            self._tell("年份应为四位数字，如 2027。", is_problem=True)
            return
        self._tell("正在保存并重算时限……", is_problem=False)
        try:
            changed = await record_holidays(
                self._visit.console, staff, TypedNotice(int(year), source, holidays, workdays)
            )
        except (DatesInvalid, HolidayNoticeInvalid) as problem:
            self._tell(str(problem), is_problem=True)
            return
        state = await read_holidays(self._visit.console)
        self._known.clear()
        with self._known:
            _draw_known(state)
        self._tell(f"已保存 {year} 年的放假通知，{changed} 件在办件的时限随之改变。", is_problem=False)
        say(f"已保存 {year} 年的放假通知。", "good")

    def _tell(self, words: str, *, is_problem: bool) -> None:
        self._result.clear()
        with self._result:
            if is_problem:
                element("p", words, "problem", role="alert")
            else:
                element("p", words, "fine")


def _draw_known(state: HolidayState) -> None:
    until = state.known_until
    if until is None:
        element("p", "今年的节假日还不知道：所有时限只按周末推算，都显示为“预计”。请尽快录入。", "problem")
    else:
        element("p", f"节假日已知到 {until} 年底。到期日在那之后的，只按周末推算，显示为“预计”。", "fine")
    with element("div", css="rows years"):
        for year in state.years:
            _draw_year(year)


def _draw_year(year: YearState) -> None:
    words, tone = _STATES[year.state]
    with element("div", css="row"):
        element("b", f"{year.year} 年", "year")
        element("span", words, f"stage {tone}")
        with element("span", css="words"):
            if year.state == "entered":
                element("span", year.source or "")
                element("span", f"放假：{say_days(year.holidays)}", "days")
                if year.workdays:
                    element("span", f"上班：{say_days(year.workdays)}", "days")
                if year.recorded_at:
                    who = (year.recorded_by or "").removeprefix("staff:")
                    element("span", f"{who} 录入于 {moment(year.recorded_at)}", "days")
            elif year.state == "built_in":
                element("span", "随系统附带的已公布安排，或节假日文件")
            else:
                element("span", "放假通知还没有录入，到期日在这一年的都是预计")


def say_days(days: Sequence[date]) -> str:
    """Return days in words, neighbouring ones as a range: 1月1日至3日、5月1日."""
    parts: list[str] = []
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        begin, end = run[0], run[-1]
        words = f"{begin.month}月{begin.day}日"
        if begin != end:
            words += f"至{end.day}日" if end.month == begin.month else f"至{end.month}月{end.day}日"
        parts.append(words)
    return "、".join(parts)
