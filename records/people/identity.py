"""Proving that a conversation belongs to an enterprise: a phone, a one-time code, then a binding.

Nothing here tells a caller whether an enterprise is known, or whether a phone is one of its contacts': a pair
that does not match gets a challenge too, of the same words and work, which no code can verify.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.audit import conversation_actor, lock_tail, record_audit
from records.conversation import lock_conversation
from records.keyed_hash import KeyedHash, same
from records.masking import mask_phone
from records.models import Challenge, Contact, Enterprise, PhoneClaim
from records.people.binding import BoundEnterprise, find_binding, record_binding, record_unbinding
from records.people.challenge_limits import ChallengeLimits, exceeds_limits
from records.people.sms import SmsGateway

__all__ = [
    "BoundEnterprise",
    "CodeCheck",
    "Identity",
    "OpenChallenge",
    "find_binding",
    "find_open_challenge",
    "record_unbinding",
]

CLAIM_LIFE = timedelta(minutes=30)
CODE_LIFE = timedelta(minutes=5)
# How long after its code has expired a challenge still takes a late answer, to say that it is late.
LATE_ANSWER = timedelta(minutes=25)
ATTEMPTS = 5
# Every challenge compares with as many contacts, real or not: its work does not tell how many there are.
_COMPARED_CONTACTS = 8

StartOutcome = Literal["started", "limited", "phone_missing"]
CheckOutcome = Literal["verified", "refused", "expired", "none"]


@dataclass(frozen=True)
class CodeCheck:
    """What became of a code. With no attempts left, or when expired, a new code must be asked for."""

    outcome: CheckOutcome
    attempts_left: int


@dataclass(frozen=True)
class OpenChallenge:
    """A challenge that awaits a code; `is_expired` when the code would come too late."""

    masked_phone: str
    expires_at: datetime
    attempts_left: int
    is_expired: bool


class Identity:
    """Phone claims and challenges; holds the server key, the way to the phones, and the limits."""

    def __init__(self, hasher: KeyedHash, sms: SmsGateway, limits: ChallengeLimits | None = None) -> None:
        self._hasher = hasher
        self._sms = sms
        self._limits = limits or ChallengeLimits()

    def record_phone_claim(
        self, session: Session, conversation_id: str, phone: str, *, address: str | None, now: datetime
    ) -> str:
        """Keep the phone (11 digits) that the user gave, as an HMAC for 30 minutes; return it masked.

        `address` is where the request came from. Raises ConversationNotFound.
        """
        lock_conversation(session, conversation_id)
        claim = session.get(PhoneClaim, conversation_id) or PhoneClaim(conversation_id=conversation_id)
        claim.phone_hash = self._hasher.of("phone", phone)
        claim.masked_phone = mask_phone(phone)
        claim.address_hash = self._hasher.of("address", address) if address else None
        claim.expires_at = now + CLAIM_LIFE
        session.add(claim)
        session.flush()
        return claim.masked_phone

    def start_challenge(
        self, session: Session, conversation_id: str, uscc: str, *, now: datetime
    ) -> StartOutcome:
        """Send a code if the claimed phone is a contact's of the enterprise; look the same if it is not.

        `uscc` is normalised. Returns phone_missing without a phone claim of the last 30 minutes, and limited
        when conversation, uscc, phone or address have had too many challenges, matching or not. An earlier
        challenge of the conversation no longer counts. Raises ConversationNotFound.
        """
        lock_conversation(session, conversation_id)
        lock_tail(session)  # One at a time, so that nobody passes a limit by asking twice at once.
        claim = session.get(PhoneClaim, conversation_id)
        if claim is None or claim.expires_at <= now:
            self._audit_start(session, conversation_id, uscc, "phone_missing", now)
            return "phone_missing"
        challenge = self._new_challenge(conversation_id, uscc, claim, now)
        if exceeds_limits(session, challenge, self._limits, now=now):
            self._audit_start(session, conversation_id, uscc, "limited", now)
            return "limited"
        contact = self._find_contact(session, uscc, claim.phone_hash)
        challenge.contact_id = contact.id if contact else None
        code = f"{secrets.randbelow(10**6):06d}"
        challenge.code_hash = self._code_hash(challenge.id, code)
        _close_open_challenge(session, conversation_id)
        session.add(challenge)
        session.flush()
        self._sms.send_code(session, contact.phone if contact else None, code, now=now)
        self._audit_start(session, conversation_id, uscc, "started" if contact else "no_match", now)
        return "started"

    def verify_code(self, session: Session, conversation_id: str, code: str, *, now: datetime) -> CodeCheck:
        """Check a code against the conversation's open challenge; when it is right, bind the conversation.

        Five wrong codes close the challenge. The caller commits whatever the outcome, so that attempts count.
        Raises ConversationNotFound.
        """
        lock_conversation(session, conversation_id)
        challenge = _find_awaiting(session, conversation_id, now)
        contact = _find_contact_of(session, challenge)
        check = self._check(challenge, code, now, may_bind=contact is not None)
        if contact is not None and check.outcome == "verified":
            record_binding(session, conversation_id, contact, now=now)
        session.flush()
        record_audit(
            session,
            actor=conversation_actor(conversation_id),
            action="binding.verify",
            subject=f"challenge:{challenge.id}" if challenge else "challenge:none",
            outcome=check.outcome,
            now=now,
        )
        return check

    def _check(self, challenge: Challenge | None, code: str, now: datetime, *, may_bind: bool) -> CodeCheck:
        """Move the challenge on by one attempt. A code of a pair that did not match is always refused."""
        digits = unicodedata.normalize("NFKC", code).replace(" ", "")
        right = same(
            self._code_hash(challenge.id if challenge else "", digits),
            challenge.code_hash if challenge else "",
        )
        if challenge is None:
            return CodeCheck("none", 0)
        if challenge.expires_at <= now:
            challenge.state = "expired"
            return CodeCheck("expired", 0)
        challenge.attempts += 1
        left = ATTEMPTS - challenge.attempts
        if right and may_bind:
            challenge.state = "verified"
            return CodeCheck("verified", 0)
        if left == 0:
            challenge.state = "refused"
        return CodeCheck("refused", left)

    def _new_challenge(self, conversation_id: str, uscc: str, claim: PhoneClaim, now: datetime) -> Challenge:
        return Challenge(
            id=secrets.token_hex(16),
            conversation_id=conversation_id,
            uscc_hash=self._hasher.of("uscc", uscc),
            phone_hash=claim.phone_hash,
            address_hash=claim.address_hash,
            masked_phone=claim.masked_phone,
            attempts=0,
            state="open",
            created_at=now,
            expires_at=now + CODE_LIFE,
        )

    def _find_contact(self, session: Session, uscc: str, phone_hash: str) -> Contact | None:
        contacts: Sequence[Contact] = session.scalars(
            select(Contact)
            .join(Enterprise)
            .where(Enterprise.uscc == uscc, Contact.removed_at.is_(None))
            .order_by(Contact.id)
        ).all()
        found = None
        for position in range(max(_COMPARED_CONTACTS, len(contacts))):
            contact = contacts[position] if position < len(contacts) else None
            matches = same(self._hasher.of("phone", contact.phone if contact else ""), phone_hash)
            found = contact if contact is not None and matches else found
        return found

    def _code_hash(self, challenge_id: str, code: str) -> str:
        return self._hasher.of("code", f"{challenge_id}:{code}")

    def _audit_start(
        self, session: Session, conversation_id: str, uscc: str, outcome: str, now: datetime
    ) -> None:
        record_audit(
            session,
            actor=conversation_actor(conversation_id),
            action="binding.start",
            subject=f"uscc:{uscc[:18]}",
            outcome=outcome,
            now=now,
        )


def find_open_challenge(session: Session, conversation_id: str, *, now: datetime) -> OpenChallenge | None:
    """Return the challenge that awaits a code in a conversation, until 30 minutes after it was started."""
    found = _find_awaiting(session, conversation_id, now)
    if found is None:
        return None
    return OpenChallenge(
        found.masked_phone, found.expires_at, ATTEMPTS - found.attempts, is_expired=found.expires_at <= now
    )


def _find_awaiting(session: Session, conversation_id: str, now: datetime) -> Challenge | None:
    query = select(Challenge).where(
        Challenge.conversation_id == conversation_id,
        Challenge.state == "open",
        Challenge.expires_at > now - LATE_ANSWER,
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _find_contact_of(session: Session, challenge: Challenge | None) -> Contact | None:
    """Return the contact the code went to, unless removed since; asks the database in every case."""
    contact_id = (challenge.contact_id if challenge else None) or 0
    query = select(Contact).where(Contact.id == contact_id, Contact.removed_at.is_(None))
    return session.scalars(query).one_or_none()


def _close_open_challenge(session: Session, conversation_id: str) -> None:
    session.execute(
        update(Challenge)
        .where(Challenge.conversation_id == conversation_id, Challenge.state == "open")
        .values(state="superseded")
    )
