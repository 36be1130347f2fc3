"""Conversations over the invented guides, without Rasa."""

from typing import Any

import pytest

from index.answering.answerer import Answer, Answerer
from index.dialogue import Dialogue
from index.model.memory import Memory
from index.question.follow_up import FollowUp, read_follow_up
from tests.golden_files import Golden


class Talk:
    """A conversation that remembers as the bot does."""

    def __init__(self, answerer: Answerer) -> None:
        self.dialogue = Dialogue(answerer)
        self.topic: str | None = None
        self.region: str | None = None
        self.last: Memory | None = None

    def say(self, message: str, found: str | None = None) -> tuple[Answer, ...]:
        """`found`: what understanding finds that the message asks of the last answer."""
        items = self.last.items if self.last else ()
        exchange = self.dialogue.respond(
            message,
            topic=self.topic,
            region=self.region,
            last=self.last,
            follow_up=read_follow_up(found, message, items) if found else None,
        )
        for answer in exchange.answers:
            self.topic = answer.topic or self.topic
            self.region = answer.region or self.region
        self.last = exchange.memory or self.last
        return exchange.answers

    def ask(self, message: str, found: str | None = None) -> Answer:
        """The only answer."""
        (answer,) = self.say(message, found)
        return answer


@pytest.fixture
def talk(answerer: Answerer) -> Talk:
    return Talk(answerer)


def test_another_place_keeps_topic_and_aspect(talk: Talk, golden: Golden) -> None:
    talk.ask("高企要什么材料")
    answer = talk.ask("北京的呢")
    assert "北京市" in answer.text.split("\n")[0]
    assert (answer.citations[0].region, answer.citations[0].section) == ("全国", "材料")
    golden.check("answers", "nationwide rules for another place", answer.text)
    assert talk.ask("那萧山呢").citations[0].section == "材料"


def test_another_topic_keeps_the_aspect_where_documents_tell_it(talk: Talk) -> None:
    talk.ask("高企要什么材料")
    lost = talk.ask("那创新券呢", "other_topic")
    assert lost.topic == "innovation-voucher"
    assert "一式两份" not in lost.text
    talk.ask("创新券要多久")
    assert talk.ask("高企是什么").aspect is None


def test_a_correction_of_aspect_place_and_topic(talk: Talk) -> None:
    talk.ask("高企要什么材料")
    assert talk.ask("不是材料，是条件", "correction").citations[0].section == "条件"
    assert talk.ask("不是，我问的是创新券", "correction").topic == "innovation-voucher"


def test_two_questions_get_two_answers_with_a_source_each(talk: Talk) -> None:
    conditions, voucher = talk.say("高企要什么条件，萧山创新券怎么领？")
    assert conditions.citations[0].section == "条件"
    assert voucher.citations[0].region == "浙江省/杭州市/萧山区"


def test_a_part_that_finds_nothing_does_not_hide_the_other(talk: Talk) -> None:
    first, second = talk.say("高企要什么条件？附近有什么好吃的？")
    assert first.outcome == "answered"
    assert second.outcome == "out_of_scope"


def test_more_goes_through_the_document_and_ends(talk: Talk) -> None:
    talk.ask("高企要什么条件")
    seen = ""
    for _ in range(6):
        answer = talk.ask("还有吗", "more")
        if answer.outcome == "clarify":
            break
        assert answer.citations
        assert answer.text not in seen
        seen += answer.text
    assert "一式两份" in seen
    assert "15%" in seen
    assert answer.outcome == "clarify"
    assert 2 <= len(answer.choices) <= 4


def test_the_original_is_quoted_with_its_address(talk: Talk) -> None:
    talk.ask("高企要什么条件")
    answer = talk.ask("原文", "whole")
    assert "高新收入：占同期总收入的比例不低于 60%。" in answer.text
    assert "https://example.org/conditions" in answer.text


def test_the_source_names_the_document(talk: Talk, golden: Golden) -> None:
    talk.ask("高企要什么条件")
    answer = talk.ask("哪个文件写的", "source")
    for part in ("《高新技术企业认定条件》", "《样例文件》", "样例科技局", "https://example.org/conditions"):
        assert part in answer.text
    golden.check("answers", "the source", answer.text)


def test_an_item_of_the_list_and_one_that_is_not_there(talk: Talk, golden: Golden) -> None:
    talk.ask("高企要什么条件")
    second = talk.ask("第二条详细说说", "item")
    assert second.figures[0] == "10%"
    golden.check("answers", "an item of the list", second.text)
    assert "第3项：高新收入" in talk.ask("最后一条呢", "item").text
    lost = talk.ask("第九条", "item")
    assert lost.outcome == "clarify"
    assert "第1项：成立时间" in talk.ask(lost.choices[0].text, "item").text


