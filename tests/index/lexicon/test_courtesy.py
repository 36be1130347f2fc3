from __future__ import annotations

import pytest

from index.answering.answerer import Answerer
from index.lexicon.courtesy import is_greeting, without_courtesy


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("你好，我想咨询一下，高企研发费用占比要多少？", "高企研发费用占比要多少？"),
        ("我想问下高企认定要什么条件", "高企认定要什么条件"),
        ("高企条件，谢谢", "高企条件"),
        ("急急急 创新券怎么兑付", "创新券怎么兑付"),
        ("换个问题，科小呢", "科小呢"),
        ("麻烦问下武汉店小二电话谢谢您", "武汉店小二电话"),
    ],
)
def test_what_is_only_polite_is_left_off(said: str, asked: str) -> None:
    assert without_courtesy(said) == asked


@pytest.mark.parametrize("said", ["你好", "谢谢", "咨询电话是多少", "高企咨询", "问题清单怎么交", "", "？"])
def test_what_is_the_question_itself_stays(said: str) -> None:
    assert without_courtesy(said) == said


@pytest.mark.parametrize("opening", ["你好，我想咨询一下，", "我想问下", "请问"])
def test_a_polite_question_has_the_same_answer(answerer: Answerer, opening: str) -> None:
    plain = answerer.answer("高企要什么材料")
    polite = answerer.answer(f"{opening}高企要什么材料，谢谢")
    assert (polite.outcome, polite.text) == (plain.outcome, plain.text)
    assert plain.outcome == "answered"


@pytest.mark.parametrize(
    "said", ["你好", "您好！", "在吗", "你好，在吗？", "喂喂", "hello", "谢谢您", "晚上好呀"]
)
def test_a_greeting_is_not_answered_from_the_documents(answerer: Answerer, said: str) -> None:
    assert is_greeting(said)
    assert answerer.answer(said).outcome == "out_of_scope"


@pytest.mark.parametrize(
    "said", ["好差评是什么", "你好，高企要什么条件", "高企", "谢谢怎么申报", "在吗 补正", ""]
)
def test_what_asks_is_no_greeting(said: str) -> None:
    assert not is_greeting(said)


@pytest.mark.parametrize("junk", ["a", "1=1", "(a+)+$", "<script>alert(1)</script>", "??", "7"])
def test_what_says_nothing_is_not_answered(answerer: Answerer, junk: str) -> None:
    assert answerer.answer(junk).outcome in {"no_answer", "out_of_scope"}
