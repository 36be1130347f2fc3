"""Versions, switches, and builds that fail."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.ingest.build import UnreadableFiles, build_index
from index.library import Library
from index.model.errors import BuildError, IndexMissing
from index.version.versions import KEPT, Versions
from tests.index.conftest import QUICK

MakeFile = Callable[[str, str | bytes], Path]
NOTICE = (
    "# 孵化器管理办法\n\n第一条 为了规范科技企业孵化器的管理，制定本办法。\n\n"
    "第二条 申请认定应当有固定场地{}平方米以上。\n"
)


def build(tmp_path: Path, **options: object) -> object:
    return build_index([tmp_path / "files"], tmp_path / "index", schedule=QUICK, **options)  # type: ignore[arg-type]


def test_unchanged_sources_keep_the_version(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    first, second = build(tmp_path), build(tmp_path)
    assert (first.changed, second.changed) == (True, False)
    assert first.version == second.version


def test_a_changed_source_makes_a_new_version_with_the_same_encoder(
    make_file: MakeFile, tmp_path: Path
) -> None:
    make_file("a.md", NOTICE.format(1000))
    library = Library(tmp_path / "index")
    first = build(tmp_path)
    before = library.answerer().answer("孵化器的固定场地要多少平方米")
    make_file("a.md", NOTICE.format(2000))
    second = build(tmp_path)
    after = library.answerer().answer("孵化器的固定场地要多少平方米")
    assert (before.index_version, after.index_version) == (first.version, second.version)
    assert "1000平方米" in before.text
    assert "2000平方米" in after.text
    assert len(list((tmp_path / "index" / "encoders").iterdir())) == 1


def test_a_failed_build_leaves_the_old_version(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    first = build(tmp_path)
    make_file("b.txt", b"")
    with pytest.raises(UnreadableFiles, match=r"b\.txt: 文件是空的"):
        build(tmp_path)
    assert Library(tmp_path / "index").current_version() == first.version
    assert not list((tmp_path / "index" / "versions").glob(".new-*"))


def test_keep_going_reports_the_file_and_builds(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    make_file("b.txt", b"")
    report = build(tmp_path, keep_going=True)
    assert [(entry.path, entry.reason) for entry in report.failed] == [("b.txt", "文件是空的")]
    assert report.documents == 1


def test_two_builds_do_not_race(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    with Versions(tmp_path / "index").lock(), pytest.raises(BuildError, match="另一次建库正在进行"):
        build(tmp_path)


def test_old_versions_and_their_encoders_go(make_file: MakeFile, tmp_path: Path) -> None:
    for size in range(KEPT + 2):
        make_file("a.md", NOTICE.format(1000 + size))
        build(tmp_path, encoder="train")
    assert len(list((tmp_path / "index" / "versions").iterdir())) == KEPT
    assert len(list((tmp_path / "index" / "encoders").iterdir())) <= KEPT


def test_readers_switch_while_answers_go_on(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    build(tmp_path)
    library, failures, stop = Library(tmp_path / "index"), [], threading.Event()
    library.answerer()

    def ask() -> None:
        while not stop.is_set():
            answer = library.answerer().answer("孵化器的固定场地要多少平方米")
            if answer.outcome != "answered":
                failures.append(answer)
            stop.wait(0.005)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    make_file("a.md", NOTICE.format(3000))
    report = build(tmp_path)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert library.answerer().index_version == report.version


def test_missing_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="dxe index build"):
        Library(tmp_path).answerer()
    assert Library(tmp_path).current_version() is None


def test_an_index_that_vanishes_goes_on_serving_what_is_loaded(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    report = build(tmp_path)
    library = Library(tmp_path / "index")
    library.answerer()
    (tmp_path / "index" / "CURRENT").unlink()
    assert library.answerer().index_version == report.version


def test_one_version_s_folder_can_be_given(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    report = build(tmp_path)
    folder = tmp_path / "index" / "versions" / report.version
    assert Library(folder).answerer().index_version == report.version


def test_links_out_of_the_source_are_left_out(make_file: MakeFile, tmp_path: Path) -> None:
    make_file("a.md", NOTICE.format(1000))
    secret = tmp_path / "secret.txt"
    secret.write_text("不该被读取的内容在这里", "utf-8")
    (tmp_path / "files" / "link.txt").symlink_to(secret)
    report = build(tmp_path)
    assert [(item.name, item.reason) for item in report.skipped] == [("link.txt", "链接指向资料文件夹之外")]
    assert report.documents == 1


def test_names_that_collide_are_prefixed_with_their_source(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(NOTICE.format(1000), "utf-8")
    build_index([tmp_path / "one", tmp_path / "two"], tmp_path / "index", schedule=QUICK)
    answer = Library(tmp_path / "index").answerer().answer("孵化器的固定场地要多少平方米")
    assert answer.citations[0].document in {"one/a.md", "two/a.md"}


def test_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="nowhere"):
        build_index([tmp_path / "nowhere"], tmp_path / "index")
