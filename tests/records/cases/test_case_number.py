from __future__ import annotations

import pytest

from records.cases.numbers import normalise_case_number


@pytest.mark.parametrize(
    "typed",
    [
        "XS2026-000123",
        "xs2026-000123",
        "XS2026000123",
        "ＸＳ２０２６－０００１２３",
        "ｘｓ２０２６ー０００１２３",
        " XS 2026 000123 ",
        "XS2026—000123",
        "XS2O26-OOO123",
    ],
)
def test_a_case_number_is_read_as_people_type_it(typed: str) -> None:
    assert normalise_case_number(typed) == "XS2026-000123"
