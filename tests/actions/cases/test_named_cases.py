"""Which of the enterprise's own cases a message means: by item, by stage, by the end of the number; and no others."""

from __future__ import annotations

import asyncio

import pytest

from actions.cases.named_cases import choose_cases, picks_case
from records.bindings import rights
from tests.actions.cases.bot import LATE, NAME, NEW, OVERDUE, Bot, at, case_of, numbers, shown
from tests.actions.cases.test_say_cases import case
from tests.golden_files import Golden
from tests.records.support import OTHER_USCC

CASES = [
    case(case_number=number, service_item=item, stage=stage)
    for number, item, stage in (
        ("XS2026-000103", "科技计划项目申报", "supplement_requested"),
        ("XS2026-000077", "外国人来华工作许可", "expert_review"),
        ("XS2026-000051", "科技型中小企业评价", "review"),
        ("XS2026-000026", "外国人来华工作许可", "publicity"),
        ("XS2025-000007", "高新技术企业认定", "closed"),
        ("XS2025-000003", "高新技术企业认定", "withdrawn"),
    )
]


def chosen(text: str, *named: str) -> list[str]:
    return [found.case_number[-3:] for found in choose_cases(text, CASES, set(named))]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("尾号77的呢", ["077"]),
        ("0026那个", ["026"]),
        ("103 缺什么", ["103"]),
        ("外国人那个", ["077", "026"]),
        ("中小企业的到哪了", ["051"]),
        ("公示的那个", ["026"]),
        ("公式的那个", ["026"]),  # sounds the same
        ("平审中的外国人那个", ["077"]),
        ("评价那个", ["051"]),
        ("认定的咋样了", ["007", "003"]),
        ("还在评审的外国人那个", ["077"]),
        ("要补材料的那件", ["103"]),
        ("没办完的", ["103", "077", "051", "026"]),
        ("办完的那些", ["007", "003"]),
        ("撤回的那个高新", ["003"]),
    ],
)
def test_a_case_is_meant_by_its_item_its_stage_or_the_end_of_its_number(text: str, ends: list[str]) -> None:
    assert chosen(text) == ends


def test_what_several_items_are_called_by_picks_none_of_them() -> None:
    cases = [
        case(case_number=f"XS2026-00000{number}", service_item=item)
        for number, item in enumerate(("高新技术企业认定", "技术合同认定登记", "创新券申领"))
    ]
    assert choose_cases("认定的咋样了", cases, set()) == []
    assert choose_cases("申领的咋样了", cases, set()) == [cases[2]]


def test_an_item_that_is_named_goes_before_words_that_are_like_one() -> None:
    assert chosen("外国人的项目", "科技计划项目申报") == ["103"]
    assert chosen("科技计划项目验收办到哪了", "科技计划项目验收") == []


@pytest.mark.parametrize(
    "text",
    [
        "公示了没",
        "公式了没",
        "我申报的办到哪了",
        "2026年的",
        "77万元能用吗",
        "还要26天吗",
        "11月26日交了",
        "",
        "？",
    ],
)
def test_what_names_no_case_means_none(text: str) -> None:
    assert chosen(text) == []
    assert not picks_case(text)


@pytest.mark.parametrize("text", ["尾号99的", "被驳回的那个", "发证的那个"])
def test_an_end_or_a_stage_that_no_case_has_picks_but_means_none(text: str) -> None:
    assert (chosen(text), picks_case(text)) == ([], True)


@pytest.mark.parametrize(
    ("text", "number"),
    [("项目申报要补啥", OVERDUE), ("外国人的那个办到哪了", LATE), ("外国人来华工作许可还缺什么材料", LATE)],
)
def test_an_item_named_in_part_is_the_only_one_shown(talk: Bot, text: str, number: str) -> None:
    assert shown(talk.ask(text)) == number
    assert shown(talk.ask("我的办件")) is None
    assert shown(talk.ask(text)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("外国人那个呢", LATE),
        ("外国人那个超期的", LATE),
        ("尾号77的", NEW),
        ("待补正的那个", OVERDUE),
        ("在审核的那个呢", LATE),
    ],
)
def test_another_case_than_the_one_in_view_is_picked(talk: Bot, text: str, number: str) -> None:
    for asked in ("item", "whole"):
        talk.show(OVERDUE if number != OVERDUE else LATE)
        assert shown(talk.ask_of_it(text, asked)) == number


def test_what_is_asked_of_another_case_is_told_of_that(talk: Bot) -> None:
    talk.show(LATE)
    reply = talk.ask_of_it("待补正的那个缺什么", "materials")
    assert (shown(reply), "合作协议" in reply.text, "下一步" in reply.text) == (OVERDUE, True, False)


