"""What a clock that goes back must not do: let a code or a binding live longer than it was given.

There is no clock but the machine's, so that only what is stored can tell: each message of a conversation leaves its
time. When the next one comes more than a minute before it, the clock has gone back; then the code that is awaited
counts as expired, and the binding's end moves back by as much as the clock did. What nobody could see (no message
between the binding and the step, and the clock past the binding again) lengthens it by the step, once. A binding
whose end was seen is ended for good. A clock that goes ahead ends things early; the user binds again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from records.audit.log import conversation_actor, record_audit
from records.bindings.binding import CLOCK_TOLERANCE
from records.conversations.conversation import lock_conversation
from records.models import Binding, Challenge, Enterprise

_BINDING = select(Binding).where(
    Binding.conversation_id == bindparam("conversation_id"), Binding.ended_at.is_(None)
)


def settle_clock(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Take a step back of the clock off what is under way, and end a binding whose time is over.

    To be called when a message comes, before it is stored. Raises ConversationNotFound.
    """
    step = lock_conversation(session, conversation_id).last_active_at - now
    if step > CLOCK_TOLERANCE:
        session.execute(
            update(Challenge)
            .where(Challenge.conversation_id == conversation_id, Challenge.state == "open")
            .values(state="expired")
        )
    binding = session.scalars(_BINDING, {"conversation_id": conversation_id}).one_or_none()
    if binding is None:
        return
    if step > CLOCK_TOLERANCE:
        binding.expires_at -= step
    if binding.expires_at <= now:
        binding.ended_at, binding.ended_reason = now, "expired"
        uscc = session.scalars(select(Enterprise.uscc).where(Enterprise.id == binding.enterprise_id)).one()
        record_audit(
            session,
            actor=conversation_actor(conversation_id),
            action="binding.end",
            subject=f"uscc:{uscc}",
            outcome="expired",
            now=now,
        )
    session.flush()
