"""Folders and files beyond the limits are named, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.house import MOST_LINES, MOST_MODULES, find_excesses, main


def write(root: Path, name: str, lines: int = 1) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("pass\n" * lines)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A tree that is just within the limits."""
    for number in range(MOST_MODULES):
        write(tmp_path, f"index/search/part_{number}.py")
    write(tmp_path, "index/search/__init__.py")
    write(tmp_path, "records/case.py", MOST_LINES)
    return tmp_path


def test_a_house_that_fills_its_limits_keeps_them(full: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(full) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "lines", "said"),
    [
        ("index/search/one_more.py", 1, "index/search/ holds 21 modules"),
        ("records/case.py", 251, "records/case.py has 251 lines"),
        ("settings.py", 251, "settings.py has 251 lines"),
        ("desk/door.py", 300, "desk/door.py has 300 lines"),
    ],
    ids=["a folder", "a file", "a file of no folder", "another room"],
)
def test_what_is_beyond_a_limit_fails_by_name(
    full: Path, name: str, lines: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(full, name, lines)

    assert main(full) == 1
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    "name",
    [
        "records/migrations/versions/0001_cases.py",
        "bot/.venv/lib/long.py",
        "bot/tests/test_long.py",
        "tests/test_long.py",
        "index/long.txt",
    ],
)
def test_what_is_generated_installed_or_a_test_has_no_limit(full: Path, name: str) -> None:
    write(full, name, MOST_LINES + 1)

    assert find_excesses(full) == []
