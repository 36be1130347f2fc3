"""Reading sets of questions, and freezing one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.evaluation.frozen import check_frozen, freeze
from index.evaluation.questions import QuestionsInvalid, find_files, load_questions


def write(file: Path, *rows: dict[str, Any]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    return file


def test_both_forms_are_read(tmp_path: Path) -> None:
    full = {
        "id": "1",
        "question": "税率",
        "kind": "fact",
        "guides": ["a", "b"],
        "key": ["15%"],
        "on": "2020-01-01",
    }
    file = write(
        tmp_path / "q.jsonl",
        full,
        {"id": "2", "question": "材料", "kind": "fact", "guide": "a"},
        {"id": "3", "question": "天气", "kind": "out_of_scope", "guide": None},
        {"id": "4", "question": "创新券", "kind": "clarify", "guides": ["a", "b"], "outcome": "clarify"},
    )
    first, second, third, fourth = load_questions([file])
    assert (first.guides, first.key, first.on) == (("a", "b"), ("15%",), date(2020, 1, 1))
    assert second.guides == ("a",)
    assert second.expects_answer
    assert third.guides == ()
    assert not third.expects_answer
    assert not fourth.expects_answer


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"question": "税率", "guides": []}, "id"),
        ({"id": "1", "question": "税率"}, "没有写 guides"),
        ({"id": "1", "question": "税率", "guides": ["a"], "on": "2020-13-01"}, "on"),
        ({"id": "1", "question": "税率", "guides": ["a"], "outcome": "perhaps"}, "outcome"),
        ({"id": "1", "question": "税率", "guides": [], "outcome": "answered"}, "guides is empty"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionsInvalid, match=f"第 1 行.*{said}"):
        load_questions([write(tmp_path / "q.jsonl", row)])


def test_two_questions_may_not_share_an_id(tmp_path: Path) -> None:
    one = {"id": "1", "question": "税率", "guides": []}
    write(tmp_path / "a.jsonl", one)
    write(tmp_path / "b.jsonl", one)
    with pytest.raises(QuestionsInvalid, match="重复"):
        load_questions(find_files(tmp_path))


def test_what_is_no_file_of_questions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("not json\n")
    for file, said in ((tmp_path / "q.jsonl", "不是 JSON"), (tmp_path / "none.jsonl", "不能读取")):
        with pytest.raises(QuestionsInvalid, match=said):
            load_questions([file])
    with pytest.raises(QuestionsInvalid, match="没有问题"):
        load_questions([write(tmp_path / "empty.jsonl")])


def test_a_changed_frozen_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "knowledge" / "q.jsonl", {"id": "1", "question": "税率", "guides": ["a"]})
    record = tmp_path / "frozen.json"
    assert check_frozen(file, record, tmp_path) is None
    frozen = freeze(file, record, tmp_path, date(2026, 11, 20))
    assert (frozen.file, frozen.questions) == ("knowledge/q.jsonl", 1)
    assert check_frozen(file, record, tmp_path) == frozen
    with file.open("a") as more:
        more.write("\n")
    with pytest.raises(QuestionsInvalid, match="与封存时不同"):
        check_frozen(file, record, tmp_path)


def test_other_files_are_not_frozen_and_nothing_is_frozen_twice(tmp_path: Path) -> None:
    file = write(tmp_path / "q.jsonl", {"id": "1", "question": "税率", "guides": ["a"]})
    freeze(file, tmp_path / "frozen.json", tmp_path, date(2026, 11, 20))
    other = write(tmp_path / "mine.jsonl", {"id": "1", "question": "税率", "guides": ["b"]})
    assert check_frozen(other, tmp_path / "frozen.json", tmp_path) is None
    with pytest.raises(QuestionsInvalid, match="已经存在"):
        freeze(other, tmp_path / "frozen.json", tmp_path, date(2026, 11, 20))
