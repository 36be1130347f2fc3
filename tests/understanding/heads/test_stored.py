"""Heads in a folder: read as they were written; anything else says that the bot has to be trained again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.understanding.heads.toy import LOOKUPS, Hashing, learned, utterances
from understanding.heads.fit_spans import TaggedText, fit_spans
from understanding.heads.learn import learn
from understanding.heads.public import PublicHead
from understanding.heads.spans import Span
from understanding.heads.stored import HeadsUnreadable, read_head, write_head
from understanding.heads.understander import Understander
from understanding.values.names import Name

SAID = ["还缺什么", "我的余额", "创新券怎么申请", "", "😀"]
FILES = ("intents.json", "intents.npz", "asked.json", "asked.npz")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    learned().write(tmp_path)
    return tmp_path


def test_what_is_read_understands_as_what_was_written(folder: Path) -> None:
    written, read = learned(), Understander.read(folder, LOOKUPS)
    for text in SAID:
        for shown in (None, "case", "statement"):
            assert read.understand(text, shown) == written.understand(text, shown)


def test_without_examples_of_what_is_asked_there_is_one_head(tmp_path: Path) -> None:
    learn(utterances(), [], LOOKUPS).write(tmp_path)
    read = Understander.read(tmp_path, LOOKUPS)
    assert read.asked is None
    assert read.understand("还缺什么", "case").asked is None


@pytest.mark.parametrize("name", [*FILES, "encoder.txt"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(HeadsUnreadable, match="dxe train --force"):
        Understander.read(folder, LOOKUPS)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_named(folder: Path, name: str, share: float) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(HeadsUnreadable) as caught:
        Understander.read(folder, LOOKUPS)
    assert name.split(".")[0] in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_something_else_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"[1, 2]")
    with pytest.raises(HeadsUnreadable):
        Understander.read(folder, LOOKUPS)


def change(folder: Path, **changes: object) -> None:
    content = json.loads((folder / "intents.json").read_text("utf-8"))
    (folder / "intents.json").write_text(json.dumps({**content, **changes}), "utf-8")


def test_another_format_is_named_with_ours(folder: Path) -> None:
    change(folder, format=1)
    with pytest.raises(HeadsUnreadable, match="格式是 1，需要 3"):
        Understander.read(folder, LOOKUPS)


@pytest.mark.parametrize(
    "changes", [{"classes": ["one"]}, {"idf": {"a": 1.0}}, {"idf": None}, {"classes": None}, {"allowed": 1}]
)
def test_parts_that_do_not_fit_are_named(folder: Path, changes: dict[str, object]) -> None:
    change(folder, **changes)
    with pytest.raises(HeadsUnreadable):
        Understander.read(folder, LOOKUPS)


def test_heads_learned_with_another_encoder_are_not_used(tmp_path: Path) -> None:
    encoder, other = Hashing(), Hashing()
    other.id = "other"
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    learned(encoder).write(tmp_path / "with")
    learned().write(tmp_path / "without")
    assert Understander.read(tmp_path / "with", LOOKUPS, encoder=encoder).encoder is encoder
    for name, present in (("with", other), ("with", None), ("without", encoder)):
        with pytest.raises(HeadsUnreadable, match="语句编码器") as caught:
            Understander.read(tmp_path / name, LOOKUPS, encoder=present)
        assert "dxe train --force" in str(caught.value)


def test_a_head_keeps_its_vectors_part_and_what_is_allowed(tmp_path: Path) -> None:
    head = learned(Hashing()).intents
    write_head(tmp_path, "one", head, {"case": ["time"]})
    read, allowed = read_head(tmp_path, "one")
    assert allowed == {"case": ["time"]}
    assert np.array_equal(read.dense, head.dense)
    assert np.array_equal(read.mean, head.mean)
    assert read.weights.index == head.weights.index


OF_NAMES = ("names.json", "names.npz", "public.json", "public.npz")


@pytest.fixture
def naming(tmp_path: Path) -> Understander:
    """Heads with a tagger, that were written too."""
    example = TaggedText("甲公司的余额", [Span("name", 0, 3)])
    tagger = fit_spans([example] * 3, LOOKUPS, common={"余额": 1})
    plain = learned()
    heads = Understander(plain.intents, plain.asked, LOOKUPS, public=PublicHead(tagger, plain.intents))
    heads.write(tmp_path)
    return heads


def test_the_tagger_finds_after_reading_what_it_found_before(naming: Understander, tmp_path: Path) -> None:
    read = Understander.read(tmp_path, LOOKUPS)
    for text in ("甲公司的余额", *SAID):
        assert read.understand(text).public == naming.understand(text).public
    assert naming.understand("甲公司的余额").public.names == (Name("name", "甲公司"),)
    assert learned().understand("甲公司的余额").public.names == ()  # where it was not learned


@pytest.mark.parametrize("name", OF_NAMES)
@pytest.mark.parametrize("content", [None, b"", b"[1, 2]", b"{}"])
@pytest.mark.usefixtures("naming")
def test_a_damaged_file_of_names_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(HeadsUnreadable, match="dxe train --force"):
        Understander.read(tmp_path, LOOKUPS)
