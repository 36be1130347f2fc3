"""A message with two matters gets both answers; each part is as private as it is alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts import CaseStatus, VoucherBalance
from tests.actions.assembled import CASE, SECOND_CASE, Assembled
from tests.actions.conversation.things import UNKNOWN, in_view
from understanding.heads.parts import Part

GUIDANCE = Part("ask_guidance", "高新技术企业认定要什么条件")
CASES = Part("check_application_status", "我的办件到哪一步了", "step")
VOUCHERS = Part("check_voucher_balance", "我的创新券还剩多少", "whole")
CREDIT = Part("check_credit_standing", "我们诚信怎么样", "whole")


def said(*matters: Part) -> str:
    return "，".join(matter.text for matter in matters)


@pytest.fixture
def filled(desk: Assembled) -> Assembled:
    desk.bind()
    desk.add_case()
    desk.add_vouchers()
    return desk


@pytest.mark.parametrize(
    "taken_for", ["check_application_status", "check_voucher_balance", "answer_guidance"]
)
def test_both_are_answered_in_the_order_in_which_they_were_said(filled: Assembled, taken_for: str) -> None:
    case, balance = filled.say(said(CASES, VOUCHERS), taken_for, matters=(CASES, VOUCHERS))
    assert isinstance(case.data, CaseStatus)
    assert isinstance(balance.data, VoucherBalance)
    assert case.data.case_number == CASE
    assert [entry.action for entry in filled.lookups()] == [
        "lookup.application_status",
        "lookup.voucher_balance",
    ]
    again = filled.say(said(VOUCHERS, CASES), taken_for, matters=(VOUCHERS, CASES))
    assert [reply.outcome for reply in again] == ["voucher_balance", "case_status"]


def test_the_second_is_what_is_in_view_after_and_its_offers_can_be_picked(filled: Assembled) -> None:
    replies = filled.say(said(CASES, VOUCHERS), "check_application_status", matters=(CASES, VOUCHERS))
    assert in_view(filled) == "vouchers"
    assert filled.slots["choices"] == [offer.model_dump() for offer in replies[-1].quick_replies]


def test_a_question_to_the_guides_stands_beside_a_look_up(filled: Assembled) -> None:
    replies = filled.say(said(GUIDANCE, VOUCHERS), matters=(GUIDANCE, VOUCHERS))
    assert [reply.outcome for reply in replies] == ["answered", "voucher_balance"]


def test_a_part_is_asked_what_its_own_words_ask_and_no_more(filled: Assembled) -> None:
    spent = Part("check_voucher_balance", "券花哪里了", "spent")
    replies = filled.say(said(CASES, spent), "check_application_status", matters=(CASES, spent), asked="time")
    assert [reply.outcome for reply in replies] == ["case_status", "voucher_statement"]


def test_a_part_about_what_is_shown_is_answered_of_that_and_the_other_by_itself(filled: Assembled) -> None:
    filled.add_case(SECOND_CASE, "foreigner-work-permit")
    filled.say(f"查办件 {CASE}", "check_application_status")
    of_it = Part("check_application_status", "还缺什么材料", "materials", is_about_shown=True)
    case, balance = filled.say(
        said(of_it, VOUCHERS), "check_application_status", matters=(of_it, VOUCHERS), about=True
    )
    assert isinstance(case.data, CaseStatus)
    assert (case.data.case_number, balance.outcome) == (CASE, "voucher_balance")
    filled.say("我的办件", "check_application_status", asked="whole")
    by_itself = replace(of_it, is_about_shown=False)
    first, _ = filled.say(
        said(by_itself, VOUCHERS), "check_application_status", matters=(by_itself, VOUCHERS)
    )
    assert first.outcome == "clarify"  # none is in view: which one?


@pytest.mark.parametrize("kind", ["check_application_status", "check_voucher_balance"])
def test_without_a_binding_one_request_to_bind_is_made_and_nothing_shown(desk: Assembled, kind: str) -> None:
    desk.add_case()
    desk.add_vouchers()
    first, second = Part(kind, "一个还缺什么", "materials"), Part(kind, "还有一个呢", "materials")
    (reply,) = desk.say(said(first, second), kind, matters=(first, second))
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    replies = desk.say(said(CASES, VOUCHERS), "check_application_status", matters=(CASES, VOUCHERS))
    assert {(reply.outcome, reply.data) for reply in replies} == {("needs_binding", None)}
    assert {entry.outcome for entry in desk.lookups()} == {"needs_binding"}


def test_a_viewer_sees_of_both_only_what_a_viewer_may(filled: Assembled) -> None:
    filled.end_binding()
    filled.bind("viewer")
    replies = filled.say(said(CASES, CREDIT), "check_application_status", matters=(CASES, CREDIT))
    assert [reply.outcome for reply in replies] == ["case_status", "needs_binding"]
    assert replies[-1].data is None


def test_a_part_that_nothing_answers_is_declined_where_nothing_is_in_view(filled: Assembled) -> None:
    unknown = Part("ask_guidance", UNKNOWN)
    replies = filled.say(said(unknown, VOUCHERS), matters=(unknown, VOUCHERS))
    assert [reply.outcome in ("no_answer", "out_of_scope") for reply in replies] == [True, False]


@pytest.mark.parametrize(
    "matters",
    [(), (VOUCHERS,), (VOUCHERS, Part("greeting", "你好")), (VOUCHERS, Part("no_intent", "哦"))],
)
def test_anything_but_two_matters_that_can_be_answered_is_one_message(
    filled: Assembled, matters: tuple[Part, ...]
) -> None:
    (reply,) = filled.say(CASES.text, "check_application_status", matters=matters)
    assert reply.outcome == "case_status"


def test_another_companys_data_are_refused_in_the_part_that_asks_for_them(filled: Assembled) -> None:
    other = Part("check_voucher_balance", "武汉星达样例软件有限公司的创新券还剩多少", "whole")
    replies = filled.say(said(CASES, other), "check_application_status", matters=(CASES, other))
    assert [reply.outcome for reply in replies] == ["case_status", "needs_binding"]
    assert replies[-1].data is None
    assert filled.lookups()[-1].outcome == "not_allowed"


def test_who_has_reported_us_is_told_in_no_part(filled: Assembled) -> None:
    who = Part("check_credit_standing", "谁举报的我们", "why")
    replies = filled.say(said(CASES, who), "check_application_status", matters=(CASES, who))
    assert "out_of_scope" in [reply.outcome for reply in replies]
    assert "credit_standing" not in [reply.outcome for reply in replies]
