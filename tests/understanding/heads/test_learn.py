"""Both heads from their examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.understanding.heads.toy import ASKED, LOOKUPS, UTTERANCES, Hashing, asked, learned, utterances
from understanding.heads.asked import NONE
from understanding.heads.asked_data import AskedExample
from understanding.heads.learn import IntentExample, learn


def test_examples_are_understood_as_they_were_written() -> None:
    understander = learned()
    for intent, texts in UTTERANCES.items():
        assert [understander.rank(text)[0][0] for text in texts] == [intent] * len(texts)
    for (shown, name), texts in ASKED.items():
        for text in texts:
            found = understander.ask_of(text, shown)
            assert found is not None
            assert (found.name, found.of_it > 0.5) == (name, True), text


def test_what_can_be_asked_of_a_thing_is_what_was_and_nothing_of_it() -> None:
    head = learned().asked
    assert head is not None
    assert head.allowed == {"case": ("materials", NONE, "time"), "vouchers": ("lapse", NONE, "spent")}


def test_utterances_of_other_matters_teach_what_is_not_about_the_thing() -> None:
    understander = learned()
    for text in UTTERANCES["greeting"]:
        for shown in ("case", "vouchers"):
            found = understander.ask_of(text, shown)
            assert found is not None
            assert found.of_it < 0.5, (text, shown)


def test_what_goes_on_or_chooses_teaches_nothing_about_other_matters() -> None:
    going_on = [IntentExample("那个呢那个呢", "ask_guidance", "follow-up")]
    head = learn([*utterances(), *going_on], asked(), LOOKUPS).asked
    assert head is not None
    assert "c:那 个" not in head.head.weights.idf
    assert "c:好 的" not in head.head.weights.idf  # an answer to a question of ours
    assert "c:你 好" in head.head.weights.idf


def test_features_are_learned_once_more_for_each_kind_if_they_occur_there_twice() -> None:
    examples = [
        *asked(),
        AskedExample("test", "case", "time", "哪天到期"),
        AskedExample("test", "case", "time", "哪天能好"),
        AskedExample("test", "vouchers", "lapse", "哪天作废"),
    ]
    head = learn(utterances(), examples, LOOKUPS).asked
    assert head is not None
    known = head.head.weights.index
    assert {"c:哪 天", "case|c:哪 天"} <= set(known)
    assert "c:作 废" in known
    assert "vouchers|c:作 废" not in known  # said once


def test_an_encoder_is_learned_with_and_named() -> None:
    understander = learned(Hashing())
    assert understander.encoder is not None
    assert len(understander.intents.dense) == 2
    assert understander.asked is not None
    assert len(understander.asked.head.dense) == 2


def test_without_two_classes_nothing_can_be_learned() -> None:
    with pytest.raises(ValueError, match="two classes"):
        learn([IntentExample("你好", "greeting")], [], LOOKUPS)


@pytest.mark.parametrize("missing", UTTERANCES)
def test_without_one_intent_its_utterances_are_taken_for_others(missing: str) -> None:
    understander = learn([u for u in utterances() if u.intent != missing], asked(), LOOKUPS)
    for text in [*UTTERANCES[missing], "还缺什么", "火星"]:
        for shown in (None, "case", "vouchers", "register"):
            found = understander.understand(text, shown)
            assert found.ranking[0][0] != missing or found.is_about_shown, (text, shown)
            assert len(found.ranking) >= len(UTTERANCES) - 1


@pytest.mark.parametrize("missing", ASKED)
def test_without_one_class_something_else_of_the_thing_is_asked(missing: tuple[str, str]) -> None:
    understander = learn(utterances(), [e for e in asked() if (e.shown, e.asked) != missing], LOOKUPS)
    for text in ASKED[missing]:
        found = understander.understand(text, missing[0])
        assert found.ranking
        assert found.asked is None or found.asked.name != missing[1], text


def test_of_a_kind_without_any_class_nothing_is_asked() -> None:
    understander = learn(utterances(), [e for e in asked() if e.shown != "vouchers"], LOOKUPS)
    found = understander.understand("什么时候到期", "vouchers")
    assert (found.is_about_shown, understander.ask_of("什么时候到期", "vouchers")) == (False, None)


def test_each_text_is_encoded_once_for_both_heads() -> None:
    encoded: list[str] = []

    class Counting(Hashing):
        def encode(self, texts: Sequence[str]) -> Any:
            encoded.extend(texts)
            return super().encode(texts)

    learned(Counting())
    assert len(encoded) == len(set(encoded))
    assert set(encoded) == {example.text for example in [*utterances(), *asked()]}
