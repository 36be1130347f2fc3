"""Conversations: opened, found again by their token, deleted."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.bindings.binding import find_binding
from records.conversations.tickets import is_of_complaint
from records.models import Challenge, Channel, Conversation, UnansweredQuestion
from records.storage.upsert import insert_if_absent
from records.values.keyed_hash import KeyedHash, same, token_hash

_ID = re.compile(r"[0-9a-f]{32}")
# Compared with when an id is unknown, so that it takes as long as a wrong token.
_NO_HASH = token_hash(secrets.token_urlsafe(16))


class ConversationNotFound(Exception):
    """There is no such conversation (any more)."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"no conversation {conversation_id}")
        self.conversation_id = conversation_id


@dataclass(frozen=True)
class ConversationInfo:
    """A conversation as its gateway needs it. `topic` and `region` outlive a session of Rasa."""

    id: str
    channel: Channel
    account: str | None
    site: str | None
    region: str | None
    topic: str | None
    created_at: datetime
    last_active_at: datetime


@dataclass(frozen=True)
class OpenedConversation:
    """`token` is shown this once (web only); `is_new` is False when a WeChat user came back."""

    conversation: ConversationInfo
    token: str | None
    is_new: bool


def open_conversation(
    session: Session,
    *,
    hasher: KeyedHash,
    channel: Channel,
    now: datetime,
    account: str | None = None,
    user: str | None = None,
    site: str | None = None,
    region: str | None = None,
) -> OpenedConversation:
    """Open a conversation; on WeChat find the one of the same account and user, if there is one.

    A web conversation gets a token of 128 bits, stored hashed. A WeChat user is stored as an HMAC.
    Raises ValueError when WeChat's account or user is missing.
    """
    if channel == "wechat" and not (account and user):
        raise ValueError("a WeChat conversation needs its account and user")
    user_hash = _user_hash(hasher, str(account), str(user)) if channel == "wechat" else None
    token = secrets.token_urlsafe(16) if channel == "web" else None
    new_id = secrets.token_hex(16)
    values = {
        "id": new_id,
        "channel": channel,
        "account": account,
        "user_hash": user_hash,
        "token_hash": token_hash(token) if token else None,
        "site": site,
        "region": region,
        "created_at": now,
        "last_active_at": now,
    }
    is_new = insert_if_absent(session, Conversation, values, ["channel", "account", "user_hash"])
    if is_new:
        return OpenedConversation(get_conversation(session, new_id), token, is_new=True)
    found = session.scalars(
        select(Conversation).where(
            Conversation.channel == channel,
            Conversation.account == account,
            Conversation.user_hash == user_hash,
        )
    ).one()
    return OpenedConversation(_info(found), None, is_new=False)


def find_wechat_conversation(session: Session, hasher: KeyedHash, account: str, user: str) -> str | None:
    """Return the id of the conversation of a WeChat account's user, None where there is none yet."""
    return session.scalar(
        select(Conversation.id).where(
            Conversation.channel == "wechat",
            Conversation.account == account,
            Conversation.user_hash == _user_hash(hasher, account, user),
        )
    )


def find_conversation(session: Session, conversation_id: str, token: str) -> ConversationInfo | None:
    """Return the conversation whose token this is. An unknown id and a wrong token give None alike."""
    found = session.get(Conversation, conversation_id) if _ID.fullmatch(conversation_id) else None
    expected = (found.token_hash if found else None) or _NO_HASH
    matches = same(token_hash(token), expected)
    return _info(found) if matches and found is not None else None


def get_conversation(session: Session, conversation_id: str) -> ConversationInfo:
    """Return the conversation, for our own processes. Raises ConversationNotFound."""
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise ConversationNotFound(conversation_id)
    return _info(found)


def find_region(session: Session, conversation_id: str, *, now: datetime) -> str | None:
    """Return the region the conversation is about, else that of its bound enterprise, else None."""
    found = session.get(Conversation, conversation_id)
    if found is not None and found.region is not None:
        return found.region
    bound = find_binding(session, conversation_id, now=now)
    return bound.region if bound is not None else None


_LOCKED = "locked conversations"
# Built once: building it costs as much as asking it.
_LOCK = (
    select(Conversation)
    .where(Conversation.id == bindparam("conversation_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_conversation(session: Session, conversation_id: str) -> Conversation:
    """Return the row, locked until the transaction ends. Raises ConversationNotFound.

    What the transaction has locked before is not asked for again: nobody else can have changed it.
    """
    locked: dict[str, tuple[object, Conversation]] = session.info.setdefault(_LOCKED, {})
    transaction, there = locked.get(conversation_id, (None, None))
    if there is not None and transaction is session.get_transaction() and there in session:
        return there
    found = session.scalars(_LOCK, {"conversation_id": conversation_id}).one_or_none()
    if found is None:
        raise ConversationNotFound(conversation_id)
    locked[conversation_id] = (session.get_transaction(), found)
    return found


def record_context(
    session: Session, conversation_id: str, *, topic: str | None = None, region: str | None = None
) -> None:
    """Keep the topic or region the conversation is about; None leaves what was there."""
    values = {key: value for key, value in (("topic", topic), ("region", region)) if value is not None}
    if values:
        session.execute(update(Conversation).where(Conversation.id == conversation_id).values(**values))


def delete_conversation(session: Session, conversation_id: str, *, actor: str, now: datetime) -> bool:
    """Delete a conversation with its messages, turns, outbox, phone claim and bindings; False if unknown.

    What stays: the audit entries, the tickets (an official record of its own, masked) and the unanswered
    questions, both cut loose from the conversation, but no question that belongs to a complaint; and of challenges the
    hashes that limits count, without the phone.
    Who accepted an invitation remains a contact of the enterprise.
    """
    found = session.get(Conversation, conversation_id)
    if found is not None:
        session.execute(
            update(Challenge)
            .where(Challenge.conversation_id == conversation_id)
            .values(
                masked_phone="", state=case((Challenge.state == "open", "superseded"), else_=Challenge.state)
            )
        )
        session.execute(
            delete(UnansweredQuestion).where(
                UnansweredQuestion.conversation_id == conversation_id, is_of_complaint()
            )
        )
        session.delete(found)
        session.flush()
    record_audit(
        session,
        actor=actor,
        action="conversation.delete",
        subject=f"conversation:{conversation_id[:64]}",
        outcome="done" if found else "not_found",
        now=now,
    )
    return found is not None


def _user_hash(hasher: KeyedHash, account: str, user: str) -> str:
    return hasher.of("wechat-user", f"{account}\x00{user}")


def _info(row: Conversation) -> ConversationInfo:
    return ConversationInfo(
        id=row.id,
        channel=cast(Channel, row.channel),
        account=row.account,
        site=row.site,
        region=row.region,
        topic=row.topic,
        created_at=row.created_at,
        last_active_at=row.last_active_at,
    )
