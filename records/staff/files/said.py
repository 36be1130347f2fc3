"""One message of a conversation as a reader among staff may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from contracts import Citation, Reply
from contracts.reply import Outcome
from records.models import Message, Sender, TicketKind
from records.values.clock import in_shanghai

Subject = Literal["cases", "vouchers", "credit"]
Withheld = Literal["complaint", "role", "reason"]
SUBJECTS: tuple[Subject, ...] = ("cases", "vouchers", "credit")
FOR_A_REASON: frozenset[Subject] = frozenset({"vouchers", "credit"})
_SUBJECT_OF: Mapping[Outcome, Subject] = {
    "case_status": "cases",
    "people": "cases",
    "voucher_balance": "vouchers",
    "voucher_statement": "vouchers",
    "credit_standing": "credit",
    "credit_check": "credit",
}


@dataclass(frozen=True)
class Reach:
    """What a reader may see: tickets of which kinds, and which data of enterprises in a reply."""

    kinds: Collection[TicketKind]
    subjects: Collection[Subject]


@dataclass(frozen=True)
class Said:
    """One message, time in Asia/Shanghai. What is `withheld`, and why, has neither text nor citations."""

    id: int
    at: datetime
    sender: Sender
    text: str
    outcome: Outcome | None = None
    citations: Sequence[Citation] = ()
    subject: Subject | None = None
    withheld: Withheld | None = None


def read_said(row: Message, reach: Reach, *, has_reason: bool, is_of_complaint: bool) -> Said:
    """Return a message as far as a reader may see it, who has given a reason or none."""
    reply = Reply.model_validate(row.reply) if row.reply is not None else None
    subject = _subject_of(reply) if reply is not None else None
    withheld: Withheld | None = None
    if is_of_complaint and "complaint" not in reach.kinds:
        withheld = "complaint"
    elif subject is not None and subject not in reach.subjects:
        withheld = "role"
    elif subject in FOR_A_REASON and not has_reason:
        withheld = "reason"
    is_shown = reply is not None and withheld != "complaint"
    return Said(
        id=row.id,
        at=in_shanghai(row.created_at),
        sender=cast(Sender, row.sender),
        text="" if withheld else row.text,
        outcome=reply.outcome if reply is not None and is_shown else None,
        citations=reply.citations if reply is not None and not withheld else (),
        subject=subject if is_shown else None,
        withheld=withheld,
    )


def _subject_of(reply: Reply) -> Subject | None:
    """Return whose data a reply may hold. A choice that the index does not offer is one among cases or people."""
    if reply.outcome == "clarify" and reply.index_version is None:
        return "cases"
    return _SUBJECT_OF.get(reply.outcome)
