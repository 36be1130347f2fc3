"""What a build finds to read: odd names, links, zipped folders; and what it makes of documents that belong together."""

import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.ingest.cache import LEAVES, MODULES
from index.ingest.reading import Reading
from index.ingest.sources import find_files, showable
from index.ingest.succession import drop_duplicates, find_shared_numbers, link
from index.model.document import Metadata
from index.model.errors import DocumentError
from tests.golden_files import Golden

MakeFile = Callable[[str, str | bytes], Path]
TEXT = "第一条 为了规范创新券的管理，制定本办法。"


def make_zip(path: Path, members: dict[str, str | bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zipped_folder_is_read_like_a_folder(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "通知/a.txt": TEXT,
        "通知/a.yml": "title: 创新券办法",
        "内层.zip": b"PK",
        "__MACOSX/._a.txt": "x",
        "图.png": b"x",
    }
    make_zip(tmp_path / "files" / "资料.zip", members)
    found = find_files([tmp_path / "files"])
    assert [file.name for file in found.files] == ["资料.zip/通知/a.txt"]
    assert [item.name for item in found.skipped] == ["资料.zip/内层.zip", "资料.zip/图.png"]
    sidecar = found.files[0].sidecar()
    assert sidecar is not None
    assert (sidecar.name, sidecar.data.decode()) == ("资料.zip/通知/a.yml", "title: 创新券办法")
    with found.files[0].on_disk() as path:
        assert path.read_text("utf-8") == TEXT
        assert path.stat().st_mode & 0o777 & ~0o644 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["../出去.txt", "/etc/出去.txt", "a/../../出去.txt"])
def test_a_zip_whose_members_lead_out_of_it_is_refused(tmp_path: Path, name: str) -> None:
    make_zip(tmp_path / "files" / "坏.zip", {name: TEXT})
    found = find_files([tmp_path / "files"])
    assert found.files == ()
    assert [error.path for error in found.failed] == ["坏.zip"]


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "files" / "a.zip", {"a.txt": TEXT * 50})
    data = bytearray(path.read_bytes())
    data[60:90] = b"x" * 30
    path.write_bytes(bytes(data))
    with pytest.raises(DocumentError, match="已损坏") as refused:
        find_files([tmp_path / "files"]).files[0].checksum()
    assert refused.value.path == "a.zip/a.txt"


def test_links_in_a_circle_and_links_to_folders_are_left_out(make_file: MakeFile) -> None:
    folder = make_file("a.txt", TEXT).parent
    (folder / "kreis.txt").symlink_to(folder / "kreis.txt")
    (folder / "oben").symlink_to(folder)
    found = find_files([folder])
    assert [file.name for file in found.files] == ["a.txt"]
    assert {item.name for item in found.skipped} == {"kreis.txt", "oben"}


def test_names_are_shown_on_one_line_and_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("办法.txt".encode("gb18030"), "两\n行..txt".encode()):
        (folder / os.fsdecode(name)).write_text(TEXT, "utf-8")
    assert {file.name for file in find_files([folder]).files} == {"办法.txt", "两_行..txt"}
    assert showable("a/b.txt") == "a/b.txt"


def reading(path: str, title: str = "甲市创新券管理办法", digest: str = "", **known: object) -> Reading:
    metadata = Metadata(title=title, **known)  # type: ignore[arg-type]
    return Reading(path, "", metadata, (), digest or path)


def test_one_text_twice_is_kept_once_and_reported(golden: Golden) -> None:
    kept, notes = drop_duplicates(
        [reading("a.txt", digest="1"), reading("b.txt", digest="1"), reading("c.txt")]
    )
    assert [one.path for one in kept] == ["a.txt", "c.txt"]
    (note,) = notes
    assert ("a.txt" in note, "b.txt" in note) == (True, True)
    golden.check("build_notes", "one text twice", note)


def test_two_documents_with_one_number_are_both_kept_and_reported(golden: Golden) -> None:
    twice = [
        reading("a.txt", document_number="甲科〔2024〕1号"),
        reading("b.txt", document_number="甲科[2024]1号"),
    ]
    (note,) = find_shared_numbers(twice)
    assert ("甲科〔2024〕1号" in note, "a.txt" in note, "b.txt" in note) == (True, True, True)
    golden.check("build_notes", "one number twice", note)


@pytest.mark.parametrize(
    "reference", ["《甲市创新券管理办法》（甲科〔2019〕1号）", "甲科〔2019〕1号", "《甲市创新券管理办法》"]
)
def test_the_document_superseded_is_found_by_number_or_title(reference: str, golden: Golden) -> None:
    old = reading("old.txt", document_number="甲科〔2019〕1号", issued_on=date(2019, 1, 1))
    new = reading(
        "new.txt",
        "甲市创新券管理细则",
        supersedes=(reference,),
        effective_from=date(2024, 1, 1),
        region="浙江省",
    )
    linked, notes = link([old, new])
    assert linked[0].metadata.superseded_by == "new.txt"
    assert linked[0].metadata.replaced_on == date(2024, 1, 1)
    assert linked[0].metadata.inferred == ("superseded_by",)
    (note,) = notes
    assert note.index("old.txt") < note.index("2024-01-01") < note.index("new.txt")
    golden.check("build_notes", "replaced", note)
    assert linked[1] == new


@pytest.mark.parametrize(
    "known",
    [
        {"issued_on": date(2025, 1, 1)},
        {"region": "浙江省/嘉兴市"},
        {"document_number": "甲科〔2024〕9号"},
    ],
)
def test_a_later_or_another_place_s_document_is_not_superseded(known: dict[str, object]) -> None:
    old = reading("old.txt", **known)  # type: ignore[arg-type]
    new = reading(
        "new.txt",
        "甲市创新券管理细则",
        supersedes=("《甲市创新券管理办法》",),
        effective_from=date(2024, 1, 1),
        region="浙江省/杭州市",
        document_number="甲科〔2024〕9号",
    )
    assert link([old, new])[1] == []


def test_the_day_of_a_stated_successor_is_found() -> None:
    old = reading("old.md", id="old", superseded_by="new")
    new = reading("new.md", id="new", effective_from=date(2025, 5, 1))
    assert link([old, new])[0][0].metadata.replaced_on == date(2025, 5, 1)


def test_the_cache_knows_every_module_that_reading_depends_on() -> None:
    import ast

    root = Path(__file__).resolve().parents[3]
    found: set[str] = set()
    waiting = ["index/ingest/reading", "index/ingest/members", "index/ingest/source_file"]
    while waiting:
        name = waiting.pop()
        if name in found or not (root / f"{name}.py").is_file():
            continue
        found.add(name)
        tree = ast.parse((root / f"{name}.py").read_text("utf-8"))
        imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        waiting += [module.replace(".", "/") for module in imports]
    assert len(found) > 15
    # The converters and the leaves count whole, each file of theirs.
    whole = ("index/convert/", *(f"{leaf}/" for leaf in LEAVES))
    assert {name for name in found if not name.startswith(whole)} <= {f"index/{name}" for name in MODULES}
