"""Examples with the names in them marked, and other names in their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from understanding.heads.asked_data import AskedDataWrong
from understanding.heads.made_names import ORGANISATIONS, PIECES, NameMaker, read_pieces
from understanding.heads.named_data import NamedExample, read_named
from understanding.heads.spans import Span

NAMES = ROOT / "bot/data/nlu/names"
RIGHT = """
names:
  - asked: entry
    examples: |
      - [甲有限公司](name)和[我们](own)都是高企吗
      - 你好
"""


def test_marks_are_spans_of_the_text_without_them(tmp_path: Path) -> None:
    (tmp_path / "hand.yml").write_text(RIGHT, "utf-8")
    text = "甲有限公司和我们都是高企吗"
    spans = (Span("name", 0, 5), Span("own", 6, 8))
    assert read_named(tmp_path) == [
        NamedExample("hand", "entry", text, spans),
        NamedExample("hand", "entry", "你好", ()),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "需要以 names: 开头的列表"),
        ("names: [a]", "第 1 项需要 asked 和 examples"),
        ("names: [{asked: entry}]", "第 1 项需要 asked 和 examples"),
        (RIGHT.replace("(own)", "(ours)"), "的标记应是 name、short、own、place 之一"),
    ],
)
def test_a_wrong_file_is_named_with_what_it_needs(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "hand.yml").write_text(content, "utf-8")
    with pytest.raises(AskedDataWrong, match=reason):
        read_named(tmp_path)


def test_there_are_enough_examples_of_each_class_by_many_hands() -> None:
    found = read_named(NAMES)
    assert len(found) >= 400
    for asked, least in (("entry", 300), ("none", 300), ("count", 80), ("contact", 80), ("district", 80)):
        examples = [each for each in found if each.asked == asked]
        assert len(examples) >= least, asked
        assert len({each.author for each in examples}) >= 5, asked
    assert {each.asked for each in found} == {"entry", "none", "count", "contact", "district", "services"}
    assert len({each.text for each in found}) == len(found)


def test_other_names_stand_where_the_marked_ones_stood() -> None:
    maker, pieces = NameMaker(read_pieces(NAMES)), read_pieces(NAMES)
    for example in read_named(NAMES):
        made = maker.remake(example)
        assert [span.kind for span in made.spans] == [span.kind for span in example.spans]
        assert outside(made) == outside(example)
    (own,) = pieces.find_own("请问咱们公司的高企")
    assert (own.start, own.end) == (2, 6)


def outside(example: NamedExample) -> str:
    text = example.text
    for span in reversed(example.spans):
        text = f"{text[: span.start]}|{text[span.end :]}"
    return text


def test_what_is_mixed_or_general_has_its_names_marked() -> None:
    maker = NameMaker(read_pieces(NAMES))
    of_one = [e for e in read_named(NAMES) if any(span.kind in ORGANISATIONS for span in e.spans)]
    for _ in range(200):
        mixed = maker.mix(of_one, ["什么时候到期"])
        assert any(span.kind in ORGANISATIONS for span in mixed.spans)
        assert all(0 <= span.start < span.end <= len(mixed.text) for span in mixed.spans)
    for example in of_one:
        assert not [span for span in maker.generalise(example).spans if span.kind in ORGANISATIONS]


def test_the_same_seed_makes_the_same_names() -> None:
    examples = read_named(NAMES)[:50]
    first, second, other = (NameMaker(read_pieces(NAMES), seed) for seed in (1, 1, 2))
    made = [[maker.remake(example) for example in examples] for maker in (first, second, other)]
    assert made[0] == made[1] != made[2]


@pytest.mark.parametrize("content", ["", "- a", "signs: 甲", "places: [", "signs: 甲\nhues: 红"])
def test_wrong_pieces_are_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / PIECES
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    with pytest.raises(AskedDataWrong, match="需要这些项"):
        read_pieces(tmp_path)
