"""A whole register is counted and listed where names are few; external services are told, whatever is in view."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from desk.question import Question
from desk.registers.register_names import RegisterNames
from desk.registers.register_overview import RegistersInAll
from desk.registers.register_question import asks_for_services
from tests.actions.desk import NAME
from tests.desk.registers.register_desk import TERMS, Registers, desk
from tests.figures import counts
from tests.golden_files import Golden
from tests.understood import understand

__all__ = ["desk"]  # a fixture


def in_all(desk: Registers, text: str, **entities: str) -> str | None:
    public = understand(text)
    question = Question(text, entities=entities, names=public.names, public=public.asked)
    names = RegisterNames(lambda: TERMS)
    found = asyncio.run(RegistersInAll(desk.database, desk.clock, names).answer(question))
    return found.replies[0].text if found else None


def test_a_register_is_counted_by_place_and_level_and_listed_where_names_are_few(
    desk: Registers, golden: Golden
) -> None:
    wuhan = "湖北省/武汉市"
    for number in range(11):
        desk.add(f"样例{number}有限公司", region=f"{wuhan}/江岸区")
    desk.add("样例甲有限公司", region=wuhan, removed_on=date(2026, 1, 5))
    desk.add("样例乙有限公司", region="湖北省/武汉市样例", listed_on=date(2024, 1, 1))
    desk.add("样例孵化器有限公司", "incubator", level="国家级")
    desk.add("样例众创空间有限公司", "incubator", level="省级")
    few = in_all(desk, "有哪些国家级孵化器") or ""
    assert (counts(few)[0], "样例孵化器有限公司" in few, "众创" in few) == (1, True, False)
    golden.check("register", "有哪些国家级孵化器", few)
    many = in_all(desk, "武汉有几家高企", region=wuhan) or ""
    assert (counts(many), "样例0" in many) == ([11, 13], False)  # in force there; on the register
    golden.check("register", "武汉有几家高企", many)
    assert counts(in_all(desk, "现在一共有多少家高企") or "")[0] == 12
    golden.check("register", "科技特派员有哪些", in_all(desk, "科技特派员有哪些") or "")


@pytest.mark.parametrize(
    "text",
    [
        "高企有哪些条件",
        "高企有多少补贴",
        "孵化器有哪些优惠政策",
        "哪些企业可以认定高企",
        "武汉有几家高企",
        "高企证书有几年",
        "我们有几个高企",
    ],
)
def test_what_asks_more_than_how_many_is_not_counted(desk: Registers, text: str) -> None:
    assert in_all(desk, text) is None  # a place that was not understood is none to count in


@pytest.mark.parametrize("is_about", [True, False])
def test_a_register_is_counted_with_an_entry_of_it_in_view(desk: Registers, is_about: bool) -> None:
    desk.add()
    desk.add("样例甲有限公司")
    desk.say(f"{NAME}是不是高企", about=False)
    reply = desk.say("现在一共有多少家高企", "other_place", about=is_about)
    assert (reply.outcome, counts(reply.text)[0]) == ("register", 2)


@pytest.mark.parametrize(
    "text",
    [
        "涉外事项有哪些",
        "对外业务还剩多少项",
        "涉外事项精简了啥",
        "省厅44项对外业务有哪些",
        "对外业务事项清单",
    ],
)
@pytest.mark.parametrize("is_about", [True, False])
def test_external_services_are_told_whatever_is_in_view(
    desk: Registers, text: str, is_about: bool, golden: Golden
) -> None:
    desk.add()
    desk.say(f"{NAME}是不是高企", about=False)
    told = desk.say(text, about=is_about)
    assert (told.outcome, 44 in counts(told.text)) == ("register", True)
    golden.check("external_services", "what was simplified", told.text)


@pytest.mark.parametrize(
    "text",
    [
        "涉外专利怎么办",
        "对外业务怎么办理",
        "创新券还剩多少",
        "涉外事项需要什么条件",
        "涉外合同有哪些风险",
    ],
)
def test_other_matters_are_none_of_the_external_services(text: str) -> None:
    assert not asks_for_services(Question(text, public=understand(text).asked))
