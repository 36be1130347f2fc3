"""What a channel shows for one turn."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.citation import Citation
from contracts.lookup import (
    CaseStatus,
    CreditCheck,
    CreditStanding,
    People,
    RegisterResult,
    VoucherBalance,
    VoucherStatement,
)

Outcome = Literal[
    "answered",
    "clarify",
    "no_answer",
    "out_of_scope",
    "other_region",
    "needs_binding",
    "form",
    "case_status",
    "voucher_balance",
    "voucher_statement",
    "credit_standing",
    "credit_check",
    "register",
    "affairs",
    "people",
    "handoff",
    "ticket",
    "rating",
    "smalltalk",
    "error",
]

LookUp = Annotated[
    CaseStatus | VoucherBalance | VoucherStatement | CreditStanding | CreditCheck | RegisterResult | People,
    Field(discriminator="kind"),
]


class QuickReply(BaseModel):
    """A suggestion the user can tap: `title` is shown, `text` is sent as if typed."""

    model_config = ConfigDict(frozen=True)

    title: str
    text: str


class ReplyDraft(BaseModel):
    """A reply as an action writes it (`custom: {"reply": …}`), before the gateway gives it identity."""

    model_config = ConfigDict(frozen=True)

    text: str
    outcome: Outcome
    citations: list[Citation] = []
    quick_replies: list[QuickReply] = []
    data: LookUp | None = None
    index_version: str | None = None


class Reply(ReplyDraft):
    """A stored reply: bears the versions of the index and of the bot model that gave it."""

    id: str
    turn_id: str
    model_version: str | None = None
    created_at: datetime
