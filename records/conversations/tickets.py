"""Tickets and unanswered questions."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from records.models import (
    Conversation,
    Ticket,
    TicketKind,
    TicketState,
    UnansweredQuestion,
)
from records.values.clock import day_of
from records.values.masking import mask_text

# Letters and digits that are not mistaken for each other on the telephone.
_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRTUWXY"


@dataclass(frozen=True)
class TicketInfo:
    """A ticket (诉求). `number` is what the user is told; `text` is masked."""

    id: int
    number: str
    kind: TicketKind
    state: TicketState
    text: str
    conversation_id: str | None
    created_at: datetime


@dataclass(frozen=True)
class Unanswered:
    """A question to which nothing good enough was found."""

    id: int
    question: str
    outcome: str
    region: str | None
    index_version: str | None
    asked_at: datetime


def record_ticket(
    session: Session, *, conversation_id: str | None, kind: TicketKind, text: str, now: datetime
) -> TicketInfo:
    """Open a ticket; its text is masked here once more."""
    ticket = Ticket(
        number=_new_number(now),
        conversation_id=_known(session, conversation_id),
        kind=kind,
        text=mask_text(text),
        state="open",
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    session.flush()
    return ticket_info(ticket)


def record_ticket_once(
    session: Session, *, conversation_id: str, kind: TicketKind, text: str, now: datetime
) -> TicketInfo:
    """Open a ticket, or return the one of the conversation that says the same and is not closed."""
    there = session.scalars(
        select(Ticket)
        .where(
            Ticket.conversation_id == conversation_id,
            Ticket.kind == kind,
            Ticket.text == mask_text(text),
            Ticket.state != "closed",
        )
        .order_by(Ticket.id)
        .limit(1)
    ).one_or_none()
    if there is not None:
        return ticket_info(there)
    return record_ticket(session, conversation_id=conversation_id, kind=kind, text=text, now=now)


def ticket_info(ticket: Ticket) -> TicketInfo:
    """Return what a row says."""
    return TicketInfo(
        id=ticket.id,
        number=ticket.number,
        kind=cast(TicketKind, ticket.kind),
        state=cast(TicketState, ticket.state),
        text=ticket.text,
        conversation_id=ticket.conversation_id,
        created_at=ticket.created_at,
    )


def list_tickets(
    session: Session,
    *,
    kinds: Collection[TicketKind] = get_args(TicketKind),
    states: Collection[TicketState] = get_args(TicketState),
    after: int = 0,
    limit: int = 50,
) -> list[TicketInfo]:
    """Return tickets of some kinds and states with an id above `after`, the longest waiting first."""
    query = select(Ticket).where(Ticket.kind.in_(kinds), Ticket.state.in_(states), Ticket.id > after)
    return [ticket_info(row) for row in session.scalars(query.order_by(Ticket.id).limit(limit))]


def record_unanswered(
    session: Session,
    *,
    question: str,
    outcome: str,
    now: datetime,
    conversation_id: str | None = None,
    region: str | None = None,
    index_version: str | None = None,
) -> None:
    """Keep a question that was not answered, masked."""
    session.add(
        UnansweredQuestion(
            conversation_id=_known(session, conversation_id),
            question=mask_text(question, codes=True),
            outcome=outcome,
            region=region,
            index_version=index_version,
            asked_at=now,
        )
    )
    session.flush()


def is_of_complaint() -> ColumnElement[bool]:
    """Return the condition that an unanswered question came after a complaint, and before a person was asked for."""
    last_ticket = (
        select(Ticket.kind)
        .where(
            Ticket.conversation_id == UnansweredQuestion.conversation_id,
            Ticket.created_at <= UnansweredQuestion.asked_at,
        )
        .order_by(Ticket.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last_ticket, "none") == "complaint"


def list_unanswered(
    session: Session, *, before: int | None = None, of_complaints: bool = True, limit: int = 50
) -> list[Unanswered]:
    """Return the questions not answered, newest first, those with an id below `before` where one is given.

    Without `of_complaints` what somebody adds to a complaint is left out: it looks like a question that has no answer.
    """
    query = select(UnansweredQuestion).order_by(UnansweredQuestion.id.desc()).limit(limit)
    if not of_complaints:
        query = query.where(~is_of_complaint())
    if before is not None:
        query = query.where(UnansweredQuestion.id < before)
    return [
        Unanswered(row.id, row.question, row.outcome, row.region, row.index_version, row.asked_at)
        for row in session.scalars(query)
    ]


def _known(session: Session, conversation_id: str | None) -> str | None:
    """Return the id if the conversation is (still) there: what people said must be kept even when it is not."""
    if conversation_id is None or session.get(Conversation, conversation_id) is None:
        return None
    return conversation_id


def _new_number(now: datetime) -> str:
    suffix = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(6))
    return f"SQ{day_of(now):%Y%m%d}-{suffix}"
