"""Conversations over guidance, each held whole with the real Rasa, index and database."""

from __future__ import annotations

import pytest

from tests.e2e.test_conversations import bound_talk, contact_with, only, titles
from tests.installation import Installation, Talk

pytestmark = pytest.mark.e2e

FOUND = {"answered", "clarify"}


def sections(reply: dict) -> str:
    return " ".join(str(citation["section"]) for citation in reply["citations"])


def ask(talk: Talk, message: str) -> dict:
    return only(talk.say(message))


def test_follow_ups_keep_the_topic(installation: Installation) -> None:
    talk = installation.open_conversation()
    ask(talk, "高企认定要什么条件")
    assert "材料" in sections(ask(talk, "那材料呢"))
    how_long = ask(talk, "要多久")
    assert how_long["outcome"] == "answered"
    assert "高新技术企业" in titles(how_long)
    for message in ("要不要钱", "电话呢"):
        assert "高新技术企业" in ask(talk, message)["text"]
    assert "收费" in ask(talk, "多少钱")["text"]


def test_another_place_keeps_the_aspect(installation: Installation) -> None:
    talk = installation.open_conversation()
    ask(talk, "高企要什么材料")
    elsewhere = ask(talk, "北京的呢")
    assert elsewhere["outcome"] in {"answered", "other_region"}
    assert "北京市" in elsewhere["text"]
    if elsewhere["outcome"] == "answered":
        assert "材料" in sections(elsewhere)
        assert "全国" in elsewhere["text"]
    for message in ("武汉的呢", "那萧山的呢"):
        assert "材料" in sections(ask(talk, message))


def test_another_topic_keeps_the_aspect_unless_it_asks_something_else(installation: Installation) -> None:
    talk = installation.open_conversation()
    ask(talk, "高企要什么材料")
    reply = ask(talk, "那科小呢")
    assert "科技型中小企业" in titles(reply)
    assert "材料" in sections(reply)
    assert sections(ask(talk, "科小是什么")) != "材料"


def test_corrections_are_understood(installation: Installation) -> None:
    talk = installation.open_conversation()
    ask(talk, "高企要什么材料")
    assert "条件" in sections(ask(talk, "不是材料，是条件"))
    voucher = ask(talk, "不是，我问的是创新券")
    assert "创新券" in voucher["text"]
    ask(talk, "萧山创新券一年兑几次")
    wuhan = ask(talk, "我说的是武汉不是萧山")
    assert wuhan["outcome"] == "other_region"
    assert "武汉市" in wuhan["text"]


def test_two_questions_in_one_message_are_both_answered(installation: Installation) -> None:
    talk = installation.open_conversation()
    first, second = talk.say("高企要什么条件，萧山创新券怎么兑付？")
    assert "高新技术企业" in titles(first)
    assert "创新券" in titles(second)
    conditions, materials = talk.say("高企的条件和材料分别是什么")
    assert "条件" in sections(conditions)
    assert "材料" in sections(materials)
    assert len(talk.say("研发费用和人员比例要多少")) == 1


def test_the_difference_of_two_topics_shows_both(installation: Installation) -> None:
    replies = installation.open_conversation().say("高新技术企业和科技型中小企业有什么区别")
    shown = " ".join(titles(reply) for reply in replies)
    assert "高新技术企业" in shown
    assert "科技型中小企业" in shown


def test_a_place_said_alone_is_remembered_and_can_change(installation: Installation) -> None:
    talk = installation.open_conversation()
    assert "武汉市" in ask(talk, "我在武汉")["text"]
    assert ask(talk, "创新券怎么兑付")["outcome"] == "other_region"
    moved = ask(talk, "换成萧山")
    assert moved["citations"][0]["region"] == "浙江省/杭州市/萧山区"
    assert ask(talk, "创新券一年兑几次")["citations"][0]["region"] == "浙江省/杭州市/萧山区"


def test_the_region_of_the_bound_enterprise_counts_where_no_place_is_named(
    installation: Installation,
) -> None:
    uscc, phone = contact_with(installation, "voucher_batches")
    talk = bound_talk(installation, uscc, phone)
    reply = ask(talk, "创新券怎么兑付")
    assert reply["outcome"] in {"answered", "other_region", "clarify"}
    named = ask(talk, "萧山的呢")
    assert named["citations"][0]["region"] == "浙江省/杭州市/萧山区"


