"""With a check before an application in view, another matter is checked by its own rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import CreditCheck
from records.models import CreditKind
from tests.actions.credit.credit_desk import CreditDesk
from tests.actions.desk import USCC
from tests.figures import counts
from tests.golden_files import Golden


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CreditDesk]:
    desk = CreditDesk(tmp_path)
    desk.bind()
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("text", "topic", "item", "passes"),
    [
        ("那报项目呢", "science-project", "科技计划项目申报", False),
        ("换成科小能过不", "tech-sme", "科技型中小企业评价", False),
        ("高企呢", "high-tech-enterprise", "高新技术企业认定", True),
        ("技术合同登记行不行", "technology-contract", "技术合同认定登记", True),
    ],
)
def test_after_a_check_another_matter_is_checked_by_its_own_rules(
    desk: CreditDesk, text: str, topic: str, item: str, passes: bool, golden: Golden
) -> None:
    desk.record("serious_breach")
    desk.ask(desk.check, "报高企会不会被卡", topic="high-tech-enterprise")
    for _ in range(2):  # it goes on from itself
        reply = desk.say(text, "item", topic=topic)
        assert isinstance(reply.data, CreditCheck)
        assert (reply.data.service_item, reply.data.passes) == (item, passes)
        assert reply.data.standing == "black"
    golden.check("credit_check", text, reply.text)
    assert desk.audited()[-1][0] == "lookup.credit_check"


@pytest.mark.parametrize("asked", ["item", "more", "other_place", "state", "whole"])
def test_what_is_asked_of_a_check_as_a_whole_is_a_check(desk: CreditDesk, asked: str) -> None:
    desk.ask(desk.check, "会不会被一票否决")
    assert desk.say("再看看", asked).outcome == "credit_check"


@pytest.mark.parametrize("asked", ["why", "repair", "measures", "lapse"])
def test_what_is_asked_of_the_record_after_a_check_is_told_of_the_standing(
    desk: CreditDesk, asked: str
) -> None:
    desk.record("general_breach")
    desk.ask(desk.check, "会不会被一票否决")
    assert desk.say("凭什么", asked).outcome == "credit_standing"


@pytest.mark.parametrize("shown", [None, {"kind": "credit"}, {"kind": "vouchers"}])
def test_without_a_check_in_view_another_matter_is_no_check(
    desk: CreditDesk, shown: dict[str, str] | None
) -> None:
    desk.slots["shown"] = shown
    assert desk.say("那科小呢", "item", topic="tech-sme").outcome == "credit_standing"
    desk.ask(desk.check, "会不会被一票否决")
    away = desk.ask(desk.credit, "我的诚信", asked="state", about=False)  # not about the check
    assert away.outcome == "credit_standing"


def test_who_is_not_bound_is_asked_to_and_the_item_is_kept_for_after(desk: CreditDesk) -> None:
    desk.ask(desk.check, "会不会被一票否决")
    desk.unbind()
    assert desk.say("那科小呢", "item", topic="tech-sme").outcome == "needs_binding"
    assert (desk.slots["pending_lookup"], desk.slots["topic"]) == ("check_credit_rules", "tech-sme")
    answer = desk.bind_and_go_on()
    assert isinstance(answer.data, CreditCheck)
    assert answer.data.service_item == "科技型中小企业评价"


def test_a_viewer_is_refused_the_check_and_that_is_recorded(desk: CreditDesk) -> None:
    desk.bind("viewer")
    desk.record("serious_breach")
    desk.slots["shown"] = {"kind": "credit_check"}
    reply = desk.say("那科小呢", "item", topic="tech-sme")
    assert (reply.outcome, reply.data, "严重失信" in reply.text) == ("needs_binding", None, False)
    (entry,) = desk.audited()
    assert (entry[0], entry[1].split(" ")[0], entry[2]) == (
        "lookup.credit_check",
        f"uscc:{USCC}",
        "not_allowed",
    )


def test_an_earlier_topic_that_nobody_asks_about_does_not_narrow_a_check(desk: CreditDesk) -> None:
    desk.slots |= {"topic": "innovation-voucher", "last": None}
    reply = desk.ask(desk.check, "会不会被一票否决")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.service_item is None
    assert len(reply.data.checked) > 4


def test_the_topic_of_the_question_just_answered_is_meant(desk: CreditDesk) -> None:
    desk.slots |= {"topic": "tech-sme", "last": {"question": "科小要什么条件", "outcome": "answered"}}
    reply = desk.ask(desk.check, "那我们会不会被一票否决")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.service_item == "科技型中小企业评价"


@pytest.mark.parametrize(("kind", "titles"), [(None, 1), ("general_breach", 2)])
def test_a_check_offers_the_standing_and_with_a_breach_its_repair(
    desk: CreditDesk, kind: CreditKind | None, titles: int
) -> None:
    if kind:
        desk.record(kind)
    offers = desk.ask(desk.check, "报高企会不会被卡", topic="high-tech-enterprise").quick_replies
    assert [offer.title for offer in offers] == ["查科研诚信", "怎么修复信用"][:titles]


def test_a_check_says_what_it_counts(desk: CreditDesk) -> None:
    def counted() -> list[int]:
        reply = desk.ask(desk.check, "我们会不会被否")
        assert isinstance(reply.data, CreditCheck)
        assert reply.data.checked[0] in reply.text
        return counts(reply.data.checked[0])

    breach = desk.record("general_breach")
    assert counted() == [1, 1]  # one, which is in force
    desk.record("repair", repairs=breach)
    assert counted() == [1, 0, 1]  # one, none in force, one repaired
