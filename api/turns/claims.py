"""What a message claims before Rasa hears it: a one-time code, or a phone number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from api.turns.fixed_replies import code_over
from api.turns.inbound import InboundMessage
from contracts import ReplyDraft
from records.people.identity import Identity
from records.values.masking import find_phone

# What Rasa is told in place of a code.
VERIFIED, REFUSED = "/code_verified", "/code_refused"


def check_claim(
    identity: Identity,
    session: Session,
    message: InboundMessage,
    text: str,
    code: str | None,
    *,
    now: datetime,
) -> tuple[str | None, ReplyDraft | None]:
    """Check a code, or note a phone number the user claims.

    Returns the command that tells Rasa, or the reply where the challenge is over and Rasa need not know.
    """
    if code is not None:
        check = identity.verify_code(session, message.conversation_id, code, now=now)
        if check.outcome == "verified":
            return VERIFIED, None
        if check.outcome == "refused" and check.attempts_left > 0:
            return REFUSED, None
        return None, code_over(expired=check.outcome == "expired")
    phone = find_phone(text)
    if phone is not None:
        identity.record_phone_claim(session, message.conversation_id, phone, address=message.address, now=now)
    return None, None