def test_of_several_just_listed_one_is_picked_among_those(talk: Bot) -> None:
    talk.add("permit", "XS2026-000090", at(11, 25))
    permits = talk.ask("我的工作许可", topic="foreigner-work-permit")
    assert numbers(permits) == ["XS2026-000090", LATE]
    assert shown(talk.ask_of_it("在审核的那个", "item")) == LATE
    talk.ask("我的工作许可", topic="foreigner-work-permit")
    assert numbers(talk.ask_of_it("缺什么", "materials")) == ["XS2026-000090", LATE]


def test_all_cases_are_listed_after_one_was_shown(talk: Bot) -> None:
    talk.show(OVERDUE)
    assert set(numbers(talk.ask("我的办件"))) == {OVERDUE, LATE, NEW}


@pytest.mark.parametrize("asked", ["materials", "time", "late", "due"])
def test_what_is_asked_after_other_things_were_shown_is_of_the_case_shown_last(talk: Bot, asked: str) -> None:
    talk.show(NEW)
    talk.forget()
    assert shown(talk.ask("还缺什么材料", asked=asked)) == NEW


def test_a_list_or_another_thing_in_view_a_named_case_or_a_time_goes_before_the_case_shown_last(
    talk: Bot,
) -> None:
    talk.show(NEW)
    for kind in ("cases", "vouchers"):
        talk.slots["shown"] = {"kind": kind}
        assert shown(talk.ask("还缺什么材料", asked="materials")) is None
    talk.show(NEW)
    talk.forget()
    assert shown(talk.ask("外国人那个缺什么", asked="materials")) == LATE
    talk.show(NEW)
    talk.forget()
    assert shown(talk.ask("9月报的缺什么", asked="materials")) == LATE
    for asked in ("whole", "state", "step"):
        talk.show(NEW)
        talk.forget()
        assert set(numbers(talk.ask("我的办件到哪了", asked=asked))) == {OVERDUE, LATE, NEW}


def test_the_case_shown_last_is_of_the_enterprise_or_none(talk: Bot) -> None:
    talk.add("contract", "WH2026-000009", at(9, 1), OTHER_USCC)
    talk.slots["case_number"] = "WH2026-000009"
    reply = talk.ask("还缺什么材料", asked="materials")
    assert (shown(reply), "WH2026-000009" in reply.text) == (None, False)


def test_of_a_topic_with_several_items_the_one_named_is_meant(talk: Bot) -> None:
    talk.add("acceptance", "XS2026-000080", at(11, 3))
    topic = "science-project"
    assert shown(talk.ask("项目验收到哪一步了", topic=topic)) == "XS2026-000080"
    assert shown(talk.ask("项目申报到哪一步了", topic=topic)) == OVERDUE
    assert numbers(talk.ask("科研项目到哪一步了", topic=topic)) == ["XS2026-000080", OVERDUE]


def test_an_item_without_a_case_is_said_to_have_none(talk: Bot, golden: Golden) -> None:
    for text, topic in (
        ("技术合同登记到哪一步了", "technology-contract"),
        ("科技计划项目验收办到哪了", None),
    ):
        reply = talk.ask(text, **({"topic": topic} if topic else {}))
        assert (reply.data, NAME in reply.text, numbers(reply)) == (None, True, ["我的办件", "转人工"])
        golden.check("cases", text, reply.text)


def found(bot: Bot, text: str) -> list[str | None] | None:
    """Return what is found of one's own cases by a message that nothing else could answer."""
    result = asyncio.run(bot.cases.find_named(bot.turn(text)))
    return [shown(reply) for reply in result.replies] if result else None


def test_a_message_that_nothing_answers_is_a_case_if_it_names_one(talk: Bot) -> None:
    assert found(talk, "项目申报那个咋了") == [OVERDUE]
    assert found(talk, "尾号77") == [NEW]
    assert [subject.split()[-1] for subject, _ in talk.audited()] == [f"case:{OVERDUE}", f"case:{NEW}"]
    talk.add("permit", "XS2026-000090", at(11, 25))
    assert found(talk, "外国人的") == [None]  # two of them to choose from


@pytest.mark.parametrize("text", ["今天天气怎么样", "创新券呢", f"{NEW}", "去年的", "WH2026"])
def test_a_message_that_names_no_case_finds_none(talk: Bot, text: str) -> None:
    assert found(talk, text) is None
    assert talk.audited() == []


def test_nothing_is_found_by_words_for_who_may_not_see_it(
    stranger: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(stranger, "项目申报那个咋了") is None
    monkeypatch.setitem(rights._RIGHTS, "viewer", frozenset({"vouchers"}))
    stranger.bind("viewer")
    assert found(stranger, "项目申报那个咋了") is None


def test_the_cases_of_another_enterprise_are_meant_by_nothing(talk: Bot) -> None:
    talk.add("contract", "WH2026-000009", at(9, 1), OTHER_USCC)
    assert found(talk, "技术合同那个") is None
    assert found(talk, "000009那个") is None
    assert "WH2026-000009" not in talk.ask("技术合同那个到哪了").text
    assert case_of(talk.show(NEW)).case_number == NEW
    assert "WH2026-000009" not in talk.ask_of_it("技术合同那个呢", "item").text
