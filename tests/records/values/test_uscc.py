"""What is said of a wrong uscc: which part of it looks wrong, and never whether the enterprise is known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as uscc_number

from records.demo.enterprises import REGIONS
from records.values.uscc import UsccInvalid, is_uscc, normalise_uscc, organisation_check_digit


def whole(body: str) -> str:
    """Return 17 characters with their check digit."""
    return body + str(uscc_number.calc_check_digit(body))


def with_organisation(eight: str, head: str = "91330109") -> str:
    """Return a uscc whose organisation code is right as well."""
    return whole(head + eight + organisation_check_digit(eight))


GOOD = with_organisation("MA2H1XU3")


def reason(text: str) -> str:
    with pytest.raises(UsccInvalid) as caught:
        normalise_uscc(text)
    return caught.value.reason


@pytest.mark.parametrize(
    ("eight", "digit"), [("D2143569", "X"), ("71526726", "X"), ("79965505", "8"), ("19220382", "1")]
)
def test_the_organisation_code_has_the_check_digit_of_its_standard(eight: str, digit: str) -> None:
    # The first is the example of GB 11714-1997 itself.
    assert organisation_check_digit(eight) == digit


@pytest.mark.parametrize(
    "typed",
    [GOOD, GOOD.lower(), f" {GOOD[:4]} {GOOD[4:8]} {GOOD[8:]} ", "".join(chr(ord(c) + 0xFEE0) for c in GOOD)],
)
def test_a_right_code_is_taken_however_it_is_typed(typed: str) -> None:
    assert normalise_uscc(typed) == GOOD


@pytest.mark.parametrize(("text", "count"), [("", 0), (GOOD[:-1], 17), (GOOD + "1", 19), ("9" * 100, 100)])
def test_a_wrong_length_is_counted(text: str, count: int) -> None:
    assert f"您输入的是 {count} 位" in reason(text)


@pytest.mark.parametrize(
    ("at", "sign", "other"),
    [(2, "O", "0"), (10, "Z", "2"), (12, "I", "1"), (3, "B", "8"), (9, "V", "U"), (17, "S", "5")],
)
def test_a_letter_that_cannot_be_there_is_named_with_what_it_looks_like(
    at: int, sign: str, other: str
) -> None:
    said = reason(GOOD[:at] + sign + GOOD[at + 1 :])
    assert f"第 {at + 1} 位不会是“{sign}”，会不会是“{other}”？" in said


@pytest.mark.parametrize(
    ("at", "sign", "why"),
    [(4, "K", "只能是数字"), (10, "*", "没有 I、O、S、V、Z"), (17, "企", "没有 I、O、S、V、Z")],
)
def test_a_sign_that_looks_like_nothing_is_named(at: int, sign: str, why: str) -> None:
    said = reason(GOOD[:at] + sign + GOOD[at + 1 :])
    assert f"第 {at + 1} 位不会是“{sign}”" in said
    assert why in said


@pytest.mark.parametrize(("right", "typed"), [("8", "B"), ("B", "8")])
def test_the_one_look_alike_that_mends_the_code_is_pointed_at(right: str, typed: str) -> None:
    code = with_organisation(f"MA2H{right}XU3")
    said = reason(code.replace(f"H{right}X", f"H{typed}X"))
    assert ("第 13 位" in said, re.findall("“(.)”", said)) == (True, [typed, right])


def test_a_region_that_is_none_is_named() -> None:
    assert "339999" in reason(GOOD[:2] + "339999" + GOOD[8:])


def test_an_organisation_code_whose_own_check_digit_is_wrong_is_named() -> None:
    said = reason(GOOD[:10] + ("3" if GOOD[10] != "3" else "4") + GOOD[11:])
    assert "第 9 至 17 位" in said
    assert "行政区划" not in said


def test_the_last_character_is_not_cleared_where_the_organisation_code_has_no_check_digit_of_its_own() -> (
    None
):
    assert "最后一位（D）" in reason("91330109YL0000001D")


def test_where_all_parts_fit_the_last_character_is_named() -> None:
    said = reason(GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"))
    assert "最后一位" in said
    assert "第 9 至 17 位" not in said


def test_a_code_is_right_by_its_last_character_alone() -> None:
    # Old divisions were abolished, and not every organisation code in use follows its own standard.
    assert is_uscc(whole("91339999YL0000001"))
    assert all(is_uscc(whole(f"91{region.code}YL0000001")) for region in REGIONS)


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused_with_a_reason(text: str) -> None:
    try:
        said = ""
        taken = normalise_uscc(text)
    except UsccInvalid as problem:
        said, taken = problem.reason, None
    assert taken is None or is_uscc(taken)
    assert taken is not None or (said.endswith(("。", "？")) and len(said) < 200)
