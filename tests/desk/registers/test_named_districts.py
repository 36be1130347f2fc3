"""A message to the registers that names a district, or who looks after one, is told from the bureau's table."""

from __future__ import annotations

import pytest

from contracts import ReplyDraft
from tests.actions.desk import NAME
from tests.desk.registers.register_desk import Registers, desk

__all__ = ["desk"]  # a fixture

WUHAN, XIAOSHAN = "湖北省/武汉市", "浙江省/杭州市/萧山区"


def contacts(reply: ReplyDraft) -> list[str]:
    lines = reply.text.split("\n")
    return [line.removeprefix("联系人：") for line in lines if line.startswith("联系人：")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("江岸区的情况", ["亓巍"]),
        ("光谷那边", ["彭华魁"]),
        ("江岸和武昌", ["亓巍", "黄静"]),
        ("徐涛分管哪里", ["亓巍"]),
        ("盛继亮局长负责哪几个区", ["王建平", "王琼姣"]),
        ("彭华魁负责哪", ["彭华魁"]),
        ("胡远和王琼姣各是哪个区的", ["胡远", "王琼姣"]),
    ],
)
@pytest.mark.parametrize("is_about", [True, False])
def test_by_district_leader_or_contact_person_the_table_is_told(
    desk: Registers, text: str, named: list[str], is_about: bool
) -> None:
    reply = desk.say(text, "contact", about=is_about)
    assert (reply.outcome, contacts(reply)) == ("register", named)
    assert [offer.text for offer in reply.quick_replies] == ["转人工"]


@pytest.mark.parametrize("asked", ["whole", "more", "contact", "source"])
@pytest.mark.parametrize(
    ("first", "named"), [("江岸区谁负责", ["亓巍"]), ("胡军分管哪里", ["彭华魁", "李少良"])]
)
def test_what_was_told_of_a_district_is_told_again(
    desk: Registers, asked: str, first: str, named: list[str]
) -> None:
    told = desk.say(first, "contact", about=False)
    assert contacts(told) == named
    for _ in range(2):
        assert desk.say("再发一遍", asked).text == told.text


def test_another_district_or_person_is_told_in_place_of_the_one_in_view(desk: Registers) -> None:
    desk.say("江岸区谁负责", about=False)
    for text, named in (("那武昌区呢", "黄静"), ("郭峰呢", "郭峰"), ("电话多少", "郭峰")):
        assert contacts(desk.say(text, "other_place")) == [named]


def test_a_district_in_view_is_not_told_for_another_message(desk: Registers) -> None:
    desk.add()
    desk.say("江岸区谁负责", about=False)
    reply = desk.say(f"{NAME}是不是高企", about=True)
    assert (contacts(reply), NAME in reply.text) == ([], True)
    desk.say("江岸区谁负责", about=False)
    away = desk.say("高企什么时候到期", "lapse")  # the district is no company
    assert (away.outcome, away.data) == ("error", None)  # the guidance's, which has no index here
    desk.say("江岸区谁负责", about=False)
    assert contacts(desk.say("高企认定找哪个科室", "contact", "high-tech-enterprise", about=False)) == []


@pytest.mark.parametrize(
    "text",
    ["江岸区的样例软件是不是高企", "江岸区样例软件有限公司呢", "江岸样例孵化器是不是国家级孵化器"],
)
def test_what_names_a_register_or_a_company_is_no_question_about_a_district(
    desk: Registers, text: str
) -> None:
    assert contacts(desk.say(text, "state", about=False)) == []


def test_the_table_of_the_region_spoken_of_comes_first_then_the_enterprises_own_then_any(
    desk: Registers,
) -> None:
    for region in (WUHAN, f"{WUHAN}/江岸区", XIAOSHAN, None):
        desk.slots["region"] = region
        assert contacts(desk.say("江岸区的情况", "contact", about=False)) == ["亓巍"]
    assert desk.slots["region"] == WUHAN  # the district stands for the place that it lies in
    desk.bind()  # an enterprise of Xiaoshan
    for region in (None, XIAOSHAN):
        desk.slots["region"] = region
        assert contacts(desk.say("江岸区的情况", "contact", about=False)) == ["亓巍"]
