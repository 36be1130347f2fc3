"""While something is in view, a message that nothing answers shows it again with what can be asked of it."""

from __future__ import annotations

import pytest

from actions.conversation.in_view import SEARCH
from actions.seam.shown import SLOT
from contracts import CaseStatus, RegisterResult, ReplyDraft, VoucherBalance
from tests.actions.assembled import BATCH, CASE, SECOND_CASE, Assembled
from tests.actions.conversation.things import DECLINED, LOOK_UP, SHOWS, UNKNOWN, in_view, of, offered, show
from tests.actions.desk import NAME
from tests.golden_files import Golden
from understanding.heads.parts import Part


@pytest.mark.parametrize("kind", SHOWS)
@pytest.mark.parametrize("taken_for", ["answer_guidance", "default_fallback"])
def test_what_is_in_view_is_shown_again_with_its_offers_and_a_search(
    desk: Assembled, kind: str, taken_for: str
) -> None:
    show(desk, kind)
    (reply,) = desk.say(UNKNOWN, taken_for)
    assert reply.outcome == LOOK_UP[kind]
    assert set(of(kind)) <= set(offered(reply))
    assert offered(reply)[-1] == f"{SEARCH}{UNKNOWN}"
    assert desk.slots["choices"] == [offer.model_dump() for offer in reply.quick_replies]


@pytest.mark.parametrize("kind", [None, "case"])
def test_what_no_rule_foresaw_is_taken_back_from_the_dialogue_whatever_is_shown(
    desk: Assembled, kind: str | None
) -> None:
    if kind:
        show(desk, kind)
    assert desk.run(UNKNOWN, "default_fallback").revert


@pytest.mark.parametrize("kind", SHOWS)
def test_the_second_time_in_a_row_a_person_is_offered_first(desk: Assembled, kind: str) -> None:
    show(desk, kind)
    first, second = (desk.say(UNKNOWN)[0] for _ in range(2))
    assert second.outcome == LOOK_UP[kind]
    assert offered(second)[0] == "转人工"
    if of(kind):
        assert "转人工" not in offered(first)


def test_an_answer_between_makes_the_next_time_the_first(desk: Assembled, golden: Golden) -> None:
    show(desk, "case")
    golden.check("in_view", "the first time", desk.say(UNKNOWN)[0].text)
    golden.check("in_view", "the second time", desk.say(UNKNOWN)[0].text)
    desk.say("还缺什么", "check_application_status", asked="materials", about=True)
    assert "转人工" not in offered(desk.say(UNKNOWN)[0])


def test_the_data_of_the_thing_come_with_it(desk: Assembled) -> None:
    show(desk, "case")
    (case,) = desk.say(UNKNOWN)
    assert isinstance(case.data, CaseStatus)
    assert case.data.case_number == CASE
    desk.say(*SHOWS["vouchers"])
    (balance,) = desk.say(UNKNOWN)
    assert isinstance(balance.data, VoucherBalance)
    assert [batch.batch_number for batch in balance.data.batches] == [BATCH]
    entries = desk.lookups()  # each look is on record, the repeated ones too
    assert [(each.action, each.outcome) for each in entries[-4:]] == [
        ("lookup.application_status", "one"),
        ("lookup.application_status", "one"),
        ("lookup.voucher_balance", entries[-1].outcome),
        ("lookup.voucher_balance", entries[-1].outcome),
    ]


@pytest.mark.parametrize("kind", ["case", "vouchers", "credit", "register"])
def test_each_offer_below_is_answered_from_what_is_in_view(desk: Assembled, kind: str) -> None:
    show(desk, kind)
    for offer in desk.say(UNKNOWN)[0].quick_replies[:-1]:
        for said in (offer.text, offer.title):
            desk.say(*SHOWS[kind])
            (again,) = desk.say(UNKNOWN)
            assert offer in again.quick_replies
            (reply,) = desk.say(said, "choose")
            assert reply.outcome not in {*DECLINED, "error", "clarify"}, said
            assert in_view(desk) is not None


