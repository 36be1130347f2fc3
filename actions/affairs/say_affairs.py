"""The enterprise's own affairs in words: its own duties first, then what lapses, then what the bureau owes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts import CaseStatus, CreditStanding, RegisterFinding, VoucherBalance
from desk.freshness import describe_freshness
from desk.words import day, yuan

_SOON = timedelta(days=60)
_ENTRY_SOON = timedelta(days=180)  # a certificate is renewed by a new application, which takes months
_MOST_LINES = 6
_REPAIRABLE = ("yellow", "black")


@dataclass(frozen=True)
class Affairs:
    """What was looked up; `may_see_cases` is false for a role that may not, `credit` None where it may not be seen."""

    enterprise_name: str
    as_of: date
    cases: tuple[CaseStatus, ...]
    may_see_cases: bool
    balance: VoucherBalance | None
    credit: CreditStanding | None
    entries: tuple[RegisterFinding, ...]

    @property
    def must_do(self) -> list[CaseStatus]:
        """Cases in which the enterprise must act: what is overdue first, then by day."""
        owed = [case for case in self.cases if case.todo]
        return sorted(owed, key=lambda case: (case.supplement_due_on or date.max, case.case_number))

    @property
    def bureau_late(self) -> list[CaseStatus]:
        """Cases whose decision is past its day."""
        return [case for case in self.cases if case.is_overdue and case.clock == "running"]


def describe_affairs(affairs: Affairs) -> str:
    """Return what is to be done by the enterprise, what lapses, what the bureau is late with, and what is not seen."""
    parts = [
        ("需要您办的", list(_must_do(affairs))),
        ("快到期的", list(_lapsing(affairs))),
        ("科技局已超过时限的", list(_bureau_late(affairs))),
    ]
    head = f"{affairs.enterprise_name}，截至 {day(affairs.as_of)}："
    lines = [
        line for title, found in parts if found for line in (f"{title}（{len(found)} 件）：", *_some(found))
    ]
    if not lines:
        lines = ["目前没有需要您办理、快到期或者超过时限的事项。"]
    if not affairs.may_see_cases:
        lines.append("您的身份不能查办件，办件没有列出。")
    if affairs.credit is None:
        lines.append("您的身份不能查科研诚信，科研诚信没有列出。")
    freshness = affairs.balance.freshness if affairs.balance else None
    return "\n".join([head, *lines, *describe_freshness(freshness)])


def _must_do(affairs: Affairs) -> Iterator[str]:
    for case in affairs.must_do:
        late = "【已逾期】" if case.supplement_is_overdue else ""
        yield f"· {late}{case.title}（{case.case_number}）：{case.todo}"
    standing = affairs.credit
    if standing is not None and standing.standing in _REPAIRABLE:
        until = _lasts_until(standing)
        lasts = f"，有效期至 {day(until)}" if until else ""
        yield f"· 科研诚信为{standing.standing_label}{lasts}：会影响申报，可以问“怎么修复信用”。"


def _lasts_until(standing: CreditStanding) -> date | None:
    """Return the last day of the breaches that make the standing; None where one of them has no end."""
    ends = [event.valid_to for event in standing.events if event.kind_label == standing.standing_label]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _lapsing(affairs: Affairs) -> Iterator[str]:
    balance = affairs.balance
    for batch in balance.batches if balance else []:
        if batch.available_fen and affairs.as_of <= batch.valid_to <= affairs.as_of + _SOON:
            left = (batch.valid_to - affairs.as_of).days
            until = f"{day(batch.valid_to)} 到期（还有 {left} 天，{batch.batch_number}）"
            yield f"· 创新券 {yuan(batch.available_fen)} 将于 {until}"
    for entry in affairs.entries:
        if entry.is_in_force and entry.valid_to and entry.valid_to <= affairs.as_of + _ENTRY_SOON:
            yield f"· {entry.register_label}有效期至 {day(entry.valid_to)}，到期前请按当年通知重新申报。"
        elif not entry.is_in_force and entry.valid_to and not _is_renewed(affairs, entry):
            yield f"· {entry.register_label}有效期已于 {day(entry.valid_to)} 届满。"


def _is_renewed(affairs: Affairs, old: RegisterFinding) -> bool:
    """Whether the same register has it in force, or it was removed, which is no matter of time."""
    return old.removed_on is not None or any(
        entry.is_in_force and entry.register_id == old.register_id for entry in affairs.entries
    )


def _bureau_late(affairs: Affairs) -> Iterator[str]:
    for case in affairs.bureau_late:
        by = f"应在 {day(case.deadline)} 前（含当日）作出决定" if case.deadline else "已超过办理时限"
        whom = case.section or "承办科室"
        urge = f"可以说“催办 {case.case_number}”。"
        yield f"· 【科技局超时】{case.title}（{case.case_number}）：{by}，由{whom}办理。{urge}"


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"另有 {more} 件没有列出。"] if more > 0 else [])]
