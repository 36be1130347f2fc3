"""Cases by the time at which they were filed; and a time that cannot be, or is still to come."""

from __future__ import annotations

from datetime import date

import pytest

from tests.actions.cases.bot import LATE, NAME, NEW, OVERDUE, Bot, at, numbers, shown
from tests.figures import days
from tests.golden_files import Golden
from tests.records.support import USCC


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("上个月报的那个", "XS2026-000003"),
        ("去年的", "XS2025-000001"),
        ("9月份交的", "XS2026-000002"),
        ("最近那个", "XS2026-000003"),
        ("2025年6月报的", "XS2025-000001"),
    ],
)
def test_a_case_is_found_by_its_time(several: Bot, text: str, number: str) -> None:
    assert shown(several.ask(text)) == number


def test_the_last_one_is_the_last_of_those_just_offered(several: Bot) -> None:
    several.add("hte", "XS2026-000004", at(11, 20))
    permits = several.ask("我的工作许可", topic="foreigner-work-permit")
    assert numbers(permits) == ["XS2026-000003", "XS2025-000001"]
    assert shown(several.ask("最近那个", "choose")) == "XS2026-000003"


def test_time_and_topic_together(several: Bot) -> None:
    permit = "foreigner-work-permit"
    assert shown(several.ask("今年的工作许可到哪了", topic=permit)) == "XS2026-000003"
    assert several.ask("工作许可到哪了", topic=permit).outcome == "clarify"
    assert shown(several.ask("最近那个工作许可", topic=permit)) == "XS2026-000003"


def test_a_time_without_cases_is_named(several: Bot, golden: Golden) -> None:
    reply = several.ask("上周报的高企", topic="high-tech-enterprise")
    assert (NAME in reply.text, days(reply.text)) == (True, [date(2026, 11, 16)])
    golden.check("cases", "上周报的高企", reply.text)
    assert [offer.text for offer in reply.quick_replies] == ["我的办件", "转人工"]
    golden.check("cases", "前年的", several.ask("前年的").text)
    assert several.audited()[-1] == (f"uscc:{USCC} cases 2024-01-01..2024-12-31", "not_found")


@pytest.mark.parametrize(
    ("text", "number"),
    [("9月报的那个呢", LATE), ("10月交的", OVERDUE), ("上周五报的那个", NEW), ("最近报的那个", NEW)],
)
def test_while_a_case_is_in_view_a_time_picks_another_one(talk: Bot, text: str, number: str) -> None:
    talk.show(OVERDUE if number != OVERDUE else LATE)
    assert shown(talk.ask_of_it(text, "item")) == number


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("9月几号能办完", "time"),
        ("9月交的材料收到没", "materials"),
        ("9月到现在走了哪几步", "history"),
        ("是11月20号收的吗", "state"),
        ("去年到现在怎么样了", "whole"),
    ],
)
def test_a_month_in_a_question_about_the_case_in_view_picks_nothing(talk: Bot, text: str, asked: str) -> None:
    talk.show(OVERDUE)
    assert shown(talk.ask_of_it(text, asked)) == OVERDUE
    assert shown(talk.ask(text, asked=asked if asked != "whole" else "step")) == OVERDUE
    assert {subject for subject, _ in talk.audited()} == {f"uscc:{USCC} case:{OVERDUE}"}


@pytest.mark.parametrize(
    "text", ["13月报的", "明年报的", "下个月申请的那个", "十三月交的到哪了", "2月30号报的", "2027年报的"]
)
def test_a_time_that_cannot_be_is_said_to_be_wrong(talk: Bot, text: str, golden: Golden) -> None:
    reply = talk.ask(text)
    golden.check("case_times", "a time of filing that cannot be", reply.text)
    assert (reply.outcome, reply.data) == ("clarify", None)
    assert numbers(reply) == ["我的办件", "转人工"]
    assert talk.audited() == []  # nothing was looked up


def test_a_time_that_cannot_be_picks_no_case_of_a_list(talk: Bot) -> None:
    talk.ask("我的办件")
    assert numbers(talk.ask("13月的", "choose")) == ["我的办件", "转人工"]
    assert len(numbers(talk.ask("第一个", "choose"))) == 3  # of what is offered now: all of them again


@pytest.mark.parametrize("text", ["12月能办完吗", "明年能批下来吗"])
def test_a_time_to_come_that_is_hoped_for_is_no_wrong_one(talk: Bot, text: str) -> None:
    assert set(numbers(talk.ask(text, asked="time"))) == {OVERDUE, LATE, NEW}
    talk.show(LATE)
    assert shown(talk.ask_of_it(text, "time")) == LATE


@pytest.mark.parametrize("asked", ["whole", "state", "item", None])
def test_our_own_button_for_all_cases_lists_them_whatever_is_in_view(talk: Bot, asked: str | None) -> None:
    talk.show(LATE)
    assert len(numbers(talk.ask("我的办件", asked=asked, about=asked is not None))) == 3
