"""What routes and pages alike ask for, each with its trace in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from api.console.parts import Console
from contracts import CaseStatus
from index.answer import Answer
from records.audit import record_audit
from records.desk import record_feedback
from records.staff.accounts import StaffMember, staff_actor
from records.staff.lookup import CaseSummary, search_cases, view_case

MOST_CASES = 20


async def find_cases(console: Console, staff: StaffMember, query: str) -> Sequence[CaseSummary]:
    """Return up to 20 cases for a number, enterprise name, pinyin initials or uscc. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: search_cases(
            session, staff, query, now=now, limit=MOST_CASES, calendar=console.calendar
        )
    )


async def find_case(console: Console, staff: StaffMember, case_number: str) -> CaseStatus | None:
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
