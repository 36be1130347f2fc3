"""The gate lets through what is as good as recorded, and names what got worse."""

import re
from pathlib import Path

import pytest

from index.evaluation.gate import compare_with, describe, load_recorded, record, save_recorded
from index.evaluation.questions import QuestionsInvalid
from index.evaluation.rows import Row
from tests.golden_files import Golden
from tests.index.evaluation.rows import declined, row, run


def rows(right: int, wrong: int, kind: str = "fact") -> list[Row]:
    asked = {"question": {"kind": kind}}
    good = [row(f"{kind}{n}", **asked) for n in range(right)]
    return good + [declined(f"{kind}{n}", **asked) for n in range(right, right + wrong)]


def test_the_same_run_and_a_better_one_pass() -> None:
    recorded = record(run(*rows(8, 2)))
    assert compare_with(recorded, run(*rows(8, 2))) == []
    assert compare_with(recorded, run(*rows(10, 0))) == []
    assert describe([]) == "达到记录的水平。"


def test_a_kind_that_fell_is_named_with_its_questions(golden: Golden) -> None:
    recorded = record(run(*rows(100, 0), *rows(10, 0, "typo")))
    worse = compare_with(recorded, run(*rows(100, 0), *rows(8, 2, "typo")))
    assert [item.kind for item in worse] == ["typo", "合计"]
    assert [name for name, _, _ in worse[0].lost] == ["typo8", "typo9"]
    text = describe(worse)
    assert re.findall(r"\d+", text.split("\n")[1]) == [
        "10",
        "8",
        "10",
        "9",
    ]  # asked, right, recorded, at least
    assert "typo9 问题typo9" in text
    golden.check("gate", "a kind that fell", text)


def test_one_question_of_a_kind_may_change_but_not_one_of_every_kind() -> None:
    kinds = ("fact", "typo", "time")
    recorded = record(run(*(r for kind in kinds for r in rows(50, 0, kind))))
    assert compare_with(recorded, run(*rows(49, 1), *rows(50, 0, "typo"), *rows(50, 0, "time"))) == []
    worse = compare_with(recorded, run(*(r for kind in kinds for r in rows(49, 1, kind))))
    assert [item.kind for item in worse] == ["合计"]


def test_a_figure_without_source_never_passes() -> None:
    recorded = record(run(row("1")))
    worse = compare_with(recorded, run(row("1", unsupported=("16%",))))
    assert [(item.kind, item.lost[0][2]) for item in worse] == [("数字有出处", "16%")]


def test_the_level_of_other_questions_is_no_measure(tmp_path: Path) -> None:
    save_recorded(record(run(row("1"))), tmp_path / "level.json")
    recorded = load_recorded(tmp_path / "level.json")
    assert recorded == record(run(row("1")))
    with pytest.raises(QuestionsInvalid, match="另一套题目"):
        compare_with(recorded, run(row("1"), sha256="1" * 64))
    with pytest.raises(QuestionsInvalid, match="没有记录的水平"):
        load_recorded(tmp_path / "none.json")
