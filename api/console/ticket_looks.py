"""What staff look at of tickets, of the kinds that their role includes: the list, and the conversation behind one."""

from __future__ import annotations

from api.console.lookups import recording_refusals
from api.console.parts import Console
from api.console.rights import Right, may
from records.models import TicketKind
from records.staff.accounts.accounts import StaffMember
from records.staff.files.conversation_file import ConversationFile, Place, view_conversation
from records.staff.files.said import SUBJECTS, Reach
from records.staff.files.tickets import (
    CLOSED,
    WAITING,
    TicketPage,
    list_ticket_page,
    normalise_ticket_number,
    search_tickets,
)

_RIGHT_TO: dict[TicketKind, Right] = {"handoff": "handoffs", "complaint": "complaints"}


def reach_of(staff: StaffMember) -> Reach:
    """Return which tickets, and which data of enterprises in their conversations, somebody may see."""
    return Reach(
        [kind for kind, right in _RIGHT_TO.items() if may(staff.role, right)],
        [subject for subject in SUBJECTS if may(staff.role, subject)],
    )


async def list_tickets(
    console: Console, staff: StaffMember, *, is_closed: bool = False, after: int = 0
) -> TicketPage:
    """Return a page of the tickets that wait, or of those that are closed. Raises DatabaseUnavailable."""
    kinds, states = reach_of(staff).kinds, CLOSED if is_closed else WAITING
    return await console.database.run_in_transaction(
        lambda session: list_ticket_page(session, kinds, states=states, after=after), read_only=True
    )


async def find_tickets(console: Console, staff: StaffMember, text: str) -> TicketPage:
    """Return the tickets whose number contains a text. Raises DatabaseUnavailable."""
    now, kinds = console.clock.now(), reach_of(staff).kinds
    return await console.database.run_in_transaction(
        lambda session: search_tickets(session, staff, kinds, text, now=now)
    )


async def read_conversation(
    console: Console,
    staff: StaffMember,
    number: str,
    *,
    place: Place | None = None,
    reason: str | None = None,
) -> ConversationFile | None:
    """Return a page of a ticket's conversation, None for a ticket that there is not, or not for them.

    Raises DatabaseUnavailable; ReasonRequired, which is recorded as refused.
    """
    now, reach = console.clock.now(), reach_of(staff)
    subject = f"ticket:{normalise_ticket_number(number)}"
    async with recording_refusals(console, staff, "staff.view_conversation", subject):
        return await console.database.run_in_transaction(
            lambda session: view_conversation(
                session, staff, reach, number, now=now, place=place, reason=reason
            )
        )
