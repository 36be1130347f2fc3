"""Files of examples are read in order; a wrong one is named with what it needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from understanding.heads.asked import NONE
from understanding.heads.asked_data import AskedDataWrong, AskedExample, read_asked
from understanding.heads.kinds import LOOK_UPS

RIGHT = """
asked:
  - shown: case
    asked: materials
    examples: |
      - 还缺什么
      - 缺啥

      -   材料呢
"""


def test_each_line_is_an_example_of_its_author(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(RIGHT, "utf-8")
    (tmp_path / "a.yml").write_text(RIGHT.replace("materials", "time"), "utf-8")
    found = read_asked(tmp_path)
    assert [(each.author, each.asked, each.text) for each in found] == [
        (author, asked, text)
        for author, asked in (("a", "time"), ("b", "materials"))
        for text in ("还缺什么", "缺啥", "材料呢")
    ]
    assert found[0] == AskedExample("a", "case", "time", "还缺什么")


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert read_asked(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "需要以 asked: 开头的列表"),
        ("nlu: []", "需要以 asked: 开头的列表"),
        ("- a", "需要以 asked: 开头的列表"),
        ("asked: {shown: case}", "需要以 asked: 开头的列表"),
        ("asked: [case]", "第 1 项需要 shown、asked 和 examples"),
        ("asked: [{shown: case, asked: time}]", "第 1 项需要 shown、asked 和 examples"),
        ("asked: [{shown: case, asked: 3, examples: a}]", "第 1 项需要 shown、asked 和 examples"),
        (f"{RIGHT}  - shown: case\n    examples: a\n", "第 2 项需要 shown、asked 和 examples"),
    ],
)
def test_a_wrong_file_is_named_with_what_it_needs(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "author.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(AskedDataWrong) as caught:
        read_asked(tmp_path)
    assert str(caught.value) == f"{path}：{reason}"


@pytest.mark.parametrize("content", [b"asked: [", b"\xff\xfe", b"asked: \x00"])
def test_a_file_that_is_no_yaml_is_named_too(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "author.yml"
    path.write_bytes(content)
    with pytest.raises(AskedDataWrong) as caught:
        read_asked(tmp_path)
    assert str(path) in str(caught.value)


def test_our_own_examples_are_of_things_that_are_shown_and_by_several_authors() -> None:
    found = read_asked(ROOT / "bot/data/nlu/asked")
    kinds = {*LOOK_UPS, "guidance"}
    assert {each.shown for each in found} <= kinds
    for kind in LOOK_UPS:
        of_kind = [each for each in found if each.shown == kind]
        assert len({each.author for each in of_kind}) >= 3, kind
        assert len({each.asked for each in of_kind} - {NONE}) >= 2, kind


def test_no_example_is_written_for_two_classes_by_one_author() -> None:
    classes: dict[tuple[str, str, str], set[str]] = {}
    for each in read_asked(ROOT / "bot/data/nlu/asked"):
        classes.setdefault((each.author, each.shown, each.text), set()).add(each.asked)
    assert {key: names for key, names in classes.items() if len(names) > 1} == {}
