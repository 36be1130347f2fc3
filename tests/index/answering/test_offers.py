"""Whatever the index offers can be typed, and gives what it promised: checked over the project's own knowledge."""

from collections import deque

import pytest

from index.answering.answerer import Answerer
from index.dialogue import Dialogue

REGIONS = [None, "湖北省/武汉市", "浙江省/杭州市/萧山区", "河南省/周口市"]


@pytest.fixture
def knowledge(whole_knowledge: Answerer) -> Answerer:
    return whole_knowledge


def offered(answerer: Answerer, region: str | None) -> list[tuple[str, str | None]]:
    """What is offered first, for every topic and every aspect by itself: the text, and the topic it promises."""
    found: list[tuple[str, str | None]] = []
    for topic in answerer.terms.topics:
        answer = answerer.answer(topic.name, region=region)
        found += [(choice.text, topic.id) for choice in answer.choices]
        found += [(question, None) for question in answer.related]
    for aspect in answerer.terms.aspects:
        found += [(choice.text, None) for choice in answerer.answer(aspect.name, region=region).choices]
    return found


def broken(answerer: Answerer, region: str | None) -> dict[str, str]:
    """Offers, and what those lead to in turn, that do not give what they promised, with what they gave."""
    wrong: dict[str, str] = {}
    waiting = deque(offered(answerer, region))
    seen: set[str] = set()
    while waiting:
        text, topic = waiting.popleft()
        if text in seen:
            continue
        seen.add(text)
        answer, *others = Dialogue(answerer).respond(text, region=region).answers
        asks_back = answer.outcome == "clarify" and 2 <= len(answer.choices) <= 4
        told = answer.outcome == "answered" and (answerer.states(answer) or answerer.is_known_question(text))
        if others or not (told or asks_back) or (topic is not None and answer.topic != topic):
            wrong[text] = f"{answer.outcome} {answer.topic}: {answer.text[:60]}"
        waiting.extend((question, None) for question in answer.related)
        waiting.extend((choice.text, answer.topic) for choice in answer.choices)
    assert len(seen) > 100
    return wrong


@pytest.mark.parametrize("region", REGIONS)
def test_every_offer_gives_what_it_promised(region: str | None, knowledge: Answerer) -> None:
    assert broken(knowledge, region) == {}


def test_an_offer_works_in_the_middle_of_a_conversation_on_something_else(knowledge: Answerer) -> None:
    dialogue = Dialogue(knowledge)
    before = dialogue.respond("高企要什么材料")
    for topic in knowledge.terms.topics:
        for choice in knowledge.answer(topic.name).choices:
            exchange = dialogue.respond(choice.text, topic="high-tech-enterprise", last=before.memory)
            assert exchange.answers[0].outcome in {"answered", "clarify"}, choice.text
            assert exchange.answers[0].topic == topic.id, choice.text


def test_a_bare_aspect_offers_topics_that_tell_it(knowledge: Answerer) -> None:
    answer = knowledge.answer("要什么材料")
    assert answer.outcome == "clarify"
    assert 2 <= len(answer.choices) <= 4
    for choice in answer.choices:
        assert knowledge.answer(choice.text).aspect == "materials"


def test_a_topic_at_a_place_offers_its_aspects_there(knowledge: Answerer) -> None:
    answer = knowledge.answer("浙江科研诚信")
    assert answer.outcome == "clarify"
    assert any(choice.text.startswith("浙江省") for choice in answer.choices)
    assert knowledge.answer("武汉高企").outcome == "answered"
    assert knowledge.answer("武汉创新券").outcome == "other_region"


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("专精特新怎么申报", "no_answer"),
        ("瞪羚企业认定条件", "no_answer"),
        ("科技进步奖怎么申报", "no_answer"),
        ("实验动物许可证怎么办", "no_answer"),
        ("窗口 上班时间", "no_answer"),
        ("今天天气怎么样", "out_of_scope"),
        ("附近有什么好吃的火锅店", "out_of_scope"),
    ],
)
def test_a_matter_of_our_field_is_not_called_out_of_scope(
    question: str, outcome: str, knowledge: Answerer
) -> None:
    answer = knowledge.answer(question)
    assert answer.outcome == outcome
    assert not answer.citations


def test_what_was_looked_for_is_said(knowledge: Answerer) -> None:
    assert "“瞪羚企业认定条件”" in knowledge.answer("瞪羚企业认定条件").text


def test_an_aspect_that_only_regions_tell_asks_where(knowledge: Answerer) -> None:
    answer = knowledge.answer("创新券要多久")
    assert answer.outcome == "clarify"
    assert {choice.title for choice in answer.choices} == {"嘉兴市", "杭州市萧山区"}
    for choice in answer.choices:
        assert knowledge.answer(choice.text).citations[0].region.replace("/", "").endswith(choice.title)
