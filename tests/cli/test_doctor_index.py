"""What `dxe doctor` says of the index."""

import shutil
from pathlib import Path

from cli.doctor import Finding, check_built
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.model.manifest import FILE as MANIFEST
from index.model.manifest import read_manifest
from index.version.checksums import FILE as SUMS
from index.version.versions import Versions
from settings import Settings
from tests.index.corpus import write_knowledge


def find(var: Path) -> Finding:
    return next(iter(check_built(Settings(var=var, terms=var / "none.yml"))))


def test_a_damaged_index_is_found_with_the_file_and_what_to_do(tmp_path: Path) -> None:
    var = tmp_path / "var"
    assert not find(var).is_well
    build_index(
        [write_knowledge(tmp_path / "knowledge")], var / "index", schedule=Schedule(least=20, most=20)
    )
    assert find(var).is_well
    folder = Versions(var / "index").current_folder()
    shutil.copy(folder / "documents.json", tmp_path / "kept.json")
    (folder / "documents.json").write_bytes(b"[")
    damaged = find(var)
    assert not damaged.is_well
    assert "documents.json" in damaged.remedy
    assert "dxe index build" in damaged.remedy
    shutil.copy(tmp_path / "kept.json", folder / "documents.json")
    assert find(var).is_well


def test_an_index_without_checksums_is_well_and_said_to_have_none(tmp_path: Path) -> None:
    var = tmp_path / "var"
    build_index(
        [write_knowledge(tmp_path / "knowledge")], var / "index", schedule=Schedule(least=20, most=20)
    )
    folder = Versions(var / "index").current_folder()
    verified = find(var).subject
    manifest = read_manifest(folder).model_copy(update={"has_checksums": False})
    (folder / MANIFEST).write_text(manifest.model_dump_json(), "utf-8")
    (folder / SUMS).unlink()
    assert find(var).is_well
    assert find(var).subject != verified
