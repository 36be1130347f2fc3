"""What a credit standing offers to ask next."""

from __future__ import annotations

from typing import Literal

from contracts import QuickReply

CreditAspect = Literal["reasons", "lapse", "rest", "incentives", "penalties", "repair"]

INCENTIVES = QuickReply(title="守信有什么激励", text="科研守信有什么激励措施？")
PENALTIES = QuickReply(title="失信有什么后果", text="科研失信会受到什么惩戒？")
REPAIR = QuickReply(title="怎么修复信用", text="科研失信怎么修复信用？")
OFFERS: dict[CreditAspect, QuickReply] = {
    "repair": REPAIR,
    "penalties": PENALTIES,
    "incentives": INCENTIVES,
}


def find_offered(text: str) -> CreditAspect | None:
    """Return what one of these offers asks, None for any other text."""
    return next((aspect for aspect, offer in OFFERS.items() if text.strip() == offer.text), None)
