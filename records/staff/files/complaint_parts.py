"""Which parts of a conversation are those of a complaint: from its message on, until a person is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, func, select, type_coerce
from sqlalchemy.orm import Session

from records.models import Message, Ticket


@dataclass(frozen=True)
class ComplaintParts:
    """(message id, whether a complaint begins there or ends), in order."""

    turns: Sequence[tuple[int, bool]] = ()

    def hold(self, message_id: int) -> bool:
        """Tell whether a message belongs to a complaint."""
        place = bisect_right(self.turns, (message_id, True))
        return place > 0 and self.turns[place - 1][1]


def find_complaint_parts(session: Session, conversation_id: str) -> ComplaintParts:
    """Return the parts. A complaint is found by its ticket's time and by the reply that tells its number.

    A turn that failed has a ticket and no such reply, and the clocks of two machines differ: what either says is
    taken. Where a complaint ends, the reply alone says, so that it never seems to end too early.
    """
    filed = session.scalars(
        select(Ticket.created_at).where(Ticket.conversation_id == conversation_id, Ticket.kind == "complaint")
    )
    begun = {(find_asked(session, conversation_id, at), True) for at in filed}
    outcome = type_coerce(Message.reply, JSON)["outcome"].as_string()
    replied = (
        select(Message.turn_id, outcome.label("outcome"))
        .where(
            Message.conversation_id == conversation_id,
            Message.sender == "bot",
            outcome.in_(("ticket", "handoff")),
        )
        .subquery()
    )
    asked = select(Message.id, replied.c.outcome).join(replied, replied.c.turn_id == Message.turn_id)
    told = {
        (message_id, name == "ticket")
        for message_id, name in session.execute(asked.where(Message.sender == "user"))
    }
    return ComplaintParts(sorted(begun | told))


def find_asked(session: Session, conversation_id: str, at: datetime) -> int:
    """Return the id of the user's last message up to a moment, 0 if there is none."""
    query = select(func.max(Message.id)).where(
        Message.conversation_id == conversation_id, Message.sender == "user", Message.created_at <= at
    )
    return session.scalar(query) or 0
