"""Builds that read only what changed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.ingest.build import Report, UnreadableFiles, build_index
from index.ingest.cache import FILE, Cache
from index.ingest.reader import Reader
from index.ingest.reading import Reading, read_file
from index.ingest.source_file import SourceFile
from index.ingest.sources import find_files
from index.lexicon.places import Gazetteer
from index.library import Library
from tests.golden_files import Golden
from tests.index.conftest import QUICK

MakeFile = Callable[[str, str | bytes], Path]
NOTICE = "# 孵化器管理办法{0}\n\n第一条 申请认定孵化器应当有固定场地{0}平方米以上。\n"


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were converted, in order."""
    names: list[str] = []

    def counting(file: SourceFile, checksum: str, gazetteer: Gazetteer) -> Reading:
        names.append(file.name)
        return read_file(file, checksum, gazetteer)

    monkeypatch.setattr("index.ingest.reader.read_file", counting)
    return names


def build(tmp_path: Path, **options: object) -> Report:
    return build_index([tmp_path / "files"], tmp_path / "index", schedule=QUICK, **options)  # type: ignore[arg-type]


def test_only_what_changed_is_read_again(make_file: MakeFile, tmp_path: Path, converted: list[str]) -> None:
    for number in range(5):
        make_file(f"{number}.md", NOTICE.format(1000 + number))
    first = build(tmp_path)
    assert (first.read, first.unchanged, first.removed) == (5, 0, ())
    converted.clear()
    make_file("3.md", NOTICE.format(9000))
    make_file("4.md", b"").unlink()
    second = build(tmp_path)
    assert converted == ["3.md"]
    assert (second.read, second.unchanged, second.removed, second.documents) == (1, 3, ("4.md",), 4)
    answer = Library(tmp_path / "index").answerer().answer("孵化器的固定场地要多少平方米")
    assert "1004" not in answer.text


def test_a_file_that_moves_or_comes_back_is_not_read_again(
    make_file: MakeFile, tmp_path: Path, converted: list[str]
) -> None:
    path = make_file("a.md", NOTICE.format(1000))
    make_file("b.md", NOTICE.format(2000))
    build(tmp_path)
    converted.clear()
    path.rename(path.with_name("c.md"))
    report = build(tmp_path)
    assert (converted, report.removed) == ([], ("a.md",))


def test_a_sidecar_that_changes_is_read_again(
    make_file: MakeFile, tmp_path: Path, converted: list[str]
) -> None:
    make_file("a.txt", NOTICE.format(1000))
    make_file("a.yml", "region: 浙江省")
    build(tmp_path)
    make_file("a.yml", "region: 湖北省")
    build(tmp_path)
    assert converted == ["a.txt", "a.txt"]


def test_what_a_failed_build_read_is_not_read_again(
    make_file: MakeFile, tmp_path: Path, converted: list[str]
) -> None:
    make_file("a.md", NOTICE.format(1000))
    make_file("b.txt", b"")
    with pytest.raises(UnreadableFiles):
        build(tmp_path)
    make_file("b.txt", NOTICE.format(2000))
    build(tmp_path)
    assert converted == ["a.md", "b.txt", "b.txt"]


def test_a_broken_off_line_of_the_cache_is_no_reading(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    build(tmp_path)
    path = tmp_path / "index" / FILE
    whole = path.read_text("utf-8")
    path.write_text(whole[: len(whole) // 2], "utf-8")
    make_file("b.md", NOTICE.format(2000))
    assert build(tmp_path).read == 2


def test_the_cache_drops_what_nobody_uses(make_file: MakeFile, tmp_path: Path) -> None:
    for size in range(6):
        make_file("a.md", NOTICE.format(1000 + size))
        build(tmp_path)
    assert len((tmp_path / "index" / FILE).read_text("utf-8").splitlines()) <= 2


def test_many_files_are_read_once(make_file: MakeFile, tmp_path: Path, converted: list[str]) -> None:
    for number in range(400):
        make_file(f"{number % 20}/{number}.md", NOTICE.format(number))
    for _ in range(2):
        reader = Reader(find_files([tmp_path / "files"]), Cache(tmp_path / "index"), lambda *_: None)
        assert len(reader.read(False)) == 400
    assert len(converted) == 400
    assert (reader.converted, reader.unchanged) == (0, 400)


def test_the_build_reports_what_a_person_should_check(
    make_file: MakeFile, tmp_path: Path, golden: Golden
) -> None:
    head = "萧山区科学技术局\n\n萧科〔2024〕{}号\n\n萧山区创新券管理{}\n\n"
    make_file(
        "a.txt", head.format(3, "办法") + "第一条 萧山区创新券审核周期为3个月。\n\n第二条 由科技局解释。"
    )
    make_file("b.txt", head.format(3, "细则") + "第一条 萧山区创新券审核周期为5个月。")
    make_file("c.txt", (tmp_path / "files" / "b.txt").read_bytes())
    make_file(
        "d.txt",
        head.format(5, "规定")
        + "第一条 本规定自2025年1月1日起施行，《萧山区创新券管理办法》（萧科〔2019〕1号）同时废止。",
    )
    make_file(
        "e.txt", head.replace("2024", "2019").format(1, "办法") + "第一条 创新券由区科技局负责管理和兑付。"
    )
    make_file("terms.yml", "topics:\n  - {id: voucher, name: 创新券, synonyms: []}\naspects: []\n")
    notes = "\n".join(build(tmp_path).notes)
    named = [re.findall(r"[a-e]\.txt|萧科〔2024〕3号|2025-01-01|3个月", note) for note in notes.split("\n")]
    for of_one_note in (
        {"c.txt", "b.txt"},  # the same text
        {"萧科〔2024〕3号", "a.txt", "b.txt"},  # the same number
        {"e.txt", "2025-01-01", "d.txt"},  # replaced
    ):
        assert of_one_note in map(set, named)
    assert any({"a.txt", "3个月"} <= set(each) for each in named)  # disagrees
    told = [note for note in notes.split("\n") if ".txt" in note]
    golden.check("build_notes", "what a person should check", "\n".join(told))
    snapshot_folder = next((tmp_path / "index" / "versions").iterdir())
    assert "3个月" in (snapshot_folder / "conflicts.json").read_text("utf-8")
