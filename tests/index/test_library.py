import gc
import logging
import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.answering.answerer import Answer, Answerer
from index.library import Library
from index.version.versions import KEPT, Versions
from tests.index.corpus import TERMS
from tests.index.ingest.test_build import NOTICE, MakeFile, build

ASKED = "小蓝本要什么材料"
WITH_SYNONYM = TERMS.replace("synonyms: [高企, 国高企]", "synonyms: [高企, 国高企, 小蓝本]")


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    path = tmp_path / "edited.yml"
    path.write_text(TERMS, "utf-8")
    return path


def write(path: Path, text: str) -> None:
    """Write as an editor does; the time of change moves on even where the clock is coarse."""
    before = path.stat().st_mtime_ns
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_an_edited_synonym_counts_at_the_next_question(small_index: Path, edited: Path) -> None:
    library = Library(small_index, terms=edited)
    assert library.answerer().answer(ASKED).topic is None
    write(edited, WITH_SYNONYM)
    answer = library.answerer().answer(ASKED)
    assert (answer.topic, answer.outcome) == ("high-tech-enterprise", "answered")


def test_nothing_is_loaded_again_while_nothing_changes(small_index: Path, edited: Path) -> None:
    library = Library(small_index, terms=edited)
    assert library.answerer() is library.answerer()


def test_a_broken_file_keeps_the_last_good_one_and_names_the_field(
    small_index: Path, edited: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(edited, WITH_SYNONYM)
    library = Library(small_index, terms=edited)
    library.answerer()
    with caplog.at_level(logging.ERROR, "index.library"):
        write(edited, WITH_SYNONYM.replace("name: 科技创新券, ", ""))
        for _ in range(3):
            assert library.answerer().answer(ASKED).topic == "high-tech-enterprise"
    assert [record.getMessage().count("topics[1]") for record in caplog.records] == [1]


def test_a_file_broken_from_the_start_leaves_the_version_s_own_terms(small_index: Path, edited: Path) -> None:
    write(edited, "topics: 3: 4")
    assert (
        Library(small_index, terms=edited).answerer().answer("高企要什么材料").topic == "high-tech-enterprise"
    )


def test_without_the_file_the_version_s_own_terms_apply(small_index: Path, edited: Path) -> None:
    write(edited, WITH_SYNONYM)
    library = Library(small_index, terms=edited)
    assert library.answerer().answer(ASKED).topic == "high-tech-enterprise"
    edited.unlink()
    assert library.answerer().answer(ASKED).topic is None


def test_a_reader_goes_on_with_a_version_that_builds_have_removed(
    make_file: MakeFile, tmp_path: Path
) -> None:
    make_file("a.md", NOTICE.format(1000))
    first = build(tmp_path)
    answerer = Library(tmp_path / "index").answerer()
    for size in range(KEPT):
        make_file("a.md", NOTICE.format(2000 + size))
        build(tmp_path)
    assert not (tmp_path / "index" / "versions" / first.version).exists()
    assert "1000平方米" in answerer.answer("孵化器的固定场地要多少平方米").text


def test_the_files_of_the_version_before_are_closed(
    make_file: MakeFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As those of a large index are: mapped."""
    monkeypatch.setattr("index.engines.postings._HELD", 128)
    make_file("a.md", NOTICE.format(1000))
    first = build(tmp_path)
    library = Library(tmp_path / "index")
    library.answerer().answer("孵化器的固定场地要多少平方米")
    assert first.version in Path("/proc/self/maps").read_text("utf-8")
    make_file("a.md", NOTICE.format(2000))
    build(tmp_path)
    library.answerer().answer("孵化器的固定场地要多少平方米")
    gc.collect()
    assert first.version not in Path("/proc/self/maps").read_text("utf-8")


def test_a_version_removed_while_it_is_opened_is_followed_by_the_next(
    tmp_path: Path, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.library

    directory = tmp_path / "index"
    shutil.copytree(small_index, directory)
    opened, load = [], index.library.load_snapshot

    def vanishing(folder: Path, home: Path) -> object:
        opened.append(folder)
        if len(opened) == 1:  # as a build does: another version, CURRENT, and the old one away
            folder.rename(folder.with_name("next"))
            Versions(directory).switch("next")
        return load(folder, home)

    monkeypatch.setattr(index.library, "load_snapshot", vanishing)
    library = Library(directory)
    assert library.answerer().answer("高企要什么材料").outcome == "answered"
    assert [folder.name == "next" for folder in opened] == [False, True]
    assert library.state().condition == "ok"


def test_what_is_answerable_is_worked_out_once_a_version_region_and_day(
    tmp_path: Path, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, today, asked = tmp_path / "index", [date(2026, 11, 20)], []
    shutil.copytree(small_index, directory)
    answer = Answerer.answer

    def counting(self: Answerer, question: str, **given: Any) -> Answer:
        asked.append(question)
        return answer(self, question, **given)

    monkeypatch.setattr(Answerer, "answer", counting)
    library = Library(directory, today=lambda: today[0])
    questions = ["高企要什么材料", "今天天气怎么样"]

    def look(region: str) -> int:
        before = len(asked)
        assert library.answerable(questions, region) == questions[:1]
        return len(asked) - before

    assert [look("浙江省") for _ in range(3)] == [2, 0, 0]
    assert [look("湖北省"), look("浙江省")] == [2, 0]
    today[0] += timedelta(days=1)
    assert [look("浙江省"), look("浙江省")] == [2, 0]
    built = Versions(directory).current_folder()
    shutil.copytree(built, built.with_name("next"))
    Versions(directory).switch("next")
    assert [look("浙江省"), look("浙江省")] == [2, 0]


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff\xfe",
        b"topics: 5",
        b"topics: [{id: a, name: b, synonyms: 5}]",
        b"[" * 5000,
        b"on: 2026-02-30",
        None,
    ],
)
def test_of_edited_terms_whatever_is_wrong_the_last_good_ones_stay(
    small_index: Path, edited: Path, broken: bytes | None
) -> None:
    write(edited, WITH_SYNONYM)
    library = Library(small_index, terms=edited)
    library.answerer()
    edited.unlink()
    if broken is None:
        edited.mkdir()
    else:
        edited.write_bytes(broken)
    assert library.answerer().answer(ASKED).topic == "high-tech-enterprise"
