"""What is asked of the thing shown: only what can be asked of such a thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.understanding.heads.toy import LOOKUPS, Told, learned
from understanding.heads.asked import NONE, AskedHead, features_of_kind
from understanding.heads.features import Weights, features

ODDS = {"lapse": 0.5, "materials": 0.2, NONE: 0.2, "time": 0.1}
HEAD = AskedHead(Told(ODDS), {"case": ["materials", "time", NONE], "vouchers": ["lapse", NONE]})


def test_what_cannot_be_asked_of_the_thing_is_not_found_however_likely() -> None:
    case, vouchers = HEAD.ask([], "case"), HEAD.ask([], "vouchers")
    assert case is not None
    assert vouchers is not None
    assert (case.name, vouchers.name) == ("materials", "lapse")


def test_confidence_is_of_the_classes_about_the_thing_and_of_it_of_all_that_may_be_said() -> None:
    case = HEAD.ask([], "case")
    assert case is not None
    assert case.confidence == pytest.approx(2 / 3)
    assert case.of_it == pytest.approx(0.3 / 0.5)


def test_none_is_never_the_name_even_where_it_is_likeliest() -> None:
    head = AskedHead(Told({NONE: 0.9, "time": 0.1}), {"case": ["time", NONE]})
    found = head.ask([], "case")
    assert found is not None
    assert found.name == "time"
    assert found.confidence == pytest.approx(1)
    assert found.of_it == pytest.approx(0.1)


def test_of_a_kind_of_which_nothing_was_learned_nothing_is_asked() -> None:
    assert HEAD.ask([], "register") is None
    assert HEAD.ask([], "") is None


def test_of_a_thing_of_which_only_none_can_be_said_nothing_is_asked() -> None:
    assert AskedHead(Told(ODDS), {"contact": [NONE]}).ask([], "contact") is None
    assert AskedHead(Told(ODDS), {"contact": []}).ask([], "contact") is None


def test_a_head_without_none_takes_everything_to_be_about_the_thing() -> None:
    found = AskedHead(Told({"time": 1.0, "state": 1.0}), {"case": ["time", "state"]}).ask([], "case")
    assert found is not None
    assert found.of_it == pytest.approx(1)


def test_what_is_shown_counts_beside_the_words() -> None:
    head = learned().asked
    assert head is not None
    words = features("什么时候", LOOKUPS)
    names = [found.name if (found := head.ask(words, shown)) else None for shown in ("case", "vouchers")]
    assert names == ["time", "lapse"]


class Heard(Told):
    """Keeps the features that it was asked with; knows one of a case's own."""

    def __init__(self) -> None:
        super().__init__({"time": 0.7, NONE: 0.3})
        self.weights = Weights({"case|c:几 天": 1.0}, 1.0, 0.5)
        self.features: list[str] = []

    def probabilities(self, features: Sequence[str], vector: Any = None) -> Any:
        self.features = list(features)
        return super().probabilities(features, vector)


def test_words_count_once_more_as_those_of_the_kind_where_that_is_known() -> None:
    head = Heard()
    asked = AskedHead(head, {"case": ["time", NONE], "vouchers": ["time", NONE]})
    asked.ask(["c:几 天", "c:还 有"], "case")
    assert "case|c:几 天" in head.features
    assert "case|c:还 有" not in head.features  # nothing was learned of it
    asked.ask(["c:几 天"], "vouchers")
    assert not any("|" in each for each in head.features if not each.startswith("shown"))
    assert features_of_kind(["a", "b"], "case") == ["case|a", "case|b"]