@pytest.mark.parametrize("kind", SHOWS)
def test_a_plainly_other_matter_is_declined_and_the_thing_stays_in_view(desk: Assembled, kind: str) -> None:
    show(desk, kind)
    before = desk.slots[SLOT]
    (reply,) = desk.say(UNKNOWN, of_it=0.19)
    assert (reply.outcome in DECLINED, desk.slots[SLOT]) == (True, before)
    (reply,) = desk.say(UNKNOWN, of_it=0.2)
    assert reply.outcome == LOOK_UP[kind]


def test_what_the_guides_say_is_answered_whatever_is_in_view(desk: Assembled) -> None:
    show(desk, "case")
    (reply,) = desk.say("高新技术企业认定要什么条件")
    assert reply.outcome == "answered"
    assert in_view(desk) is None


def test_without_anything_in_view_a_message_is_declined_as_ever(desk: Assembled) -> None:
    desk.bind()
    desk.add_case()
    assert desk.say(UNKNOWN)[0].outcome in DECLINED


@pytest.mark.parametrize("said", ["text", "title", "number"])
def test_the_search_that_is_offered_searches_and_may_decline(desk: Assembled, said: str) -> None:
    show(desk, "case")
    offers = desk.say(UNKNOWN)[0].quick_replies
    text = {"text": offers[-1].text, "title": offers[-1].title, "number": str(len(offers))}[said]
    (reply,) = desk.say(text, "choose" if said == "number" else "answer_guidance")
    assert reply.outcome in DECLINED


def test_the_search_finds_what_the_guides_say_and_repeats_no_more_of_a_message_than_it_may(
    desk: Assembled,
) -> None:
    show(desk, "case")
    (reply,) = desk.say(f"{SEARCH}高新技术企业认定要什么条件", "check_application_status")
    assert (reply.outcome, reply.data) == ("answered", None)
    desk.say(*SHOWS["case"])
    (again,) = desk.say(UNKNOWN * 20)
    assert len(offered(again)[-1]) <= len(SEARCH) + 60


@pytest.mark.parametrize("kind", [None, "vouchers"])
def test_an_own_case_that_a_declined_message_names_is_shown(desk: Assembled, kind: str | None) -> None:
    desk.bind()
    desk.add_case()
    desk.add_case(SECOND_CASE, "foreigner-work-permit")
    desk.add_vouchers()
    if kind:
        desk.say(*SHOWS[kind])
    (reply,) = desk.say("外国人来华那个怎么样嘛", of_it=0.1 if kind else None)
    assert isinstance(reply.data, CaseStatus)
    assert (reply.data.case_number, in_view(desk)) == (SECOND_CASE, "case")


@pytest.mark.parametrize("is_bound", [True, False])
def test_a_message_that_names_a_case_of_nobody_bound_here_is_declined(
    desk: Assembled, is_bound: bool
) -> None:
    desk.add_case(SECOND_CASE, "foreigner-work-permit")
    if is_bound:
        desk.bind()
        desk.give_away()
    (reply,) = desk.say("外国人来华那个怎么样嘛")
    assert (reply.outcome in DECLINED, reply.data) == (True, None)


def test_a_clear_question_of_policy_is_no_case_of_the_item_that_it_names(desk: Assembled) -> None:
    desk.bind()
    desk.add_case()
    desk.add_case(SECOND_CASE, "foreigner-work-permit")
    for confidence, outcome in ((0.95, "no_answer"), (0.5, "case_status")):
        (reply,) = desk.say("外国人来华那个怎么样嘛", confidence=confidence)
        assert (reply.outcome in DECLINED) == (outcome == "no_answer"), confidence


OWN = Part("check_voucher_balance", UNKNOWN, "whole")


def test_what_may_mean_ones_own_data_is_looked_up_where_the_documents_say_nothing(desk: Assembled) -> None:
    desk.bind()
    desk.add_vouchers()
    (reply,) = desk.say(UNKNOWN, own=OWN)
    assert (reply.outcome, in_view(desk)) == ("voucher_balance", "vouchers")


