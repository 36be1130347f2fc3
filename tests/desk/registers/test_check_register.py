"""Registers, first contacts and external services in a conversation; nobody has to be bound."""

from __future__ import annotations

from datetime import date

import pytest

from actions.conversation.choose import Choose
from contracts import Freshness, RegisterResult
from records.models import DataSource
from tests.actions.desk import NAME, NOW, USCC
from tests.desk.registers.register_desk import Registers, desk
from tests.figures import counts, days
from tests.golden_files import Golden

__all__ = ["desk"]  # a fixture


def test_an_entry_is_told_with_its_dates_number_and_document(desk: Registers) -> None:
    desk.add(valid_to=date(2027, 10, 31), certificate_number="样例XS00000001", is_sample=True)
    reply = desk.ask(desk.registers, f"{NAME}是不是高新技术企业")
    assert reply.outcome == "register"
    for words in (
        f"{NAME}在高新技术企业名单上，目前有效。（样例数据）",
        "列入日期：2024年11月1日",
        "有效期至：2027年10月31日",
        "证书编号：样例XS00000001",
        "依据文件：样例名单〔2024〕1号",
        "高新技术企业名单（1 条，更新至 2026年11月20日）",
    ):
        assert words in reply.text
    assert isinstance(reply.data, RegisterResult)


def test_an_entry_that_has_run_out_or_was_removed_is_told_as_such(desk: Registers, golden: Golden) -> None:
    desk.add("样例甲有限公司", listed_on=date(2020, 1, 1), valid_to=date(2022, 12, 31))
    desk.add("样例乙有限公司", removed_on=date(2026, 1, 5))
    desk.add("样例丙有限公司")
    for which, is_in_force, day in (
        ("甲", False, date(2022, 12, 31)),
        ("乙", False, date(2026, 1, 5)),
        ("丙", True, None),
    ):
        reply = desk.ask(desk.registers, f"样例{which}有限公司是不是高企")
        assert isinstance(reply.data, RegisterResult)
        (finding,) = reply.data.findings
        assert finding.is_in_force is is_in_force
        assert day is None or day in days(reply.text)
        golden.check("register", f"样例{which}有限公司是不是高企", reply.text)


def test_another_level_than_asked_is_said(desk: Registers, golden: Golden) -> None:
    desk.add("样例孵化器有限公司", "incubator", level="省级")
    for asked in ("样例孵化器有限公司是不是国家级孵化器", "样例孵化器有限公司是不是孵化器"):
        reply = desk.ask(desk.registers, asked)
        assert isinstance(reply.data, RegisterResult)
        assert [finding.level for finding in reply.data.findings] == ["省级"]
        golden.check("register", asked, reply.text)


def test_not_found_is_not_no(desk: Registers, golden: Golden) -> None:
    desk.add()
    reply = desk.ask(desk.registers, "武汉星达样例软件有限公司是不是高企")
    assert isinstance(reply.data, RegisterResult)
    assert (reply.data.findings, counts(reply.text)) == ([], [1])
    golden.check("register", "a name that is on none", reply.text)


def test_an_empty_register_is_said_not_to_be_kept_here(desk: Registers, golden: Golden) -> None:
    desk.add()
    reply = desk.ask(desk.registers, "样例农业合作社是不是科技特派员")
    golden.check("register", "an empty register", reply.text)


def test_a_typo_is_asked_about_and_the_choice_is_looked_up(desk: Registers) -> None:
    desk.add(valid_to=date(2027, 10, 31))
    reply = desk.ask(desk.registers, "萧山云原样例软件有限公司是不是高企")
    assert (reply.outcome, [offer.title for offer in reply.quick_replies]) == ("clarify", [NAME])
    assert "目前有效" not in reply.text
    for picked in (reply.quick_replies[0].text, NAME):
        assert "目前有效" in desk.ask(desk.registers, picked).text
        desk.ask(desk.registers, "萧山云原样例软件有限公司是不是高企")


