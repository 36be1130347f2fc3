"""The steps are taken in one order, and an answer says which of them gave it."""

from datetime import date

import pytest

from index.answering.answerer import Answerer
from index.dialogue import Dialogue
from index.question.follow_up import FollowUp

WHOLE = FollowUp("whole")
ORDER = [
    "nothing",
    "numbered",
    "year",
    "past",
    "exact",
    "within_topic",
    "elsewhere",
    "no_row",
    "bare",
    "topic_at_place",
    "unstated",
    "section",
    "below",
    "left_open",
    "of_topic",
    "decision",
]


def test_the_learned_decision_comes_last(answerer: Answerer) -> None:
    assert list(answerer.step_names) == ORDER


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("你好", "nothing"),
        ("？？？", "nothing"),
        ("国科发火〔2099〕1号", "numbered"),
        ("高企的企业所得税税率是多少？", "exact"),
        ("深圳的创新券怎么领", "elsewhere"),
        ("高企", "bare"),
        ("高企收费吗", "unstated"),
        ("杭州创新券怎么领", "below"),
        ("高企科技人员占职工总数的比例", "decision"),
        ("今天天气怎么样", "decision"),
    ],
)
def test_an_answer_says_which_step_gave_it(answerer: Answerer, question: str, step: str) -> None:
    assert answerer.answer(question).step == step


def test_within_a_conversation_s_topic(answerer: Answerer) -> None:
    assert answerer.answer("奖励", topic="high-tech-enterprise").step == "within_topic"


def test_a_year_gone_by_is_answered_by_a_step_behind_its_own(answerer: Answerer) -> None:
    assert answerer.answer("嘉兴创新券审核要多久", on=date(2020, 6, 1)).step in ORDER[3:]


def test_what_was_shown_is_shown_again_by_the_dialogue(answerer: Answerer) -> None:
    dialogue = Dialogue(answerer)
    before = dialogue.respond("高企 门槛")
    (again,) = dialogue.respond("原文", last=before.memory, follow_up=WHOLE).answers
    (nothing,) = dialogue.respond("原文", follow_up=WHOLE).answers
    assert (again.step, nothing.step) == ("recall", "dialogue")
