"""Binding a conversation by a host portal's token: the pair it vouches for must be a contact's, and the token new."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.audit.log import conversation_actor, lock_tail, record_audit
from records.bindings.binding import record_binding
from records.conversations.conversation import lock_conversation
from records.models import Contact, UsedPortalToken
from records.people.consent import record_consent
from records.people.contacts import accept_invitation, list_binding_contacts
from records.people.portal_token import Portal, PortalClaims, PortalTokenRefused
from records.storage.upsert import insert_if_absent
from records.values.keyed_hash import same, token_hash

# A used token is remembered so long after its end: a clock that goes back by less cannot make it count twice.
REMEMBERED = timedelta(days=1)
_SWEPT_AT_ONCE = 50


def bind_by_token(
    session: Session, conversation_id: str, portal: Portal, token: str, *, consent: str, now: datetime
) -> bool:
    """Bind a conversation to the contact that a portal's token names; False whatever stands in the way.

    `consent` is the version of the notice that the user agreed to. The reason of a refusal is in the audit entry.
    The caller commits either way: a token that could be read is used up. Raises ConversationNotFound.
    """
    lock_conversation(session, conversation_id)
    lock_tail(session)  # One at a time: the same token sent twice at once counts once.
    try:
        claims = portal.read(token, now=now)
    except PortalTokenRefused as refused:
        _audit(session, conversation_id, "none", refused.reason, now)
        return False
    if not _use(session, claims, now):
        _audit(session, conversation_id, claims.uscc, "replayed", now)
        return False
    contact = _find_contact(session, claims, now)
    if contact is None:
        _audit(session, conversation_id, claims.uscc, "no_match", now)
        return False
    record_consent(session, conversation_id, consent, uscc=claims.uscc, now=now)
    accept_invitation(session, contact.id, now=now)
    record_binding(session, conversation_id, contact, now=now, method="portal")
    _audit(session, conversation_id, claims.uscc, "verified", now)
    return True


def _use(session: Session, claims: PortalClaims, now: datetime) -> bool:
    """Use a token up; False if it has been. Those long over are forgotten."""
    over = session.scalars(
        select(UsedPortalToken.token_hash)
        .where(UsedPortalToken.expires_at < now - REMEMBERED)
        .limit(_SWEPT_AT_ONCE)
    ).all()
    session.execute(delete(UsedPortalToken).where(UsedPortalToken.token_hash.in_(over)))
    values = {
        "token_hash": token_hash(claims.token_id),
        "used_at": now,
        "expires_at": claims.expires_at,
    }
    return insert_if_absent(session, UsedPortalToken, values, ["token_hash"])


def _find_contact(session: Session, claims: PortalClaims, now: datetime) -> Contact | None:
    contacts = list_binding_contacts(session, claims.uscc, now=now)
    return next((contact for contact in contacts if same(contact.phone, claims.phone)), None)


def _audit(session: Session, conversation_id: str, uscc: str, outcome: str, now: datetime) -> None:
    record_audit(
        session,
        actor=conversation_actor(conversation_id),
        action="binding.portal",
        subject=f"uscc:{uscc}",
        outcome=outcome,
        now=now,
    )
