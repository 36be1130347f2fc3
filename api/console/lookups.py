"""What routes and pages alike ask for, each with its trace in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.console.parts import Console
from index.model.answer import Answer
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import StaffCase, view_case
from records.staff.files.look import record_look
from records.staff.files.marks import record_feedback
from records.staff.files.reason import ReasonRequired
from records.staff.files.sections import list_sections
from records.staff.search.case_search import CasePage, search_cases
from records.staff.search.search_due import DueInvalid
from records.staff.search.search_page import PageInvalid
from records.staff.search.search_query import QueryInvalid
from records.staff.upkeep.audit_log import FilterInvalid
from records.values.masking import mask_text
from records.values.uscc import UsccInvalid


@dataclass(frozen=True)
class CaseConditions:
    """What staff ask for: words, and conditions beside them as `records.staff.search.case_search` takes them."""

    text: str = ""
    section: str | None = None
    stage: str | None = None
    due: str | None = None

    def describe(self) -> str:
        """Return what is asked for in one line, as it was given."""
        return " ".join(filter(None, (self.text, self.section, self.stage, self.due)))


NOTHING_ASKED = "请输入受理编号、企业名称、拼音首字母、统一社会信用代码或手机号，或选择科室、环节、时限。"
# What a look is refused for, each with words that say what to change.
_REFUSALS = (QueryInvalid, DueInvalid, PageInvalid, FilterInvalid, UsccInvalid, ReasonRequired)


@asynccontextmanager
async def recording_refusals(
    console: Console, staff: StaffMember, action: str, subject: str
) -> AsyncIterator[None]:
    """Note that a look was refused for what was asked, and let the refusal pass. Raises DatabaseUnavailable."""
    try:
        yield
    except _REFUSALS:
        await record_refusal(console, staff, subject, action)
        raise


async def find_cases(
    console: Console, staff: StaffMember, asked: CaseConditions, page: str | None = None
) -> CasePage:
    """Return a page of cases. Raises DatabaseUnavailable; QueryInvalid, DueInvalid, PageInvalid, which are recorded."""
    now = console.clock.now()
    async with recording_refusals(console, staff, "staff.search_cases", asked.describe()):
        if asked == CaseConditions():
            raise QueryInvalid(NOTHING_ASKED)
        return await console.database.run_in_transaction(
            lambda session: search_cases(
                session,
                staff,
                asked.text,
                now=now,
                section=asked.section,
                stage=asked.stage,
                due=asked.due,
                page=page,
                calendar=console.calendar,
            )
        )


async def find_sections(console: Console) -> list[str]:
    """Return the sections that have cases. Raises DatabaseUnavailable."""
    return await console.database.run_in_transaction(list_sections, read_only=True)


async def find_case(console: Console, staff: StaffMember, case_number: str) -> StaffCase | None:
    """Return one case with its history, None if there is none. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: view_case(session, staff, case_number, now=now, calendar=console.calendar)
    )


async def record_opening(console: Console, staff: StaffMember, path: str) -> None:
    """Note that somebody opened a page. Raises DatabaseUnavailable."""
    await _record(console, staff, "staff.open", path, "opened")


async def record_refusal(
    console: Console, staff: StaffMember, subject: str, action: str = "staff.open"
) -> None:
    """Note that somebody asked for what their role, or the question, does not allow. Raises DatabaseUnavailable."""
    await _record(console, staff, action, subject, "refused")


async def _record(console: Console, staff: StaffMember, action: str, subject: str, outcome: str) -> None:
    now = console.clock.now()
    await console.database.run_in_transaction(
        lambda session: record_look(session, staff, action, mask_text(subject), outcome, now)
    )


async def record_mark(
    console: Console, staff: StaffMember, query: str, answer: Answer, note: str | None = None
) -> int:
    """Keep that an answer was wrong, with its first passage; returns the mark's id. Raises DatabaseUnavailable."""
    passage = answer.citations[0].passage if answer.citations else None
    return await record_wrong_answer(
        console, staff, query, answer.text, answer.index_version, passage=passage, note=note
    )


async def record_wrong_answer(
    console: Console,
    staff: StaffMember,
    query: str,
    answer: str,
    index_version: str,
    *,
    passage: str | None = None,
    note: str | None = None,
) -> int:
    """Keep that an answer was wrong; returns the mark's id. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: record_feedback(
            session,
            staff,
            query=query,
            answer=answer,
            index_version=index_version,
            now=now,
            passage=passage,
            note=note,
        )
    )
