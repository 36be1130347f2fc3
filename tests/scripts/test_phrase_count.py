"""Chinese words in code are counted by folder, and their levels do not rise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.phrase_count import compare, count_words, main

PATTERN = 'import re\n\nASKS = re.compile(r"怎么办|如何|[要需]什么")\n'
SAID = '"""一份文档。"""\n\n\ndef say() -> str:\n    """说一句话。"""\n    return "办件 受理"\n'


def write(root: Path, name: str, source: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write(tmp_path, "desk/asked.py", PATTERN)
    write(tmp_path, "actions/cases/read.py", SAID)
    return tmp_path


def held(tree: Path) -> Path:
    levels = tree / "levels.json"
    assert main(["--write"], tree, levels) == 0
    return levels


def test_runs_in_patterns_and_strings_are_counted_and_docstrings_are_not(tree: Path) -> None:
    assert count_words(tree).levels() == {
        "patterns": {"desk": 4},
        "strings": {"actions": 2, "desk": 4},
    }


@pytest.mark.parametrize(
    "name",
    [
        "actions/views/words.py",
        "actions/cases/say_case.py",
        "index/convert/sheet.py",
        "bot/tests/test_words.py",
        "bot/.venv/words.py",
    ],
)
def test_rooms_that_speak_or_read_documents_and_tests_are_left_out(tree: Path, name: str) -> None:
    before = count_words(tree).levels()

    write(tree, name, SAID)

    assert count_words(tree).levels() == before


def test_values_stand_apart_from_what_understands(tree: Path) -> None:
    write(tree, "understanding/values/numerals.py", SAID)
    write(tree, "understanding/heads/asked.py", SAID)

    counted = count_words(tree).levels()["strings"]

    assert (counted["values"], counted["understanding"]) == (2, 2)


def test_levels_as_they_were_written_are_kept(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], tree, held(tree)) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["actions/cases/read.py", "bot/serving/words.py"])
def test_a_level_that_rises_fails_also_in_a_folder_that_had_none(
    tree: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = held(tree)
    write(tree, name, SAID.replace("受理", "受理 补正"))

    assert main(["--check"], tree, levels) == 1
    assert f"strings of {name.split('/')[0]}: 3" in capsys.readouterr().err


def test_a_level_that_has_fallen_by_much_is_to_be_lowered(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = held(tree)
    high = json.loads(levels.read_text("utf-8"))
    high["strings"]["actions"] += 100
    levels.write_text(json.dumps(high), encoding="utf-8")

    assert main(["--check"], tree, levels) == 0
    assert "--write" in capsys.readouterr().out


def test_a_level_that_has_fallen_a_little_is_left_in_peace() -> None:
    assert compare({"strings": {"actions": 95}}, {"strings": {"actions": 100}}) == ([], [])
