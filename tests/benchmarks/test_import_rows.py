"""The benchmark of imports imports what it makes, and fails where an import is too slow or not without effect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.import_rows import MAKERS, Measured, measure, passes
from tests.records.databases import postgres_database

ROWS = 50


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Measured]:
    folder = tmp_path_factory.mktemp("imports")
    return list(measure(f"sqlite:///{folder / 'records.db'}", ROWS, list(MAKERS), folder))


def check_all_kinds(found: list[Measured]) -> None:
    assert [(one.kind, one.suffix) for one in found] == [
        (kind, suffix) for kind in MAKERS for suffix in (".csv", ".xlsx")
    ]
    for first, again in zip(found[::2], found[1::2], strict=True):
        assert (first.report.rows, first.report.new) == (ROWS, ROWS)
        assert again.report.unchanged == ROWS
    assert all(one.seconds > 0 for one in found)


def test_every_kind_goes_in_and_again_without_effect(found: list[Measured]) -> None:
    check_all_kinds(found)


def test_every_kind_goes_into_postgresql_too(postgres_url: str, tmp_path: Path) -> None:
    with postgres_database(postgres_url) as url:
        check_all_kinds(list(measure(url, ROWS, list(MAKERS), tmp_path)))


def test_an_import_that_is_slower_than_a_hundred_thousand_rows_a_minute_fails(
    found: list[Measured], capsys: pytest.CaptureFixture[str]
) -> None:
    quick = [replace(one, seconds=ROWS * 59 / 100_000) for one in found]
    assert passes(quick)
    assert "missed" not in capsys.readouterr().out
    assert not passes([*quick, replace(quick[0], seconds=ROWS * 61 / 100_000)])
    assert "missed" in capsys.readouterr().out


def test_a_second_import_that_changes_anything_fails(found: list[Measured]) -> None:
    again = replace(found[1], seconds=0.001)
    assert not passes([replace(again, report=replace(again.report, unchanged=ROWS - 1, changed=1))])
