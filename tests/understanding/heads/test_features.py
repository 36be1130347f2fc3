"""What is read of a text, and how much of it counts."""

from __future__ import annotations

import pytest

from tests.understanding.heads.toy import LOOKUPS
from understanding.heads.features import Weights, features
from understanding.values.lookups import Lookups


def test_codes_count_as_their_kind_whatever_their_digits() -> None:
    bare = Lookups({})
    assert features("查XS2026-000123", bare) == features("查WH2025-999999", bare)
    assert features("查XS2026-000123", bare) != features("查2026年", bare)


def test_topics_give_the_same_shape_and_other_characters() -> None:
    voucher, enterprise = features("创新券怎么申请", LOOKUPS), features("高企怎么申请", LOOKUPS)
    shape = {each for each in voucher if each.startswith("s:")}
    assert shape == {each for each in enterprise if each.startswith("s:")}
    assert {each for each in voucher if each.startswith("c:")} != {
        each for each in enterprise if each.startswith("c:")
    }


def test_traditional_full_width_and_capital_letters_read_alike() -> None:
    assert features("創新券ABC怎麼申請", LOOKUPS) == features("创新券ａｂｃ怎么申请", LOOKUPS)


def test_latin_words_give_pieces_so_that_unknown_pinyin_resembles_known() -> None:
    known, other = (
        {each for each in features(text, LOOKUPS) if each.startswith("p:")}
        for text in ("shenqing", "shenqin")
    )
    assert known & other
    assert not {each for each in features("ok", LOOKUPS) if each.startswith("p:")}


def test_longer_n_grams_contain_the_shorter() -> None:
    one, two, three = (set(features("还缺什么材料", LOOKUPS, longest)) for longest in (1, 2, 3))
    assert one < two < three


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud83d", "\x00", "a" * 5000, "。。。"])
def test_every_text_has_features(text: str) -> None:
    indices, values = Weights.learn([features("创新券", LOOKUPS)], 0.5).weigh(features(text, LOOKUPS))
    assert len(indices) == len(values)


def test_weights_have_length_one_when_all_is_known_and_less_otherwise() -> None:
    known = ["a", "b", "a"]
    weights = Weights.learn([known, ["c"]], unknown_weight=0.5)
    assert sum(value * value for value in weights.weigh(known)[1]) == pytest.approx(1)
    assert sum(value * value for value in weights.weigh([*known, "x", "y"])[1]) < 0.9
    assert weights.weigh(["x"]) == ([], [])
    assert weights.weigh([]) == ([], [])


def test_what_is_rare_weighs_more() -> None:
    weights = Weights.learn([["often", "rare"], ["often"], ["often"]], 0.5)
    found = dict(zip(*weights.weigh(["often", "rare"]), strict=True))
    assert found[weights.index["rare"]] > found[weights.index["often"]]