def test_one_of_several_is_picked_by_its_number(desk: Registers, golden: Golden) -> None:
    desk.add("样例甲软件有限公司")
    desk.add("样例乙软件有限公司", removed_on=date(2026, 1, 5))
    assert (
        desk.ask(desk.registers, "样例软件是不是高企").outcome == "register"
    )  # a part of no name as it stands
    assert desk.ask(desk.registers, "软件有限公司是不是高企").outcome == "clarify"
    choose = Choose(desk.guidance, None, None, {}, None)  # type: ignore[arg-type]
    reply = desk.ask(choose, "第一个")
    assert isinstance(reply.data, RegisterResult)
    (finding,) = reply.data.findings
    assert (finding.name[:3], finding.is_in_force) == ("样例乙", False)
    golden.check("register", "one picked of several", reply.text)


def test_our_own_is_the_bound_enterprises_and_without_a_binding_the_name_is_asked_for(
    desk: Registers, golden: Golden
) -> None:
    desk.add(uscc=USCC, valid_to=date(2027, 10, 31))
    reply = desk.ask(desk.registers, "我们公司的高企什么时候到期")
    assert reply.data is None
    golden.check("register", "我们公司的高企什么时候到期, without a binding", reply.text)
    desk.bind("viewer")
    assert date(2027, 10, 31) in days(desk.ask(desk.registers, "我们公司的高企什么时候到期").text)


def test_a_number_is_looked_up_and_a_wrong_one_is_named(desk: Registers) -> None:
    desk.add(uscc=USCC)
    assert NAME in desk.ask(desk.registers, f"{USCC}在不在高企名单里").text
    grouped = "9133 0109 YL00 0000 1C 在不在高企名单里"
    assert NAME in desk.ask(desk.registers, grouped, uscc=USCC).text
    wrong = desk.ask(desk.registers, f"{USCC[:-1]}X在不在高企名单里")
    assert wrong.data is None
    assert "请核对后再问" in wrong.text


def test_the_first_contact_is_the_items_section_and_says_what_is_not_published(
    desk: Registers, golden: Golden
) -> None:
    reply = desk.ask(desk.registers, "高企认定找哪个科室", topic="high-tech-enterprise")
    assert (reply.outcome, "高新处" in reply.text) == ("answered", True)
    golden.check("contacts", "高企认定找哪个科室", reply.text)


def test_without_an_item_the_first_contact_is_asked_for_by_item(desk: Registers) -> None:
    reply = desk.ask(desk.registers, "首问是谁")
    assert reply.outcome == "clarify"
    offer = reply.quick_replies[0]
    assert (offer.title, desk.guidance.offers(offer.text)) == ("高新技术企业认定", True)


def test_external_services_are_told_with_how_many_of_all_are_held(desk: Registers) -> None:
    text = desk.ask(desk.registers, "省厅哪些事项精简了时限").text
    for words in (
        "省级重点研发计划项目申报",
        "20个工作日",
        "共 44 项；所读文件只写到其中 6 项",
        "依据：《坚持问题导向",
    ):
        assert words in text


@pytest.mark.parametrize("text", ["高新技术企业是什么", "朝阳区谁负责"])
def test_what_is_no_such_question_is_answered_from_the_guidance(desk: Registers, text: str) -> None:
    region = {"region": "北京市/朝阳区"} if "朝阳" in text else {}
    assert (
        desk.ask(desk.registers, text, **region).outcome == "error"
    )  # the guidance's: there is no index here


def test_a_place_is_not_taken_for_a_name(desk: Registers) -> None:
    reply = desk.ask(desk.registers, "萧山区是不是高企", region="浙江省/杭州市/萧山区")
    assert reply.outcome == "error"  # the guidance's


@pytest.mark.parametrize("asked", [f"{NAME}是不是高新技术企业", "没有的样例公司是不是高新技术企业"])
def test_what_another_system_keeps_is_told_with_its_time_and_that_it_is_down(
    desk: Registers, asked: str, golden: Golden
) -> None:
    with desk.database.transaction() as session:
        session.add(
            DataSource(name="hub", title="名录系统", kind="http", last_success_at=NOW, last_error="没有回应")
        )
    desk.add(source="hub")
    reply = desk.ask(desk.registers, asked)
    assert isinstance(reply.data, RegisterResult)
    assert reply.data.freshness == Freshness(source="名录系统", as_of=NOW, is_stale=True)
    golden.check("register", f"{asked}, of a system that is down", reply.text)
