"""Tickets as staff see them: the longest waiting first, a page at a time, of the kinds that somebody may see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.conversations.tickets import TicketInfo, list_tickets, ticket_info
from records.models import Ticket, TicketKind, TicketState
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look

PAGE_SIZE = 50
LONGEST_NUMBER = 20
WAITING: tuple[TicketState, ...] = ("open", "taken")
CLOSED: tuple[TicketState, ...] = ("closed",)
_NOT_IN_A_NUMBER = re.compile("[^0-9A-Z-]+")


@dataclass(frozen=True)
class TicketPage:
    """Some tickets, the oldest first. `total` counts those of all pages; `next_after` asks for the next page."""

    tickets: Sequence[TicketInfo]
    total: int
    next_after: int | None = None


def list_ticket_page(
    session: Session,
    kinds: Collection[TicketKind],
    *,
    states: Collection[TicketState] = WAITING,
    after: int = 0,
    limit: int = PAGE_SIZE,
) -> TicketPage:
    """Return up to `limit` tickets of some kinds that come after a ticket's id."""
    total = session.scalars(
        select(func.count()).select_from(Ticket).where(Ticket.kind.in_(kinds), Ticket.state.in_(states))
    ).one()
    found = list_tickets(session, kinds=kinds, states=states, after=after, limit=limit + 1)
    return TicketPage(found[:limit], total, found[limit - 1].id if len(found) > limit else None)


def search_tickets(
    session: Session, staff: StaffMember, kinds: Collection[TicketKind], text: str, *, now: datetime
) -> TicketPage:
    """Return tickets, open or closed, whose number contains a text; at most a page of them. An audit entry."""
    wanted = normalise_ticket_number(text)
    query = select(Ticket).where(Ticket.kind.in_(kinds), Ticket.number.contains(wanted))
    found = session.scalars(query.order_by(Ticket.id.desc()).limit(PAGE_SIZE)).all() if wanted else []
    record_look(session, staff, "staff.search_tickets", f"ticket:{wanted}", f"{len(found)} found", now)
    return TicketPage([ticket_info(row) for row in reversed(found)], len(found))


def find_ticket(session: Session, number: str) -> TicketInfo | None:
    """Return the ticket of a number, as it is told on the telephone: in small letters, with blanks."""
    wanted = normalise_ticket_number(number)
    found = session.scalars(select(Ticket).where(Ticket.number == wanted)).one_or_none()
    return ticket_info(found) if found is not None else None


def normalise_ticket_number(text: str) -> str:
    """Return a number, or a part of one, as it is stored: capitals, digits and hyphens, no longer than a number."""
    return _NOT_IN_A_NUMBER.sub("", unicodedata.normalize("NFKC", text).upper())[:LONGEST_NUMBER]