def test_more_of_nothing_asks_of_what(talk: Talk) -> None:
    assert talk.ask("原文", "whole").outcome == "clarify"
    talk.ask("专精特新怎么申报")
    assert talk.ask("更多", "more").outcome == "clarify"


def test_a_place_said_alone_is_remembered(talk: Talk) -> None:
    answer = talk.ask("我在萧山")
    assert answer.outcome == "clarify"
    assert answer.region == "浙江省/杭州市/萧山区"
    assert talk.ask(answer.choices[0].text).outcome == "answered"
    assert talk.ask("创新券要多久").citations[0].region == "浙江省/杭州市/萧山区"


def test_the_difference_of_two_topics_is_shown_side_by_side(answerer: Answerer) -> None:
    exchange = Dialogue(answerer).respond("高企和创新券有什么区别")
    assert exchange.answers[0].topic == "high-tech-enterprise" or exchange.answers[0].outcome == "no_answer"


def test_what_another_index_version_showed_is_looked_up_again(answerer: Answerer) -> None:
    talk = Talk(answerer)
    talk.ask("高企要什么条件")
    assert talk.last is not None
    talk.last = talk.last.model_copy(update={"index_version": "gone", "passages": (9_999,)})
    assert "成立时间" in talk.ask("原文", "whole").text


def test_what_is_out_of_scope_leaves_the_last_question(talk: Talk) -> None:
    talk.ask("高企要什么材料")
    assert talk.ask("今天天气怎么样").outcome == "out_of_scope"
    assert talk.ask("北京的呢").citations[0].section == "材料"


TOPIC = "high-tech-enterprise"
LOST = "得交哪些东西呀"  # finds nothing by itself


def outcome(answerer: Answerer, message: str, **more: Any) -> tuple[str, str | None]:
    (answer,) = Dialogue(answerer).respond(message, **more).answers
    return answer.outcome, answer.topic


def test_what_goes_on_and_finds_nothing_by_itself_is_asked_of_the_topic(answerer: Answerer) -> None:
    assert outcome(answerer, LOST, topic=TOPIC)[0] in ("no_answer", "out_of_scope")
    assert outcome(answerer, LOST, topic=TOPIC, follow_up=FollowUp("point")) == ("answered", TOPIC)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        (LOST, None),  # nothing was spoken of
        (LOST, "unknown"),
        ("创新券能买火箭吗", TOPIC),  # names a topic of its own
        ("今天天气怎么样", TOPIC),
    ],
)
def test_else_it_is_as_lost_as_by_itself(answerer: Answerer, message: str, topic: str | None) -> None:
    alone = outcome(answerer, message, topic=topic)
    assert outcome(answerer, message, topic=topic, follow_up=FollowUp("point")) == alone
    assert alone[0] != "answered"


def test_what_is_answered_by_itself_is_not_asked_of_the_topic(answerer: Answerer) -> None:
    message = "萧山创新券怎么领"
    alone = outcome(answerer, message, topic=TOPIC)
    assert alone == ("answered", "innovation-voucher")
    assert outcome(answerer, message, topic=TOPIC, follow_up=FollowUp("point")) == alone


@pytest.mark.parametrize("message", ["", "😀", "？？？", "第一条" * 300, "不是" * 500, "武汉" * 500])
def test_odd_messages_are_answered_or_declined(message: str, talk: Talk) -> None:
    assert talk.say(message)
    talk.ask("高企要什么条件")
    assert talk.say(message)


def test_a_bare_number_means_the_item_of_the_list_just_shown(talk: Talk) -> None:
    talk.ask("高企要什么条件")
    assert "第3项：高新收入" in talk.ask("第三个", "item").text
    assert "第3项：高新收入" in talk.ask("第3个", "item").text
    assert "第3项：高新收入" in talk.ask("第3条原文", "item").text
    assert "第1项：成立时间" in talk.ask("第一个条件是啥", "item").text


@pytest.mark.parametrize("lost", ["高企收费吗", "专精特新怎么申报", "今天天气怎么样", "萧山创新券电话"])
def test_a_turn_that_finds_nothing_leaves_what_was_shown(lost: str, talk: Talk) -> None:
    talk.ask("高企要什么条件")
    assert talk.ask(lost).outcome in {"no_answer", "out_of_scope"}
    assert "第2项：科技人员" in talk.ask("第二条", "item").text
    assert "成立时间：注册成立一年以上" in talk.ask("原文", "whole").text
