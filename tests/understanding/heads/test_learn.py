"""Both heads from their examples."""

from __future__ import annotations

import pytest

from tests.understanding.heads.toy import ASKED, LOOKUPS, UTTERANCES, Hashing, asked, learned, utterances
from understanding.heads.asked import NONE
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


def test_an_encoder_is_learned_with_and_named() -> None:
    understander = learned(Hashing())
    assert understander.encoder is not None
    assert len(understander.intents.dense) == 2
    assert understander.asked is not None
    assert len(understander.asked.head.dense) == 2


def test_without_two_classes_nothing_can_be_learned() -> None:
    with pytest.raises(ValueError, match="two classes"):
        learn([IntentExample("你好", "greeting")], [], LOOKUPS)
