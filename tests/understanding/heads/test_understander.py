"""A message about what is shown is the look-up that showed it, whatever its words alone would be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from tests.understanding.heads.toy import LOOKUPS, Hashing, Told, learned
from understanding.heads.asked import NONE, AskedHead
from understanding.heads.kinds import KINDS, LOOK_UPS
from understanding.heads.understander import Understander
from understanding.values.writing import normalise

ALLOWED = {kind: ["time", NONE] for kind in LOOK_UPS}


def told(intents: dict[str, float], of_it: float) -> Understander:
    """Heads that find these intents in every message, and that it is so likely about what is shown."""
    asked = AskedHead(Told({"time": of_it, NONE: 1 - of_it}), ALLOWED)
    every = dict.fromkeys([*LOOK_UPS.values(), "greeting"], 0.001)
    return Understander(Told(every | intents), asked, LOOKUPS)


@pytest.mark.parametrize("shown", [*LOOK_UPS, *KINDS])
def test_a_message_about_what_is_shown_has_the_intent_of_its_look_up(shown: str) -> None:
    found = told({"greeting": 0.9}, 0.7).understand("那个呢", shown)
    look_up = LOOK_UPS[KINDS.get(shown, shown)]
    assert found.ranking[0][0] == look_up
    assert found.ranking[0][1] == pytest.approx(0.7)
    assert [name for name, _ in found.ranking].count(look_up) == 1
    assert sum(odds for _, odds in found.ranking) == pytest.approx(1, abs=0.02)
    assert found.is_about_shown
    assert found.of_shown == pytest.approx(0.7)
    assert found.asked is not None
    assert found.asked.name == "time"


def test_a_message_that_is_rather_not_about_it_keeps_its_own_intent_and_says_how_likely_it_was() -> None:
    found = told({"greeting": 0.9}, 0.4).understand("那个呢", "case")
    assert (found.ranking[0][0], found.is_about_shown) == ("greeting", False)
    assert found.of_shown == pytest.approx(0.4)
    assert found.asked is None


@pytest.mark.parametrize("answer", ["affirm", "deny", "cancel", "choose"])
def test_an_answer_to_our_question_is_not_overridden_unless_it_is_clearly_about_the_thing(
    answer: str,
) -> None:
    assert told({answer: 0.9}, 0.7).understand("好的", "case").ranking[0][0] == answer
    assert told({answer: 0.9}, 0.8).understand("好的", "case").is_about_shown
    assert told({answer: 0.4, "greeting": 0.39}, 0.7).understand("好的", "case").is_about_shown  # unsure


@pytest.mark.parametrize("other", ["check_voucher_balance", "check_voucher_statement", "check_register"])
def test_what_is_clearly_another_look_up_is_not_about_the_thing_unless_that_is_clearer(other: str) -> None:
    found = told({other: 0.9}, 0.7).understand("我的券还剩多少", "case")
    assert (found.ranking[0][0], found.is_about_shown, found.of_shown) == (
        other,
        False,
        pytest.approx(0.7),
    )
    assert told({other: 0.9}, 0.8).understand("我的券还剩多少", "case").is_about_shown
    assert told({other: 0.5, "greeting": 0.49}, 0.7).understand("券", "case").is_about_shown  # unsure


def test_the_look_up_of_the_thing_and_of_its_kind_are_about_it_as_ever() -> None:
    for intent in ("check_voucher_balance", "check_voucher_statement", "greeting", "ask_guidance"):
        assert told({intent: 0.9}, 0.7).understand("还剩多少", "statement").is_about_shown, intent


@pytest.mark.parametrize("shown", [None, "", "unbinding", "guidance", "'; DROP TABLE"])
def test_with_nothing_in_view_that_is_asked_about_the_words_alone_count(shown: str | None) -> None:
    found = told({"greeting": 0.9}, 0.9).understand("那个呢", shown)
    assert (found.ranking[0][0], found.is_about_shown, found.of_shown) == ("greeting", False, None)


def test_a_look_up_by_its_own_words_says_what_it_asks_of_what_it_will_show() -> None:
    found = told({"check_application_status": 0.9}, 0.1).understand("我的办件什么时候办完")
    assert found.asked is not None
    assert (found.asked.name, found.is_about_shown, found.of_shown) == ("time", False, None)


def test_a_thing_of_which_nothing_was_learned_is_not_asked_about() -> None:
    understander = Understander(
        Told({"greeting": 0.9, "check_register": 0.1}), AskedHead(Told({"time": 1, NONE: 0}), {}), LOOKUPS
    )
    found = understander.understand("那个呢", "register")
    assert (found.is_about_shown, found.of_shown) == (False, 0)


def test_heads_of_intents_alone_understand_intents() -> None:
    found = Understander(Told({"greeting": 0.9, "affirm": 0.1}), None, LOOKUPS).understand("你好", "case")
    assert (found.ranking[0][0], found.asked, found.parts) == ("greeting", None, ())


def test_two_matters_are_found_with_what_each_asks() -> None:
    understander = learned()
    first, second = understander.understand("我的办件到哪一步了，我还有多少券").parts
    assert (first.intent, second.intent) == ("check_application_status", "check_voucher_balance")
    assert understander.understand("我的办件到哪一步了").parts == ()


def test_a_message_about_what_is_shown_alone_is_one_matter() -> None:
    found = told({"check_voucher_balance": 0.9}, 0.9).understand("还缺哪些材料，我还有多少券", "case")
    assert (found.is_about_shown, found.parts, found.own) == (True, (), None)


@pytest.mark.parametrize("text", ["还缺哪些材料，我还有多少券", "我还有多少券，还缺哪些材料"])
def test_one_of_two_matters_may_be_about_what_is_shown(text: str) -> None:
    parts = {part.intent: part for part in learned().understand(text, "case").parts}
    of_case, balance = parts["check_application_status"], parts["check_voucher_balance"]
    assert (of_case.asked, of_case.is_about_shown, balance.is_about_shown) == ("materials", True, False)


def test_a_ticket_written_for_a_voucher_is_read_as_one() -> None:
    understander = learned()
    assert understander.rank("我还有多少劵") == understander.rank("我还有多少券")
    assert normalise("劵") == "券"


def test_a_look_up_of_ones_own_that_a_message_may_mean_comes_with_what_it_asks() -> None:
    own = told({"ask_guidance": 0.6, "check_application_status": 0.2}, 0.3).understand("高企咋样了").own
    assert own is not None
    assert (own.intent, own.text, own.asked) == ("check_application_status", "高企咋样了", "time")


@pytest.mark.parametrize(
    "intents",
    [
        {"ask_guidance": 0.9, "check_application_status": 0.05},  # hardly likely
        {"ask_guidance": 0.6, "check_register": 0.3},  # nobody's own data
    ],
)
def test_else_none_of_ones_own_is_meant(intents: dict[str, float]) -> None:
    assert told(intents, 0.3).understand("高企咋样了").own is None


def test_of_equal_intents_the_order_is_always_the_same() -> None:
    ranking = told({}, 0.1).rank("任何话")
    assert ranking == told({}, 0.1).rank("任何话")
    assert len(ranking) == len({name for name, _ in ranking})


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud83d", "\x00", "办" * 3000, "，" * 50])
@pytest.mark.parametrize("shown", [None, "case"])
def test_every_text_is_understood_as_something(text: str, shown: str | None) -> None:
    found = learned().understand(text, shown)
    assert len(found.ranking) == 5
    assert all(0 <= odds <= 1 for _, odds in found.ranking)


@pytest.mark.parametrize(
    ("text", "shown", "before", "of_before"),
    [
        ("还缺什么", "vouchers", "case", True),
        ("花哪里了", "case", "vouchers", True),
        ("还缺什么", "case", "vouchers", False),
        ("花哪里了", "statement", "case", False),
        ("还缺什么", "cases", "case", False),  # parts of one thing
        ("还缺什么", None, "case", False),  # documents came in between
        ("还缺什么", "vouchers", None, False),
        ("还缺什么", "vouchers", "unbinding", False),
        ("还缺什么", "unbinding", "case", False),
        ("你好", "vouchers", "case", False),
    ],
)
def test_what_asks_nothing_of_the_thing_shown_may_ask_it_of_the_one_before(
    text: str, shown: str | None, before: str | None, of_before: bool
) -> None:
    found = learned().understand(text, shown, before)
    assert found.is_of_before == of_before
    if of_before:
        assert found.ranking[0][0] == LOOK_UPS[str(before)]
        assert found.is_about_shown
        assert found.asked is not None
        assert found.asked.name == {"case": "materials", "vouchers": "spent"}[str(before)]


def test_a_message_is_encoded_once_for_every_head() -> None:
    class Counting(Hashing):
        texts: ClassVar[list[str]] = []

        def encode(self, texts: Sequence[str]) -> Any:
            self.texts += texts
            return super().encode(texts)

    understander = learned(counting := Counting())
    counting.texts.clear()
    understander.understand("还缺什么", "vouchers", "case")
    understander.understand("花哪里了", "case", "vouchers")
    assert counting.texts == ["还缺什么", "花哪里了"]


def test_of_two_look_ups_of_ones_own_that_are_as_likely_the_first_is_meant() -> None:
    """Rasa understands neither then."""
    own = told({"check_voucher_balance": 0.38, "check_voucher_statement": 0.35}, 0.3).understand("哪一笔").own
    assert own is not None
    assert own.intent == "check_voucher_balance"
