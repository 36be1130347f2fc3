"""The lists of words that staff edit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.lexicon import lists
from index.lexicon.lists import groups_in, read_words, words_in


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(lists, "FOLDER", tmp_path)
    read_words.cache_clear()
    yield tmp_path
    read_words.cache_clear()


def test_words_are_folded_and_the_longest_comes_first(folder: Path) -> None:
    (folder / "field.yml").write_text("words: [科技, Ｈi, 科技局]", "utf-8")
    assert words_in("field") == ("科技局", "hi", "科技")
    assert words_in("field", "others") == ()


def test_groups_have_lists_of_their_own(folder: Path) -> None:
    (folder / "expected.yml").write_text("why: {asked: [为何], told: [因]}", "utf-8")
    assert groups_in("expected") == {"why": {"asked": ("为何",), "told": ("因",)}}


@pytest.mark.parametrize("content", [None, b"words: [", b"\xff", b"words: 7", b""])
def test_a_list_that_cannot_be_read_is_empty(folder: Path, content: bytes | None) -> None:
    if content is not None:
        (folder / "field.yml").write_bytes(content)
    assert words_in("field") == ()
    assert groups_in("field") == {}
