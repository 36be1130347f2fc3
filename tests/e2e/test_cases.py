"""The cases of a bound enterprise, talked about with the real Rasa and database: the demo's first sample."""

from __future__ import annotations

import sqlite3

import pytest

from tests.e2e.test_conversations import bound_talk, only
from tests.installation import Installation, Talk

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def owner(installation: Installation) -> tuple[str, str]:
    """Uscc and phone of the enterprise whose cases tell a story each."""
    with sqlite3.connect(installation.var / "records.db") as database:
        query = "SELECT e.uscc, c.phone FROM enterprises e JOIN contacts c ON c.enterprise_id = e.id"
        uscc, phone = database.execute(f"{query} ORDER BY e.id, c.id LIMIT 1").fetchone()
    return str(uscc), str(phone)


@pytest.fixture(scope="module")
def talk(installation: Installation, owner: tuple[str, str]) -> Talk:
    return bound_talk(installation, *owner)


def shown(reply: dict) -> str | None:
    return reply["data"]["case_number"] if reply["data"] else None


def test_one_of_several_is_chosen_and_asked_about(talk: Talk) -> None:
    listed = only(talk.say("我的办件到哪一步了"))
    assert listed["outcome"] == "clarify"
    numbers = [offer["text"].removeprefix("查办件 ") for offer in listed["quick_replies"]]
    assert len(numbers) == 5
    second = only(talk.say("第二个"))
    assert shown(second) == numbers[1]
    assert "当前环节" in second["text"]
    for text in ("那个缺什么材料", "还要等多久", "什么时候能办完", "最晚什么时候", "要补什么"):
        reply = only(talk.say(text))
        assert (reply["outcome"], shown(reply)) == ("case_status", numbers[1]), text
    third = only(talk.say("第三个"))
    assert shown(third) == numbers[2]


def test_a_question_about_a_policy_is_answered_from_documents_after_a_case(talk: Talk) -> None:
    talk.say("我的办件")
    talk.say("第一个")
    answer = only(talk.say("高企认定要什么材料"))
    assert answer["outcome"] == "answered"
    assert answer["citations"]
    assert only(talk.say("要多久"))["outcome"] != "case_status"


def test_an_overdue_supplement_is_warned_of(talk: Talk) -> None:
    reply = only(talk.say("我报的科技项目到哪一步了"))
    assert reply["data"]["supplement_is_overdue"]
    for words in ("已经逾期", "合作协议", "已过", "请尽快提交"):
        assert words in reply["text"]


def test_a_number_is_understood_however_it_is_typed(talk: Talk) -> None:
    listed = only(talk.say("我的办件"))
    number = listed["quick_replies"][0]["text"].removeprefix("查办件 ")
    wide = number.translate({ord(sign): ord(sign) + 0xFEE0 for sign in number})
    parted = f"{number[:2].lower()} {number[2:6]} {number[7:10]} {number[10:]}"
    with_letters = number[:2] + number[2:].replace("0", "O")
    for typed in (number, wide, parted, with_letters):
        assert shown(only(talk.say(f"查一下{typed}"))) == number, typed
        assert shown(only(talk.say(typed))) == number, typed


def test_a_time_without_cases_is_said_with_its_name(talk: Talk) -> None:
    reply = only(talk.say("我前年报的那个到哪了"))
    assert (reply["outcome"], reply["data"]) == ("case_status", None)
    assert "没有提交过" in reply["text"]
    assert only(talk.say("我的全部办件"))["outcome"] == "clarify"
