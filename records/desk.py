"""Tickets, unanswered questions, and marks on wrong answers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.masking import mask_text
from records.models import (
    Conversation,
    FeedbackMark,
    Ticket,
    TicketKind,
    TicketState,
    UnansweredQuestion,
)

# Letters and digits that are not mistaken for each other on the telephone.
_NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRTUWXY"


@dataclass(frozen=True)
class TicketInfo:
    """A ticket (诉求). `number` is what the user is told; `text` is masked."""

    number: str
    kind: TicketKind
    state: TicketState
    text: str
    conversation_id: str | None
    created_at: datetime


@dataclass(frozen=True)
class Unanswered:
    """A question to which nothing good enough was found."""

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
    return _info(ticket)


def list_tickets(session: Session, *, state: TicketState | None = None, limit: int = 50) -> list[TicketInfo]:
    """Return tickets, newest first, all or those in one state."""
    query = select(Ticket).order_by(Ticket.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Ticket.state == state)
    return [_info(row) for row in session.scalars(query)]


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


def list_unanswered(session: Session, *, limit: int = 50) -> list[Unanswered]:
    """Return the questions not answered, newest first."""
    query = select(UnansweredQuestion).order_by(UnansweredQuestion.id.desc()).limit(limit)
    return [
        Unanswered(row.question, row.outcome, row.region, row.index_version, row.asked_at)
        for row in session.scalars(query)
    ]


def record_feedback(
    session: Session,
    *,
    staff_id: int,
    query: str,
    answer: str,
    index_version: str,
    now: datetime,
    passage: str | None = None,
    note: str | None = None,
) -> int:
    """Keep a mark by staff that an answer was wrong, with what is needed to see it again. Returns its id."""
    mark = FeedbackMark(
        staff_id=staff_id,
        query=mask_text(query),
        answer=answer,
        passage=passage,
        index_version=index_version,
        note=mask_text(note)[:500] if note else None,
        created_at=now,
    )
    session.add(mark)
    session.flush()
    return mark.id


def _known(session: Session, conversation_id: str | None) -> str | None:
    """Return the id if the conversation is (still) there: what people said must be kept even when it is not."""
    if conversation_id is None or session.get(Conversation, conversation_id) is None:
        return None
    return conversation_id


def _new_number(now: datetime) -> str:
    suffix = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(6))
    return f"SQ{day_of(now):%Y%m%d}-{suffix}"


def _info(ticket: Ticket) -> TicketInfo:
    return TicketInfo(
        number=ticket.number,
        kind=cast(TicketKind, ticket.kind),
        state=cast(TicketState, ticket.state),
        text=ticket.text,
        conversation_id=ticket.conversation_id,
        created_at=ticket.created_at,
    )
