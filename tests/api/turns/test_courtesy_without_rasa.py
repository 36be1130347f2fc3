"""While Rasa is away, who greets is greeted, and who asks is answered from the files."""

from __future__ import annotations

import asyncio

import pytest

from api.turns.courtesy_without_rasa import answer_courtesy
from api.turns.fallback import NOTICE, Fallback
from tests.api.conftest import Bench


@pytest.mark.parametrize(
    "text",
    [
        "你好", "您好！", "早上好", "在吗", "hi", "Hello", "老师好", "谢谢", "谢谢您", "多谢了", "感谢", "Thanks",
        "再见", "拜拜", "谢谢，再见", "好的", "嗯嗯",
    ],
)  # fmt: skip
def test_courtesy_is_returned_and_nothing_looked_up(bench: Bench, text: str) -> None:
    bench.library.missing = True
    draft = asyncio.run(Fallback(bench.library, None, None).answer(text, None, is_command=False))
    assert (draft.outcome, draft.citations) == ("smalltalk", [])
    assert NOTICE not in draft.text


@pytest.mark.parametrize(
    "text", ["你好，高企条件是什么", "谢谢，那创新券怎么兑付", "", "？", "。。。", "高企条件"]
)
def test_what_may_ask_something_is_no_courtesy(text: str) -> None:
    assert answer_courtesy(text) is None


def test_a_greeting_thanks_and_a_farewell_are_answered_each_in_its_way() -> None:
    said = [answer_courtesy(text) for text in ("您好", "谢谢", "再见", "好的")]
    assert len({draft.text for draft in said if draft}) == 4


def test_a_greeting_before_a_question_does_not_hide_it(bench: Bench) -> None:
    draft = asyncio.run(Fallback(bench.library, None, None).answer("您好，高企条件", None, is_command=False))
    assert NOTICE in draft.text