def test_without_a_right_to_see_them_such_a_message_is_declined_and_nothing_told(desk: Assembled) -> None:
    desk.add_vouchers()
    (reply,) = desk.say(UNKNOWN, own=OWN)
    assert (reply.outcome in DECLINED, reply.data) == (True, None)
    desk.bind("viewer")
    (reply,) = desk.say(UNKNOWN, own=Part("check_credit_standing", UNKNOWN, "whole"))
    assert (reply.outcome in DECLINED, reply.data) == (True, None)


@pytest.mark.parametrize("intent", ["bind_enterprise", "revoke_person", "transfer_to_person", ""])
def test_nothing_but_a_look_up_is_run_for_what_a_message_may_mean(desk: Assembled, intent: str) -> None:
    desk.bind()
    (reply,) = desk.say(UNKNOWN, own=Part(intent, UNKNOWN))
    assert reply.outcome in DECLINED


PERSON = "黄静"  # whom Wuchang is told to ask, as published


def contacts(reply: ReplyDraft) -> list[str]:
    lines = reply.text.split("\n")
    return [line.removeprefix("联系人：") for line in lines if line.startswith("联系人：")]


@pytest.mark.parametrize("kind", [None, "register", "district", "contact"])
def test_a_listed_person_whom_a_declined_message_names_is_told(desk: Assembled, kind: str | None) -> None:
    if kind:
        show(desk, kind)
    (reply,) = desk.say(f"那{PERSON}", of_it=0.1)
    assert (reply.outcome, contacts(reply)) == ("register", [PERSON])


@pytest.mark.parametrize("kind", ["register", "district", "contact"])
def test_a_district_is_told_where_registers_or_contacts_are_in_view_and_nowhere_else(
    desk: Assembled, kind: str
) -> None:
    assert desk.say("那武昌呢嘛")[0].outcome != "register"
    show(desk, kind)
    (reply,) = desk.say("那武昌呢嘛")
    assert (contacts(reply), in_view(desk)) == ([PERSON], "district")
    desk.say(*SHOWS["vouchers"])
    assert desk.say("那武昌呢嘛")[0].outcome not in {"register", *DECLINED}


def test_an_organisation_that_a_declined_message_names_by_four_characters_is_told(desk: Assembled) -> None:
    desk.add_register_entry()
    assert desk.say("云源那家嘛")[0].outcome in DECLINED  # two may be anything
    (reply,) = desk.say("云源样例那家嘛")
    assert isinstance(reply.data, RegisterResult)
    assert [finding.name for finding in reply.data.findings] == [NAME]


@pytest.mark.parametrize("text", ["不对，听岔了，武昌的", "错了，武昌"])
def test_a_no_that_names_another_district_is_told_that(desk: Assembled, text: str) -> None:
    show(desk, "district")
    (reply,) = desk.say(text, "nothing_to_deny")
    assert (contacts(reply), in_view(desk)) == ([PERSON], "district")


def test_a_no_that_names_nothing_or_stands_beside_other_things_is_a_no(desk: Assembled) -> None:
    plain = desk.say("不对", "nothing_to_deny")
    show(desk, "district")
    assert [reply.text for reply in desk.say("不对", "nothing_to_deny")] == [reply.text for reply in plain]
    desk.say(*SHOWS["vouchers"])
    assert [reply.text for reply in desk.say("不对，武昌的", "nothing_to_deny")] == [
        reply.text for reply in plain
    ]


@pytest.mark.parametrize("taken_for", ["answer_guidance", "nothing_to_deny"])
def test_a_case_of_the_list_in_view_that_is_named_is_shown_in_its_place(
    desk: Assembled, taken_for: str
) -> None:
    show(desk, "cases")
    (reply,) = desk.say("不对，是外国人来华那个嘛", taken_for)
    assert isinstance(reply.data, CaseStatus)
    assert (reply.data.case_number, in_view(desk)) == (SECOND_CASE, "case")
