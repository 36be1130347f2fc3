"""The phone that a user last gave in a conversation: hashed to compare, masked to show, sealed to invite by."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.conversations.conversation import lock_conversation
from records.models import PhoneClaim
from records.values.keyed_hash import KeyedHash
from records.values.masking import mask_phone

CLAIM_LIFE = timedelta(minutes=30)
_SWEPT_AT_ONCE = 50


def record_phone_claim(
    session: Session,
    conversation_id: str,
    phone: str,
    *,
    hasher: KeyedHash,
    address: str | None,
    now: datetime,
) -> str:
    """Keep the phone (11 digits) for 30 minutes and return it masked. Raises ConversationNotFound."""
    lock_conversation(session, conversation_id)
    claim = session.get(PhoneClaim, conversation_id) or PhoneClaim(conversation_id=conversation_id)
    claim.phone_hash = hasher.of("phone", phone)
    claim.masked_phone = mask_phone(phone)
    claim.sealed_phone = hasher.seal("claimed-phone", phone)
    claim.address_hash = hasher.of("address", address) if address else None
    claim.expires_at = now + CLAIM_LIFE
    session.add(claim)
    session.flush()
    _sweep(session, now)
    return claim.masked_phone


def find_phone_claim(session: Session, conversation_id: str, *, now: datetime) -> PhoneClaim | None:
    """Return the claim of a conversation, unless it is older than 30 minutes."""
    claim = session.get(PhoneClaim, conversation_id)
    return claim if claim is not None and now < claim.expires_at <= now + 2 * CLAIM_LIFE else None


def unseal_phone(claim: PhoneClaim, hasher: KeyedHash) -> str | None:
    """Return the claimed phone, 11 digits; None if it can no longer be read."""
    return hasher.unseal("claimed-phone", claim.sealed_phone) if claim.sealed_phone else None


def drop_phone_claim(session: Session, claim: PhoneClaim) -> None:
    """Forget a phone that has served its purpose."""
    session.delete(claim)
    session.flush()


def _sweep(session: Session, now: datetime) -> None:
    """Forget phones whose time is over; those that another transaction holds are left to the next sweep."""
    over = session.scalars(
        select(PhoneClaim.conversation_id)
        .where(PhoneClaim.expires_at <= now)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if over:
        session.execute(delete(PhoneClaim).where(PhoneClaim.conversation_id.in_(over)))
