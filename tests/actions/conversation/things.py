"""Things of every kind that can be in view, and what brings them there."""

from __future__ import annotations

from actions.conversation.in_view import OFFERS
from actions.seam.shown import SLOT
from contracts import ReplyDraft
from desk.in_view import OF_REGISTER
from tests.actions.assembled import CASE, SECOND_CASE, Assembled
from tests.actions.desk import NAME

UNKNOWN = "火星上的企鹅怎么过冬"  # the guides say nothing of it
DECLINED = {"no_answer", "out_of_scope", "other_region"}
# What shows each kind of thing: what is said, and what Rasa takes it for.
SHOWS = {
    "case": (f"查办件 {CASE}", "check_application_status"),
    "cases": ("我的办件", "check_application_status"),
    "vouchers": ("我的创新券还剩多少", "check_voucher_balance"),
    "statement": ("打印创新券对账单", "check_voucher_statement"),
    "credit": ("我的科研诚信情况", "check_credit_standing"),
    "credit_check": ("我们会不会被否", "check_credit_rules"),
    "register": (f"{NAME}是不是高企", "check_register"),
    "district": ("江岸区谁负责", "check_register"),
    "contact": ("高企认定找哪个科室", "check_register"),
}
LOOK_UP = {
    "case": "case_status",
    "cases": "clarify",
    "vouchers": "voucher_balance",
    "statement": "voucher_balance",
    "credit": "credit_standing",
    "credit_check": "credit_check",
    "register": "register",
    "district": "register",
    "contact": "answered",
}


def show(desk: Assembled, kind: str) -> None:
    """Fill the enterprise's file, bind the conversation, and bring a thing in view."""
    desk.bind()
    desk.add_case()
    if kind == "cases":
        desk.add_case(SECOND_CASE, "foreigner-work-permit")
    desk.add_vouchers()
    desk.add_breach()
    desk.add_register_entry()
    if kind == "contact":
        desk.say(*SHOWS[kind], topic="high-tech-enterprise")
    else:
        desk.say(*SHOWS[kind])
    assert in_view(desk) == kind


def in_view(desk: Assembled) -> object:
    shown = desk.slots[SLOT]
    return shown["kind"] if isinstance(shown, dict) else None


def offered(reply: ReplyDraft) -> list[str]:
    return [offer.text for offer in reply.quick_replies]


def of(kind: str) -> list[str]:
    offers = {**OFFERS, "register": OF_REGISTER}
    return [each.offer.text for each in offers.get(kind, ())]  # type: ignore[call-overload]
