"""Who looks after a district: told from the bureau's table, by the guidance where that has no such district."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.cases.check_application_status import CheckApplicationStatus
from actions.conversation.answer_guidance import AnswerGuidance
from actions.conversation.guarded import Guarded
from actions.conversation.in_view import InView
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.models import DistrictContact
from tests.desk.registers.register_desk import Registers
from tests.golden_files import Golden

WUHAN, XIAOSHAN = "湖北省/武汉市", "浙江省/杭州市/萧山区"
CITED = "《以创新主体需求为导向持续优化科技领域营商环境包区服务责任分工表》（武科函〔2021〕10号）"


class Talk(Registers):
    """A desk whose guidance has no index: what it answers is told apart from the table's answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        cases = CheckApplicationStatus(self.database, self.clock, WorkingDays(), Library(folder / "index"))
        answer = AnswerGuidance(self.guidance, cases)
        self.any = Guarded(answer, [self.districts], InView({}, cases, self.guidance), self.guidance)

    def publish(self, district: str, contact: str, region: str = WUHAN, phone: str | None = None) -> None:
        with self.database.transaction() as session:
            session.add(
                DistrictContact(
                    region=region,
                    district=district,
                    leader="赵样例（副局长）",
                    section="样例处",
                    contact=contact,
                    phone=phone,
                    published_on=date(2026, 1, 5),
                    document="样例通知〔2026〕1号",
                )
            )

    def said(self, text: str, region: str | None = None, asked: str | None = None) -> ReplyDraft:
        """`asked`: what is asked of the district in view, where it is about that, as the learned heads would find."""
        if region:
            self.slots["region"] = region  # as Rasa does before an action runs
        return self.ask(self.any, text, asked=asked, about=asked is not None)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Talk]:
    desk = Talk(tmp_path)
    yield desk
    desk.database.close()


def of_guidance(reply: ReplyDraft) -> bool:
    return "知识库正在准备中" in reply.text


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("江岸区谁负责", "亓巍"),
        ("江岸区的包区联系人是谁", "亓巍"),
        ("江岸區的聯繫人是誰？", "亓巍"),
        ("江岸区由哪位领导负责联系", "亓巍"),
        ("我们在武昌,找谁", "黄静"),
        ("我们公司在武昌区，遇到困难该找谁", "黄静"),
        ("武昌区归武汉市科技局哪个处对接？", "黄静"),
        ("武汉 汉阳区 包区 责任部门", "李少良"),
        ("东湖高新区的企业找市科技局哪个联系人？", "彭华魁"),
        ("武汉开发区的包区联系人是谁", "程乐学"),
        ("请问江岸区联系人的电话是多少", "亓巍"),
        ("光谷谁负责", "彭华魁"),
        ("光谷归谁管", "彭华魁"),
        ("东西湖区谁负责", "刘维华"),
        ("我们公司在东西湖,找哪个", "刘维华"),
        ("临空港的联系人是谁", "刘维华"),
        ("沌口归哪个处室管", "程乐学"),
    ],
)
def test_a_district_by_its_name_is_told_from_the_table_with_its_document(
    desk: Talk, text: str, contact: str, golden: Golden
) -> None:
    reply = desk.said(text)
    assert (f"联系人：{contact}" in reply.text, reply.outcome) == (True, "register")
    assert CITED in reply.text
    golden.check("districts", text, reply.text)
    assert reply.text.count("联系人：") == 1


@pytest.mark.parametrize(
    "text",
    [
        "江岸区的高企认定谁负责",
        "江岸区科技局局长是谁",
        "江岸区创新券找谁兑付",
        "南京江岸区谁负责",
        "桥口区包区联系人是谁",
        "包区联系人是谁",
        "江岸区在哪里",
        "江岸区有哪些高企",
        "谁负责",
        "武汉谁负责",
        "光谷有哪些高企",
        "光谷的高企谁负责",
        "江岸区电话",
        "江岸区",
    ],
)
def test_what_asks_anything_else_or_names_no_district_of_the_table_is_the_guidances(
    desk: Talk, text: str
) -> None:
    assert of_guidance(desk.said(text, WUHAN))


