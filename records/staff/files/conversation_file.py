"""A conversation as staff read it from its ticket: who said what and when, from which sources, as far as they may.

What was said is stored masked. Of it a reader is shown nothing of an enterprise's that their role does not include;
voucher money and credit only for a reason; and a complaint, with what follows it until a person is asked for, only
when complaints are theirs to read: it may be about whoever else reads here (docs/adr/0020).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.conversations.tickets import TicketInfo
from records.models import Channel, Conversation, Message
from records.staff.accounts.accounts import StaffMember
from records.staff.files.complaint_parts import find_asked, find_complaint_parts
from records.staff.files.look import record_look
from records.staff.files.reason import read_reason
from records.staff.files.said import Reach, Said, Subject, read_said
from records.staff.files.tickets import find_ticket, normalise_ticket_number

BEFORE_TICKET = 20
AFTER_TICKET = 20
PAGE_SIZE = 50
_ACTION = "staff.view_conversation"


@dataclass(frozen=True)
class Place:
    """A page of a conversation: what was said before, or after, a message's id."""

    side: Literal["before", "after"]
    message_id: int


@dataclass(frozen=True)
class ConversationFile:
    """A ticket with a page of its conversation, oldest first; no channel where the conversation was deleted.

    `asked_id` is the message that opened the ticket; `for_a_reason` are the subjects of which a reason would show more
    on this page.
    """

    ticket: TicketInfo
    channel: Channel | None = None
    region: str | None = None
    messages: Sequence[Said] = ()
    has_earlier: bool = False
    has_later: bool = False
    asked_id: int = 0
    for_a_reason: Collection[Subject] = field(default_factory=frozenset)


def view_conversation(
    session: Session,
    staff: StaffMember,
    reach: Reach,
    number: str,
    *,
    now: datetime,
    place: Place | None = None,
    reason: str | None = None,
) -> ConversationFile | None:
    """Return a page of the conversation of a ticket; None alike for an unknown ticket and one that is not theirs.

    Without `place` what was said around the ticket. An audit entry, whatever comes of it. Raises ReasonRequired for
    a `reason` that is none: record that refusal in a transaction of its own.
    """
    given = read_reason(reason) if reason is not None else None
    ticket = find_ticket(session, number)
    subject = f"ticket:{ticket.number if ticket else normalise_ticket_number(number)}"
    if ticket is None or ticket.kind not in reach.kinds:
        outcome = "not_found" if ticket is None else "not_allowed"
        record_look(session, staff, _ACTION, subject, outcome, now, given)
        return None
    conversation = session.get(Conversation, ticket.conversation_id) if ticket.conversation_id else None
    if conversation is None:
        record_look(session, staff, _ACTION, subject, "gone", now, given)
        return ConversationFile(ticket)
    read = _read(session, ticket, conversation, place, reach, has_reason=given is not None)
    subject += f" conversation:{conversation.id}"
    record_look(session, staff, _ACTION, subject, f"{len(read.messages)} found", now, given)
    return read


def _read(
    session: Session,
    ticket: TicketInfo,
    conversation: Conversation,
    place: Place | None,
    reach: Reach,
    *,
    has_reason: bool,
) -> ConversationFile:
    asked_id = find_asked(session, conversation.id, ticket.created_at)
    rows, has_earlier, has_later = _page(session, asked_id, conversation.id, place)
    complaints = find_complaint_parts(session, conversation.id)
    messages = [
        read_said(row, reach, has_reason=has_reason, is_of_complaint=complaints.hold(row.id)) for row in rows
    ]
    return ConversationFile(
        ticket,
        cast(Channel, conversation.channel),
        conversation.region,
        messages,
        has_earlier,
        has_later,
        asked_id,
        frozenset(each.subject for each in messages if each.withheld == "reason" and each.subject),
    )


def _page(
    session: Session, asked_id: int, conversation_id: str, place: Place | None
) -> tuple[list[Message], bool, bool]:
    """Return messages, oldest first, and whether there are earlier and later ones."""
    if place is None:
        end = _find_end_of_turn(session, asked_id)
        earlier, has_earlier = _take(session, conversation_id, end + 1, BEFORE_TICKET, is_before=True)
        later, has_later = _take(session, conversation_id, end, AFTER_TICKET, is_before=False)
        return earlier + later, has_earlier, has_later
    is_before = place.side == "before"
    rows, goes_on = _take(session, conversation_id, place.message_id, PAGE_SIZE, is_before=is_before)
    return (rows, goes_on, True) if is_before else (rows, True, goes_on)


def _take(
    session: Session, conversation_id: str, bound: int, most: int, *, is_before: bool
) -> tuple[list[Message], bool]:
    """Return the messages next to an id on one side of it, oldest first, and whether that side goes on."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    if is_before:
        query = query.where(Message.id < bound).order_by(Message.id.desc())
    else:
        query = query.where(Message.id > bound).order_by(Message.id)
    rows = list(session.scalars(query.limit(most + 1)))
    taken = rows[:most]
    return (taken[::-1] if is_before else taken), len(rows) > most


def _find_end_of_turn(session: Session, asked_id: int) -> int:
    """Return the id of the last message of a message's turn, its own where it is of none."""
    turn = session.scalar(select(Message.turn_id).where(Message.id == asked_id))
    if turn is None:
        return asked_id
    return session.scalar(select(func.max(Message.id)).where(Message.turn_id == turn)) or asked_id
