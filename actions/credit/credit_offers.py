"""What a credit standing offers to ask next."""

from __future__ import annotations

from typing import Literal

from contracts import QuickReply
from contracts.lookup import Standing

CreditAspect = Literal["reasons", "lapse", "rest", "incentives", "penalties", "repair"]

INCENTIVES = QuickReply(title="守信有什么激励", text="科研守信有什么激励措施？")
PENALTIES = QuickReply(title="失信有什么后果", text="科研失信会受到什么惩戒？")
REPAIR = QuickReply(title="怎么修复信用", text="科研失信怎么修复信用？")
STANDING = QuickReply(title="查科研诚信", text="我的科研诚信情况怎么样？")
CHECK = QuickReply(title="申报前核查", text="查一下我们现在申报会不会因为失信被一票否决")
FOLLOW_UPS: dict[Standing, list[QuickReply]] = {
    "none": [CHECK, INCENTIVES, PENALTIES],
    "red": [CHECK, INCENTIVES, PENALTIES],
    "yellow": [REPAIR, PENALTIES, CHECK],
    "black": [REPAIR, PENALTIES, CHECK],
}
OFFERS: dict[CreditAspect, QuickReply] = {
    "repair": REPAIR,
    "penalties": PENALTIES,
    "incentives": INCENTIVES,
}


def find_offered(text: str) -> CreditAspect | None:
    """Return what one of these offers asks, None for any other text."""
    return next((aspect for aspect, offer in OFFERS.items() if text.strip() == offer.text), None)