def test_two_districts_are_told_one_below_the_other(desk: Talk, golden: Golden) -> None:
    text = desk.said("江岸区和武昌区是谁负责", WUHAN).text
    assert text.index("亓巍") < text.index("黄静")
    golden.check("districts", "江岸区和武昌区是谁负责", text)


def test_what_was_imported_since_is_told_with_its_day_and_telephone(desk: Talk) -> None:
    desk.publish("样例区", "钱样例", phone="027-00000000")
    text = desk.said("样例区谁负责", WUHAN).text
    for words in (
        "武汉市样例区的",
        "钱样例",
        "联系电话：027-00000000",
        "样例通知〔2026〕1号，2026年1月5日公布",
    ):
        assert words in text


def test_of_two_places_that_share_a_name_the_conversations_own_is_meant(desk: Talk) -> None:
    desk.publish("样例区", "甲")
    desk.publish("样例区", "乙", region="江苏省/南京市")
    assert "联系人：乙" in desk.said("样例区谁负责", "江苏省/南京市").text
    assert "联系人：甲" in desk.said("样例区谁负责", WUHAN).text
    assert of_guidance(desk.said("样例区谁负责", XIAOSHAN))
    desk.slots.clear()
    both = desk.said("样例区谁负责").text
    assert "湖北省武汉市样例区" in both
    assert "江苏省南京市样例区" in both
    assert "联系人：甲" not in desk.said("南京样例区谁负责").text


@pytest.mark.parametrize(
    ("text", "contact"),
    [("江岸区谁负责", "亓巍"), ("洪山区包区联系人是谁", "王建平"), ("光谷谁负责", "彭华魁")],
)
def test_a_district_of_elsewhere_is_told_with_its_place_where_no_other_can_be_meant(
    desk: Talk, text: str, contact: str
) -> None:
    told = desk.said(text, XIAOSHAN).text
    assert f"联系人：{contact}" in told
    assert "湖北省武汉市" in told
    assert of_guidance(desk.said("青山区谁负责", "内蒙古自治区/包头市/青山区"))


def test_the_bound_enterprises_region_is_asked_where_the_named_one_has_no_such_district(desk: Talk) -> None:
    with desk.database.transaction() as session:
        session.merge(desk.enterprise).region = WUHAN
    desk.bind()
    assert "胡远" in desk.said("青山区谁负责", "内蒙古自治区/包头市/青山区").text
    assert desk.slots["region"] == WUHAN


def test_other_districts_and_the_telephone_are_asked_for_after_it(desk: Talk) -> None:
    desk.said("江岸区谁负责", f"{WUHAN}/江岸区")
    assert (desk.slots["region"], desk.slots["topic"]) == (WUHAN, "district-contact")
    assert "黄静" in desk.said("那武昌区呢", f"{WUHAN}/武昌区", "other_place").text
    assert "彭华魁" in desk.said("东湖高新区呢", asked="other_place").text
    for text in ("电话是多少", "领导是谁"):
        reply = desk.said(text, asked="contact")
        assert ("彭华魁" in reply.text, reply.text.count("联系人：")) == (True, 1), text
    assert of_guidance(desk.said("创新券怎么领"))
    assert of_guidance(desk.said("那武昌区呢"))


def test_an_empty_table_leaves_the_answer_to_the_guidance(desk: Talk) -> None:
    with desk.database.transaction() as session:
        session.query(DistrictContact).delete()
    assert of_guidance(desk.said("江岸区谁负责", f"{WUHAN}/江岸区"))


def test_a_long_message_takes_no_long_time(desk: Talk) -> None:
    turn = ActionTurn(desk.conversation_id, "江岸区谁负责" * 330 + "高", "", {}, {})
    found: ActionResult | None = asyncio.run(asyncio.wait_for(desk.districts.answer(turn), 2))
    assert found is None


def test_what_people_call_a_district_goes_on_too_and_the_zone_is_the_one_of_the_place(desk: Talk) -> None:
    assert of_guidance(desk.said("经开区谁负责"))  # of which city is not known
    desk.said("武昌区谁负责")
    for text, contact in (
        ("光谷呢", "彭华魁"),
        ("那临空港呢", "刘维华"),
        ("经开区呢", "程乐学"),
        ("沌口呢", "程乐学"),
    ):
        assert contact in desk.said(text, asked="other_place").text, text
