"""Another company's credit, cases or vouchers are refused in words that tell nothing, and the asking is on record."""

from __future__ import annotations

import pytest

from actions.seam.shown import SLOT
from desk.private import read_private_number
from desk.private import read_private_question as read_of
from tests.actions.assembled import CASE, OTHER_NAME, OTHER_USCC, Assembled
from tests.actions.desk import NAME, USCC
from tests.understood import understand
from understanding.heads.parts import Part


def read_private_question(text: str, *, is_loose: bool = False) -> tuple[str, str] | None:
    """As the guard reads it, with the names that are found in it."""
    return read_of(text, understand(text).names, is_loose=is_loose)


PRIVATE = [
    (f"{OTHER_NAME}有没有失信", "check_credit_standing"),
    (f"查一下{OTHER_NAME}的科研诚信", "check_credit_standing"),
    (f"{OTHER_NAME}在不在黑名单上", "check_credit_standing"),
    (f"信用情况{OTHER_NAME}", "check_credit_standing"),
    (f"{OTHER_NAME}上个月报了什么", "check_application_status"),
    (f"那{OTHER_NAME}的办件呢", "check_application_status"),
    (f"{OTHER_NAME}创新券还剩多少", "check_voucher_balance"),
    (f"{OTHER_NAME}的余额", "check_voucher_balance"),
]


@pytest.mark.parametrize(("text", "look_up"), PRIVATE)
@pytest.mark.parametrize("taken_for", ["check_register", "answer_guidance", "default_fallback"])
def test_what_only_the_enterprise_sees_is_refused_and_recorded_as_of_another(
    desk: Assembled, text: str, look_up: str, taken_for: str
) -> None:
    assert read_private_question(text) == (look_up, OTHER_NAME)
    (reply,) = desk.say(text, taken_for)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    desk.bind()
    (reply,) = desk.say(text, taken_for)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert [offer.text for offer in reply.quick_replies] == ["解除绑定"]
    before, after = desk.lookups()
    assert (before.outcome, after.outcome) == ("needs_binding", "not_allowed")
    assert after.subject.startswith(f"uscc:{USCC} ")
    assert after.subject.endswith("of another enterprise")
    assert OTHER_NAME not in f"{before.subject} {after.subject}"


def test_in_view_of_ones_own_another_companys_is_refused_all_the_same(desk: Assembled) -> None:
    desk.bind()
    desk.add_case()
    desk.say(f"查办件 {CASE}", "check_application_status")
    (reply,) = desk.say(
        f"那{OTHER_NAME}的办件呢", "check_application_status", asked="whole", about=True, of_it=0.9
    )
    assert (reply.outcome, reply.data, desk.slots[SLOT]) == ("needs_binding", None, None)


@pytest.mark.parametrize("between", ["，", "。", "；"])
def test_another_company_named_behind_a_matter_of_ones_own_is_refused_too(
    desk: Assembled, between: str
) -> None:
    desk.bind()
    text = f"我的创新券还剩多少{between}{OTHER_NAME}的创新券呢"
    (reply,) = desk.say(text, "check_voucher_balance")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert [entry.outcome for entry in desk.lookups()] == ["not_allowed"]


@pytest.mark.parametrize("taken_for", ["check_register"])
def test_a_name_in_part_is_read_only_where_nothing_in_view_or_two_matters_are_meant(
    desk: Assembled, taken_for: str
) -> None:
    text = "星达样例有没有失信"
    assert (read_private_question(text), read_private_question(text, is_loose=True)) == (
        None,
        ("check_credit_standing", "星达样例"),
    )
    desk.bind()
    (reply,) = desk.say(text, taken_for)
    assert (reply.outcome, [entry.outcome for entry in desk.lookups()]) == ("needs_binding", ["not_allowed"])
    desk.say(text, taken_for, about=True)
    matters = (Part("check_register", text), Part("check_voucher_balance", "我的创新券还剩多少", "whole"))
    desk.say(f"{text}，我的创新券还剩多少", "check_voucher_balance", matters=matters)
    refused = [entry for entry in desk.lookups() if entry.subject.endswith("of another enterprise")]
    assert len(refused) == 2  # the first, and the part that asks it when it is heard alone


@pytest.mark.parametrize(
    "text", [f"查一下{OTHER_USCC}的创新券", f"{OTHER_USCC}有没有失信", f"{OTHER_USCC}的办件"]
)
def test_by_the_number_of_another_company_nothing_is_told_either(desk: Assembled, text: str) -> None:
    desk.bind()
    assert read_private_number(text) is not None
    (reply,) = desk.say(text, "check_register")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert len(desk.lookups()) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{OTHER_NAME}是不是高企",
        f"{OTHER_NAME}能不能申请创新券",
        "失信的有限公司能报高企吗",
        "有限公司失信有什么后果",
        "我们公司有没有失信",
        f"{OTHER_NAME}的统一社会信用代码在不在名单上",
        f"我要举报{OTHER_NAME}失信",
        "武汉样例信用管理有限公司是不是高企",
    ],
)
def test_public_and_general_questions_are_not_refused(text: str) -> None:
    assert read_private_question(text) is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (f"{NAME}有没有失信", "credit_standing"),
        (f"{NAME}的创新券还剩多少", "voucher_balance"),
        (f"{NAME}的办件", "case_status"),
        (f"{USCC}有没有失信", "credit_standing"),
    ],
)
def test_the_bound_enterprises_own_name_and_number_are_look_ups(
    desk: Assembled, text: str, outcome: str
) -> None:
    desk.bind()
    desk.add_case()
    (reply,) = desk.say(text, "check_register")
    assert reply.outcome == outcome
    assert desk.lookups()[-1].subject.startswith(f"uscc:{USCC}")
