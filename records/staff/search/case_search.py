"""The search that staff use, with its trace in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_summary import CaseSummary, summarise
from records.staff.files.look import record_look
from records.staff.files.sections import list_sections
from records.staff.search.search import MOST_SORTED, FoundPage, find_page
from records.staff.search.search_page import decode_place
from records.staff.search.search_query import CaseQuery, read_query
from records.staff.search.search_walk import MOST_WALKED
from records.values.clock import day_of
from records.values.masking import mask_text
from records.values.uscc import UsccInvalid, normalise_uscc


@dataclass(frozen=True)
class CasePage:
    """One page of a search. `total` is None where very many cases fit; above 1,000, `total_is_least` is set.

    `understood` are the conditions that were read out of the words or given beside them, `notes` say what else there
    is to know. `next_page` asks for the next page, None after the last.
    """

    cases: Sequence[CaseSummary]
    total: int | None
    total_is_least: bool
    next_page: str | None
    understood: Sequence[str]
    notes: Sequence[str]


def search_cases(
    session: Session,
    staff: StaffMember,
    text: str,
    *,
    now: datetime,
    section: str | None = None,
    stage: str | None = None,
    due: str | None = None,
    page: str | None = None,
    calendar: WorkingDays | None = None,
) -> CasePage:
    """Find cases by words and conditions, 20 a page; a search without either finds nothing.

    With a `calendar` each line says whether its deadline is an estimate. Raises QueryInvalid, DueInvalid, PageInvalid,
    each in Chinese words for the user.
    """
    query = read_query(
        text, today=day_of(now), sections=list_sections(session), section=section, stage=stage, due=due
    )
    found = find_page(session, query, decode_place(page) if page else None)
    current = load_calendar(session, calendar) if calendar else None
    lines = summarise(session, found.case_ids, current)
    record_look(session, staff, "staff.search_cases", _subject(query), f"{len(lines)} found", now)
    return CasePage(
        lines,
        found.total,
        found.total_is_least,
        found.next.encode() if found.next else None,
        query.describe(),
        _notes(query, found),
    )


def _subject(query: CaseQuery) -> str:
    words = mask_text(" ".join(word.text for word in query.words))
    return " ".join(part for part in (words, *query.describe()) if part)


def _notes(query: CaseQuery, found: FoundPage) -> list[str]:
    notes = []
    if found.is_cut and found.total is not None:
        notes.append(f"相符的办件太多，只取最近的 {MOST_SORTED} 件排序；请加上科室、环节、时限或更长的名称。")
    elif found.is_cut and found.case_ids:
        notes.append("相符的很多，未逐件计数；请加上科室、环节、时限或更长的名称缩小范围。")
    elif found.is_cut:
        notes.append(f"在先看的 {MOST_WALKED:,} 件中没有相符的，可以接着往后找，或换更具体的词。")
    if not found.case_ids and not found.is_cut:
        notes += [reason for word in query.words if (reason := _wrong_uscc(word.compact))]
    return notes


def _wrong_uscc(text: str) -> str | None:
    """Return what looks wrong with a uscc that was typed in full; None for anything else."""
    if len(text) not in (17, 18, 19) or not text.isascii() or not text[2:8].isdigit():
        return None
    try:
        normalise_uscc(text)
    except UsccInvalid as problem:
        return problem.reason
    return None
