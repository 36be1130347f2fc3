"""Records that cross a process: plain pydantic models, no behaviour, no imports of ours."""

from contracts.citation import Citation
from contracts.lookup import (
    CaseStage,
    CaseStatus,
    CreditEventView,
    CreditStanding,
    VoucherBalance,
    VoucherBatchView,
)
from contracts.reply import Outcome, QuickReply, Reply, ReplyDraft

__all__ = [
    "CaseStage",
    "CaseStatus",
    "Citation",
    "CreditEventView",
    "CreditStanding",
    "Outcome",
    "QuickReply",
    "Reply",
    "ReplyDraft",
    "VoucherBalance",
    "VoucherBatchView",
]
