"""What routes and pages alike ask for, each with its trace in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.parts import Console
from index.answer import Answer
from records.audit import record_audit
from records.desk import record_feedback
from records.staff.accounts import StaffMember, staff_actor
from records.staff.case_file import StaffCase, view_case
from records.staff.case_search import CasePage, search_cases
from records.staff.sections import list_sections


@dataclass(frozen=True)
class CaseConditions:
    """What staff ask for: words, and conditions beside them as `records.staff.case_search` takes them."""

    text: str = ""
    section: str | None = None
    stage: str | None = None
    due: str | None = None


async def find_cases(
    console: Console, staff: StaffMember, asked: CaseConditions, page: str | None = None
) -> CasePage:
    """Return a page of cases. Raises DatabaseUnavailable, QueryInvalid, DueInvalid, PageInvalid."""
    now = console.clock.now()
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


async def record_refusal(console: Console, staff: StaffMember, subject: str) -> None:
    """Note that somebody asked for what their role does not include. Raises DatabaseUnavailable."""
    now = console.clock.now()
    await console.database.run_in_transaction(
        lambda session: record_audit(
            session,
            actor=staff_actor(staff),
            action="staff.open",
            subject=subject[:200],
            outcome="refused",
            now=now,
        )
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
            staff_id=staff.id,
            query=query,
            answer=answer,
            index_version=index_version,
            now=now,
            passage=passage,
            note=note,
        )
    )
