"""A version whose files are not as they were built is refused, and said to be; the one in memory serves meanwhile."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.ingest.build import build_index
from index.library import Library
from index.model.errors import IndexDamaged, IndexMissing
from index.model.manifest import FILE as MANIFEST
from index.model.manifest import read_manifest
from index.version.checksums import FILE as SUMS
from index.version.versions import CURRENT, Versions
from tests.index.conftest import QUICK, TODAY
from tests.index.corpus import TERMS

ASKED = "高企要什么材料"
Damage = Callable[[Path], None]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def remove(path: Path) -> None:
    path.unlink()


def make_unreadable(path: Path) -> None:
    """For root too, who may read every file: a link that leads to itself."""
    path.unlink()
    path.symlink_to(path.name)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: tuple[Damage, ...] = (cut, flip, remove, make_unreadable, make_folder)
# Of what takes seconds each, one kind for work and all kinds for `make test-all`.
FIRST_FOR_WORK = [DAMAGES[0], *(pytest.param(each, marks=pytest.mark.slow) for each in DAMAGES[1:])]


@pytest.fixture
def directory(tmp_path: Path, small_index: Path) -> Path:
    """An index of two like versions: `good`, which is current, and `next`."""
    copied = tmp_path / "index"
    shutil.copytree(small_index, copied)
    built = Versions(copied).current_folder()
    shutil.copytree(built, built.with_name("next"))
    built.rename(built.with_name("good"))
    Versions(copied).switch("good")
    return copied


def needed_files(folder: Path) -> list[str]:
    """What SHA256SUMS names, itself, and nothing else."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return [SUMS, *(line.split("  ", 1)[1] for line in lines)]


def start(directory: Path) -> Library:
    library = Library(directory, today=lambda: TODAY)
    assert library.answerer().answer(ASKED).outcome == "answered"
    return library


