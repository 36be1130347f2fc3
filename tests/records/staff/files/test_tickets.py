from __future__ import annotations

from typing import get_args

import pytest

from records.conversations.tickets import record_ticket
from records.models import AuditEntry, Ticket, TicketKind
from records.staff.accounts.accounts import StaffMember
from records.staff.files.tickets import CLOSED, find_ticket, list_ticket_page, search_tickets
from records.storage.database import Database
from tests.records.support import NOW

KINDS: tuple[TicketKind, ...] = get_args(TicketKind)


def open_tickets(database: Database, count: int, kind: TicketKind = "handoff") -> list[str]:
    with database.transaction() as session:
        return [
            record_ticket(session, conversation_id=None, kind=kind, text=f"第 {number} 件", now=NOW).number
            for number in range(count)
        ]


def test_every_waiting_ticket_is_reached_the_longest_waiting_first(database: Database) -> None:
    numbers = open_tickets(database, 128)
    seen: list[str] = []
    after: int | None = 0
    with database.transaction(read_only=True) as session:
        while after is not None:
            page = list_ticket_page(session, KINDS, after=after)
            assert page.total == 128
            assert len(page.tickets) <= 50
            seen += [ticket.number for ticket in page.tickets]
            after = page.next_after
    assert seen == numbers


def test_a_last_page_that_is_full_has_no_next_one(database: Database) -> None:
    open_tickets(database, 3)
    with database.transaction(read_only=True) as session:
        first = list_ticket_page(session, KINDS, limit=2)
        assert first.next_after == first.tickets[-1].id
        assert list_ticket_page(session, KINDS, limit=3).next_after is None
        assert list_ticket_page(session, KINDS, limit=2, after=first.next_after or 0).next_after is None


def test_closed_tickets_do_not_wait_and_are_listed_by_themselves(database: Database) -> None:
    first, second, third = open_tickets(database, 3)
    with database.transaction() as session:
        session.query(Ticket).filter_by(number=first).one().state = "closed"
        session.query(Ticket).filter_by(number=second).one().state = "taken"
    with database.transaction(read_only=True) as session:
        waiting = list_ticket_page(session, KINDS)
        assert ([ticket.number for ticket in waiting.tickets], waiting.total) == ([second, third], 2)
        closed = list_ticket_page(session, KINDS, states=CLOSED)
        assert ([ticket.number for ticket in closed.tickets], closed.total) == ([first], 1)


@pytest.mark.parametrize("kinds", [("handoff",), ("complaint",), ()])
def test_a_kind_that_is_not_asked_for_is_neither_listed_nor_counted_nor_found(
    database: Database, officer: StaffMember, kinds: tuple[TicketKind, ...]
) -> None:
    numbers = {"handoff": open_tickets(database, 2), "complaint": open_tickets(database, 3, "complaint")}
    wanted = [number for kind in kinds for number in numbers[kind]]
    with database.transaction() as session:
        page = list_ticket_page(session, kinds)
        assert ([ticket.number for ticket in page.tickets], page.total) == (wanted, len(wanted))
        found = search_tickets(session, officer, kinds, "SQ2026", now=NOW)
        assert [ticket.number for ticket in found.tickets] == wanted


@pytest.mark.parametrize("write", [str, str.lower, lambda number: f" {number[:4]} {number[4:]} "])
def test_a_number_is_found_as_it_is_told_on_the_telephone(database: Database, write) -> None:
    (number,) = open_tickets(database, 1)
    with database.transaction(read_only=True) as session:
        found = find_ticket(session, write(number))
    assert found is not None
    assert found.number == number


def test_a_search_takes_any_part_of_the_number_and_is_an_audit_entry(
    database: Database, officer: StaffMember
) -> None:
    numbers = open_tickets(database, 3)
    with database.transaction() as session:
        found = search_tickets(session, officer, KINDS, numbers[1][-6:].lower(), now=NOW)
        assert [ticket.number for ticket in found.tickets] == [numbers[1]]
        for nothing in ("", "%", "_", "\x00"):
            assert search_tickets(session, officer, KINDS, nothing, now=NOW).tickets == []
        entries = session.query(AuditEntry).filter_by(action="staff.search_tickets")
        assert [(row.subject, row.outcome) for row in entries.order_by(AuditEntry.sequence)] == [
            (f"ticket:{numbers[1][-6:]}", "1 found"),
            *[("ticket:", "0 found")] * 4,
        ]