def test_more_original_and_source_of_the_last_answer(installation: Installation) -> None:
    talk = installation.open_conversation()
    first = ask(talk, "萧山创新券怎么兑付")
    more = ask(talk, "还有吗")
    assert more["outcome"] == "answered"
    assert set(titles(more).split()) == set(titles(first).split())
    assert more["citations"][0]["passage"] != first["citations"][0]["passage"]
    original = ask(talk, "原文")
    assert "原文" in original["text"]
    assert first["citations"][0]["passage"].split("\n")[0] in original["text"]
    source = ask(talk, "出处是哪")
    assert "出自" in source["text"]
    assert titles(first).split()[0] in source["text"]
    for _ in range(8):
        last = ask(talk, "更多")
        if last["outcome"] == "clarify":
            break
    assert last["outcome"] == "clarify"
    assert last["quick_replies"]


def test_an_item_of_the_list_just_shown(installation: Installation) -> None:
    talk = installation.open_conversation()
    shown = ask(talk, "高企要什么材料")
    reply = ask(talk, "第二条详细说说")
    assert reply["text"].startswith("第2项：")
    assert reply["text"].split("\n")[0].removeprefix("第2项：") in shown["text"]
    assert ask(talk, "第3项呢")["text"].startswith("第3项：")


@pytest.mark.parametrize("choice", ["第一个", "1", "流程", "流程吧"])
def test_a_choice_is_understood_however_it_is_made(installation: Installation, choice: str) -> None:
    talk = installation.open_conversation()
    asked = ask(talk, "创新券")
    assert asked["outcome"] == "clarify"
    assert 2 <= len(asked["quick_replies"]) <= 4
    assert asked["quick_replies"][0]["title"] == "流程"
    assert "流程" in sections(ask(talk, choice))


def test_of_what_is_asked_and_answered_by_a_short_name(installation: Installation) -> None:
    talk = installation.open_conversation()
    assert ask(talk, "要什么材料")["outcome"] == "clarify"
    reply = ask(talk, "高企")
    assert "高新技术企业" in titles(reply)
    assert "材料" in sections(reply)


def test_typed_quick_replies_of_a_look_up_are_questions(installation: Installation) -> None:
    uscc, phone = contact_with(installation, "voucher_batches")
    talk = bound_talk(installation, uscc, phone)
    balance = ask(talk, "我的创新券还剩多少")
    assert "怎么兑付" in [offer["title"] for offer in balance["quick_replies"]]
    reply = ask(talk, "怎么兑付")
    assert reply["outcome"] in FOUND
    assert "创新券" in reply["text"]


@pytest.mark.parametrize(
    "topic", ["高企", "科小", "创新券", "加计扣除", "技术合同", "外国人工作许可", "科研诚信"]
)
def test_every_quick_reply_can_be_typed(installation: Installation, topic: str) -> None:
    talk = installation.open_conversation()
    offers = ask(talk, topic)["quick_replies"]
    assert offers
    for offer in offers:
        by_text = ask(talk, offer["text"])
        ask(talk, topic)
        by_title = ask(talk, offer["title"])
        assert by_title["outcome"] in FOUND, offer
        assert by_title["text"] == by_text["text"], offer
        ask(talk, topic)


@pytest.mark.parametrize("question", ["窗口 上班时间", "专精特新怎么申报", "瞪羚企业认定条件"])
def test_what_is_not_known_is_no_dead_end(installation: Installation, question: str) -> None:
    talk = installation.open_conversation()
    reply = ask(talk, question)
    assert reply["outcome"] == "no_answer"
    assert question in reply["text"]
    assert "样例-000-0000" in reply["text"]
    assert "转人工" in [offer["title"] for offer in reply["quick_replies"]]
    assert ask(talk, "1" if len(reply["quick_replies"]) == 1 else "转人工")["outcome"] == "handoff"


def test_an_operator_types_fragments(installation: Installation) -> None:
    talk = installation.open_conversation()
    assert "15" in ask(talk, "高企 税率")["text"]
    assert ask(talk, "高企 材料")["outcome"] == "answered"
    assert ask(talk, "详细一点")["outcome"] in FOUND
    assert ask(talk, "文号")["outcome"] == "answered"
    assert ask(talk, "对方问科小的")["outcome"] in FOUND
    assert ask(talk, "谢谢")["outcome"] == "smalltalk"
    assert ask(talk, "还有吗")["outcome"] in FOUND