def test_a_build_writes_a_checksum_of_every_file_the_version_needs(directory: Path) -> None:
    folder = directory / "versions" / "good"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    encoder = directory / read_manifest(folder).encoder.folder
    own = {os.path.relpath(path, folder) for path in encoder.rglob("*") if path.is_file()}
    assert own
    assert set(needed_files(folder)) == files | own
    assert start(directory).state().condition == "ok"


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_of_a_damaged_version_nothing_is_answered_until_it_is_repaired(
    directory: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    """Every file of the version and of its encoder in turn, with the good one in memory and without."""
    library = start(directory)
    loaded = library.answerer()
    folder = directory / "versions" / "next"
    for name in needed_files(folder):
        path = folder / name
        kept = path.read_bytes()
        damage(path)
        caplog.clear()
        Versions(directory).switch("next")
        for _ in range(3):
            assert library.answerer() is loaded, name
            assert library.answerer().answer(ASKED).outcome == "answered"
        state = library.state()
        assert (state.condition, state.serves) == ("refused", True), name
        assert [record.getMessage().split(":")[0] for record in caplog.records] == ["index_refused"], name
        with pytest.raises(IndexMissing):
            Library(directory).answerer()
        assert not Library(directory).state().serves
        Versions(directory).switch("good")
        restore(path, kept)
        assert library.state().condition == "ok"
    Versions(directory).switch("next")
    assert library.answerer() is not loaded
    assert library.state().condition == "ok"


def restore(path: Path, content: bytes) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        path.rmdir()
    path.write_bytes(content)


@pytest.mark.parametrize("damage", FIRST_FOR_WORK)
def test_a_version_that_is_repaired_in_place_is_taken_without_a_restart(
    directory: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    with_good, without = start(directory), Library(directory)
    loaded = with_good.answerer()
    path = directory / "versions" / "next" / "lexical" / "weights.npy"
    kept = path.read_bytes()
    damage(path)
    Versions(directory).switch("next")
    assert with_good.answerer() is loaded
    with pytest.raises(IndexDamaged):
        without.answerer()
    restore(path, kept)
    for library in (with_good, without):
        assert library.answerer() is not loaded
        assert library.state().condition == "ok"
    messages = [record.getMessage().split(":")[0] for record in caplog.records]
    assert messages.count("index_accepted") == 2


def test_a_damaged_version_is_read_once_and_not_at_every_question(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index.library

    opened, load = [], index.library.load_snapshot

    def counting(folder: Path, home: Path) -> object:
        opened.append(folder)
        return load(folder, home)

    library = start(directory)
    monkeypatch.setattr(index.library, "load_snapshot", counting)
    flip(directory / "versions" / "next" / "documents.json")
    Versions(directory).switch("next")
    for _ in range(20):
        library.answerer()
    assert len(opened) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"gone",
        *(
            pytest.param(content, marks=pytest.mark.slow)
            for content in (
                b"",
                b"\n",
                b"\xff\xfe\x00",
                b"../../etc",
                b"good\nnext",
                b"x" * 5000,
                b"good\x00",
            )
        ),
    ],
)
def test_what_current_says_is_no_version_and_the_one_in_memory_serves(
    directory: Path, content: bytes
) -> None:
    library = start(directory)
    loaded = library.answerer()
    (directory / CURRENT).write_bytes(content)
    assert library.answerer() is loaded
    assert (library.state().condition, library.state().version) == ("refused", loaded.index_version)
    fresh = Library(directory)
    assert (fresh.state().condition, fresh.current_version()) == ("damaged", None)
    with pytest.raises(IndexDamaged):
        fresh.answerer()
    Versions(directory).switch("next")
    assert library.state().condition == fresh.state().condition == "ok"


@pytest.mark.parametrize("damage", [remove, make_folder, make_unreadable])
def test_current_itself_may_be_lost(directory: Path, damage: Damage) -> None:
    library = start(directory)
    damage(directory / CURRENT)
    assert library.answerer().answer(ASKED).outcome == "answered"
    assert library.state().condition == "refused"
    assert not Library(directory).state().serves


@pytest.mark.parametrize("damage", FIRST_FOR_WORK)
def test_the_version_in_memory_serves_though_its_own_files_are_damaged(
    tmp_path: Path, directory: Path, damage: Damage
) -> None:
    terms = tmp_path / "terms.yml"
    terms.write_text(TERMS, "utf-8")
    library = Library(directory, terms=terms, today=lambda: TODAY)
    before = library.answerer().answer("创新券怎么兑付")
    for name in needed_files(directory / "versions" / "good"):
        damage(directory / "versions" / "good" / name)
    assert library.answerer().answer("创新券怎么兑付") == before
    assert library.answerer().answer(ASKED).outcome == "answered"
    terms.write_text(TERMS.replace("[高企, 国高企]", "[高企, 国高企, 小蓝本]"), "utf-8")
    assert library.answerer().answer("小蓝本要什么材料").outcome == "answered"


def without_checksums(folder: Path) -> None:
    """As builds wrote it before there were checksums."""
    manifest = read_manifest(folder).model_dump(mode="json", exclude={"has_checksums"})
    (folder / MANIFEST).write_text(read_manifest(folder).model_validate(manifest).model_dump_json(), "utf-8")
    (folder / SUMS).unlink()


def test_a_version_of_an_older_build_serves_and_is_said_to_be_unverified(directory: Path) -> None:
    without_checksums(directory / "versions" / "good")
    state = start(directory).state()
    assert (state.condition, state.serves) == ("unverified", True)
    assert state.reason


@pytest.mark.slow
@pytest.mark.parametrize("damage", [cut, remove, make_unreadable, make_folder])
def test_of_an_older_build_what_cannot_be_read_is_refused_too(directory: Path, damage: Damage) -> None:
    library = start(directory)
    loaded = library.answerer()
    folder = directory / "versions" / "next"
    needed = [
        name for name in needed_files(folder) if name.endswith((".npy", ".faiss", ".jsonl", "documents.json"))
    ]
    without_checksums(folder)
    for name in needed:
        kept = (folder / name).read_bytes()
        damage(folder / name)
        Versions(directory).switch("next")
        assert library.answerer() is loaded, name
        assert library.state().condition == "refused", name
        Versions(directory).switch("good")
        restore(folder / name, kept)


def test_a_build_replaces_a_damaged_version_though_nothing_else_changed(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.md").write_text("# 孵化器管理办法\n\n## 条件\n\n固定场地不少于1000平方米。\n", "utf-8")
    directory = tmp_path / "index"

    def build() -> str:
        return build_index([source], directory, schedule=QUICK).version

    first = build()
    assert build() == first
    encoder = directory / read_manifest(directory / "versions" / first).encoder.folder
    for damaged in (directory / "versions" / first / "documents.json", encoder / "model.safetensors"):
        flip(damaged)
        assert Library(directory).state().condition == "damaged"
        build()
        assert Library(directory).state().condition == "ok"
        first = Versions(directory).current_folder().name
        encoder = directory / read_manifest(directory / "versions" / first).encoder.folder


def test_a_build_goes_over_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.md").write_text("# 孵化器管理办法\n\n## 条件\n\n固定场地不少于1000平方米。\n", "utf-8")
    version = build_index([source], tmp_path / "index", schedule=QUICK).version
    (tmp_path / "index" / "versions" / version / MANIFEST).write_bytes(b"{")
    build_index([source], tmp_path / "index", schedule=QUICK)
    assert Library(tmp_path / "index").state().condition == "ok"
    assert len(list((tmp_path / "index" / "versions").iterdir())) == 1
