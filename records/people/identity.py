"""Proving that a conversation belongs to an enterprise: a consent, a phone, a one-time code, then a binding.

Nothing here tells a caller whether an enterprise is known, or whether a phone is one of its contacts': a pair
that does not match gets a challenge too, of the same words and work, which no code can verify. So does a contact who
was removed, one whose invitation has expired, and every pair while an enterprise's own limits are reached.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from records.audit.log import conversation_actor, lock_tail, record_audit
from records.bindings.binding import (
    BoundEnterprise,
    find_binding,
    record_binding,
    record_unbinding,
)
from records.conversations.conversation import lock_conversation
from records.models import Challenge, Contact, PhoneClaim
from records.people.challenge_limits import (
    ChallengeLimits,
    find_silent_limit,
    find_told_limit,
    guesses_of_enterprise_are_over,
    guesses_of_phone_are_over,
)
from records.people.claims import find_phone_claim, record_phone_claim, unseal_phone
from records.people.consent import record_consent
from records.people.contacts import accept_invitation, find_binding_contact, list_binding_contacts
from records.people.open_challenge import (
    CodeCheck,
    OpenChallenge,
    close_open_challenge,
    find_awaiting,
    find_open_challenge,
    take_answer,
)
from records.people.sms import SmsGateway
from records.values.keyed_hash import KeyedHash, same

__all__ = [
    "BoundEnterprise",
    "ChallengeStart",
    "CodeCheck",
    "Identity",
    "OpenChallenge",
    "find_binding",
    "find_open_challenge",
    "record_unbinding",
]

CODE_LIFE = timedelta(minutes=5)
# Every challenge compares with as many contacts, real or not: its work does not tell how many there are.
_COMPARED_CONTACTS = 32

StartOutcome = Literal["started", "limited", "phone_missing", "consent_missing"]


@dataclass(frozen=True)
class ChallengeStart:
    """What the user is told of a challenge; when limited, the moment from which it may be tried again.

    `only_time_helps`: staff cannot lift the limit before.
    """

    outcome: StartOutcome
    retry_at: datetime | None = None
    only_time_helps: bool = False


class Identity:
    """Phone claims and challenges; holds the server key, the way to the phones, and the limits."""

    def __init__(self, hasher: KeyedHash, sms: SmsGateway, limits: ChallengeLimits | None = None) -> None:
        self._hasher = hasher
        self._sms = sms
        self._limits = limits or ChallengeLimits()

    def record_phone_claim(
        self, session: Session, conversation_id: str, phone: str, *, address: str | None, now: datetime
    ) -> str:
        """Keep the phone (11 digits) that the user gave, unreadable, for 30 minutes; return it masked.

        `address` is where the request came from. Raises ConversationNotFound.
        """
        return record_phone_claim(
            session, conversation_id, phone, hasher=self._hasher, address=address, now=now
        )

    def find_claimed_phone(self, session: Session, conversation_id: str, *, now: datetime) -> str | None:
        """Return the phone, 11 digits, that the user gave within the last 30 minutes. For records only."""
        claim = find_phone_claim(session, conversation_id, now=now)
        return unseal_phone(claim, self._hasher) if claim else None

    def start_challenge(
        self, session: Session, conversation_id: str, uscc: str, *, consent: str | None, now: datetime
    ) -> ChallengeStart:
        """Send a code if the claimed phone is a contact's of the enterprise; look the same if it is not.

        `uscc` is normalised, `consent` the version of the notice that the user agreed to. Returns consent_missing
        without one, phone_missing without a phone claim of the last 30 minutes, and limited when conversation,
        phone, address or this pair have had too many challenges, matching or not. An earlier challenge of the
        conversation no longer counts. Raises ConversationNotFound.
        """
        lock_conversation(session, conversation_id)
        lock_tail(session)  # One at a time, so that nobody passes a limit by asking twice at once.
        if consent is None:
            _audit(session, conversation_id, "binding.start", f"uscc:{uscc[:18]}", "consent_missing", now)
            return ChallengeStart("consent_missing")
        claim = find_phone_claim(session, conversation_id, now=now)
        if claim is None:
            _audit(session, conversation_id, "binding.start", f"uscc:{uscc[:18]}", "phone_missing", now)
            return ChallengeStart("phone_missing")
        challenge = self._new_challenge(conversation_id, uscc, claim, now)
        limit = find_told_limit(session, challenge, self._limits, now=now)
        if limit is not None:
            _audit(session, conversation_id, "binding.start", f"uscc:{uscc[:18]}", "limited", now)
            return ChallengeStart("limited", limit.until, limit.only_time_helps)
        record_consent(session, conversation_id, consent, uscc=uscc, now=now)
        claim.sealed_phone = None  # a challenge needs the hash alone
        outcome = self._send(session, challenge, uscc, claim.phone_hash, now)
        _audit(session, conversation_id, "binding.start", f"uscc:{uscc[:18]}", outcome, now)
        return ChallengeStart("started")

    def verify_code(self, session: Session, conversation_id: str, code: str, *, now: datetime) -> CodeCheck:
        """Check a code against the conversation's open challenge; when it is right, bind the conversation.

        Five wrong codes close the challenge, and so does a phone's or an enterprise's share of a day. The caller
        commits whatever the outcome, so that attempts count. Raises ConversationNotFound.
        """
        lock_conversation(session, conversation_id)
        lock_tail(session)
        challenge = find_awaiting(session, conversation_id, now)
        if challenge is None:
            _audit(session, conversation_id, "binding.verify", "challenge:none", "none", now)
            return CodeCheck("none", 0)
        contact = find_binding_contact(session, challenge.contact_id, now=now)
        is_silenced = guesses_of_enterprise_are_over(session, challenge.uscc_hash, self._limits, now=now)
        no_more = guesses_of_phone_are_over(session, challenge.phone_hash, self._limits, now=now)
        may_bind = contact is not None and not is_silenced
        right = same(self._code_hash(challenge.id, _digits_of(code)), challenge.code_hash)
        check = take_answer(challenge, right=right, may_bind=may_bind, no_more=no_more, now=now)
        if contact is not None and check.outcome == "verified":
            accept_invitation(session, contact.id, now=now)
            record_binding(session, conversation_id, contact, now=now)
        session.flush()
        why = "limited" if check.outcome == "refused" and (no_more or is_silenced) else check.outcome
        _audit(session, conversation_id, "binding.verify", f"challenge:{challenge.id}", why, now)
        return check

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

    def _send(self, session: Session, challenge: Challenge, uscc: str, phone_hash: str, now: datetime) -> str:
        """Store the challenge and send its code, or do all the same and send nothing. Return what the log is told."""
        contact = self._find_contact(session, uscc, phone_hash, now)
        is_silenced = find_silent_limit(session, challenge.uscc_hash, self._limits, now=now) is not None
        reached = contact if not is_silenced else None
        code = f"{secrets.randbelow(10**6):06d}"
        challenge.contact_id = reached.id if reached else None
        challenge.code_hash = self._code_hash(challenge.id, code)
        close_open_challenge(session, challenge.conversation_id)
        session.add(challenge)
        session.flush()
        self._sms.send_code(session, reached.phone if reached else None, code, now=now)
        if contact is None:
            return "no_match"
        return "limited_in_silence" if is_silenced else "started"

    def _find_contact(self, session: Session, uscc: str, phone_hash: str, now: datetime) -> Contact | None:
        contacts = list_binding_contacts(session, uscc, now=now)
        found = None
        for position in range(max(_COMPARED_CONTACTS, len(contacts))):
            contact = contacts[position] if position < len(contacts) else None
            matches = same(self._hasher.of("phone", contact.phone if contact else ""), phone_hash)
            found = contact if contact is not None and matches else found
        return found

    def _code_hash(self, challenge_id: str, code: str) -> str:
        return self._hasher.of("code", f"{challenge_id}:{code}")


def _audit(
    session: Session, conversation_id: str, action: str, subject: str, outcome: str, now: datetime
) -> None:
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action=action,
        subject=subject,
        outcome=outcome,
        now=now,
    )


def _digits_of(code: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", code))
