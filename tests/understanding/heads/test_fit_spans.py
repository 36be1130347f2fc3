"""What is learned of names: the slopes are right, and a few examples teach what they show."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from understanding.heads.fit_spans import TaggedText, _expect, count_pairs, fit_spans
from understanding.heads.spans import TAGS, Span, forbidden
from understanding.values.lookups import Lookups

LOOKUPS = Lookups({"高企": ("topic", "high-tech-enterprise")})


def test_how_likely_each_tag_is_sums_over_all_paths() -> None:
    chance = np.random.default_rng(5)
    scores, steps = chance.normal(size=(1, 3, len(TAGS))), chance.normal(size=(len(TAGS) + 1, len(TAGS)))
    steps += forbidden()
    likely, taken = _expect(scores, steps, np.ones((1, 3), dtype=bool))
    odds, wanted, walked = 0.0, np.zeros((3, len(TAGS))), np.zeros_like(steps)
    for path in itertools.product(range(len(TAGS)), repeat=3):
        pairs = list(zip((-1, *path), path, strict=False))
        share = float(np.exp(sum(steps[a, b] + scores[0, n, b] for n, (a, b) in enumerate(pairs))))
        odds += share
        for n, (a, b) in enumerate(pairs):
            wanted[n, b] += share
            walked[a, b] += share
    assert likely[0] == pytest.approx(wanted / odds)
    assert taken == pytest.approx(walked / odds)


def test_a_shorter_text_beside_a_longer_one_counts_alone() -> None:
    chance = np.random.default_rng(5)
    scores, steps = chance.normal(size=(2, 4, len(TAGS))), forbidden()
    there = np.array([[True] * 4, [True, True, False, False]])
    together, _ = _expect(scores, steps, there)
    alone, _ = _expect(scores[1:, :2], steps, there[1:, :2])
    assert together[1, :2] == pytest.approx(alone[0])


def test_a_few_examples_teach_where_a_name_stands() -> None:
    examples = [
        TaggedText(f"{name}{asks}", [Span("name", 0, len(name))])
        for name in ("甲乙公司", "丙公司", "丁戊己公司", "庚公司", "辛壬公司")
        for asks in ("是高企吗", "在名单吗", "到期没")
    ]
    plain = [TaggedText(text, []) for text in ("高企到期没", "名单在哪", "你好", "")] * 3
    tagger = fit_spans([*examples, *plain], LOOKUPS, common={})
    assert tagger.find("戌亥公司在名单吗", LOOKUPS) == [Span("name", 0, 4)]
    assert tagger.find("高企到期没", LOOKUPS) == []
    again = fit_spans([*examples, *plain], LOOKUPS, common={})
    assert np.array_equal(tagger.weights, again.weights)


def test_pairs_are_common_by_how_many_texts_have_them() -> None:
    texts = ["到期"] * 40 + ["名单"] * 10 + ["高企高企"] * 3 + ["甲乙"] * 2
    assert count_pairs(texts) == {"到期": 3, "名单": 2, "高企": 1, "企高": 1}
