"""An installation of an earlier version is brought up to date by starting it: nobody lends a hand, and the index that
was there serves until the new one does.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text

from cli.serve.prepare import prepare
from desk.question import Context
from desk.reading import ModelMissing, Reader
from index.ingest.build import build_index
from index.library import Library
from index.model.manifest import FILE as MANIFEST
from index.version.checksums import FILE as SUMS
from index.version.versions import Versions
from records.migrations.schema import SchemaOutdated, check_schema, migrate
from records.storage.database import Database
from settings import Settings
from tests.index.conftest import QUICK
from tests.index.corpus import write_knowledge

pytestmark = [pytest.mark.slow, pytest.mark.works]
ASKED = "高企要什么材料"
RELEASED = "0005"
OLD_MODEL = "an-earlier-one.tar.gz"


def without_checksums(version: Path) -> None:
    """As builds left a version before they wrote checksums: it can be read."""
    manifest = json.loads((version / MANIFEST).read_text("utf-8"))
    del manifest["has_checksums"]
    (version / MANIFEST).write_text(json.dumps(manifest | {"inputs": "of earlier code"}), "utf-8")
    (version / SUMS).unlink()


def without_columns(version: Path) -> None:
    """As builds left it before passages were filtered by arrays: this code cannot read it."""
    without_checksums(version)
    for name in ("columns.npy", "headings.jsonl", "labels.json"):
        (version / name).unlink()


@pytest.fixture
def settings(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of an installation whose model has no heads and whose database is at 0005; its index is yet to be made."""
    var = tmp_path / "var"
    shutil.copytree(trained / "models", var / "models")
    with tarfile.open(var / "models" / OLD_MODEL, "w:gz") as archive:
        archive.add(__file__, "./components/train_LogisticRegressionClassifier0/classifier.pkl")
    (var / "models/CURRENT").write_text(OLD_MODEL + "\n", encoding="utf-8")
    knowledge = write_knowledge(tmp_path / "knowledge")
    build_index([knowledge], var / "index", schedule=QUICK)
    monkeypatch.setenv("DXE_VAR", str(var))
    monkeypatch.setenv("DXE_SOURCES", json.dumps([str(knowledge)]))
    monkeypatch.setenv("DXE_SECRET_KEY", "s" * 40)
    settings = Settings()
    database = Database(settings.records_url)
    migrate(database, RELEASED)
    with database.connection() as connection:
        connection.execute(
            text(
                "INSERT INTO enterprises (id, uscc, name, pinyin_initials, region, is_sample, created_at) VALUES "
                "(1, '91330109YL0000001C', '样例', 'yl', '浙江省', 1, '2026-01-01 00:00:00')"
            )
        )
    database.close()
    return settings


def start(settings: Settings) -> None:
    """Do what `dxe serve` does before its processes."""
    prepare(settings, Console(stderr=True))


@pytest.mark.parametrize("aged", [without_checksums, without_columns])
def test_what_an_earlier_version_left_is_made_anew_when_it_starts(
    settings: Settings, aged: Callable[[Path], None]
) -> None:
    aged(Versions(settings.index_dir).current_folder())
    before = Library(settings.index_dir).state()
    assert before.condition == ("unverified" if aged is without_checksums else "missing")
    reader, database = Reader(settings.models_dir), Database(settings.records_url)
    with pytest.raises(ModelMissing):
        reader.read(ASKED, Context())
    with pytest.raises(SchemaOutdated):
        check_schema(database)

    start(settings)

    after = Library(settings.index_dir).state()
    assert after.condition == "ok"
    assert after.version != before.version
    assert reader.read(ASKED, Context()).intent == "ask_guidance"  # the same reader: no restart
    assert (settings.models_dir / OLD_MODEL).is_file()  # to go back to
    check_schema(database)
    with database.connection() as connection:
        assert connection.execute(text("SELECT name FROM enterprises")).scalars().all() == ["样例"]
    database.close()


def test_the_index_that_was_there_serves_until_the_new_one_does(settings: Settings) -> None:
    without_checksums(Versions(settings.index_dir).current_folder())
    library = Library(settings.index_dir)
    versions = [library.answerer().index_version]
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(start, settings)
        while not starting.done():
            answerer = library.answerer()
            assert answerer.answer(ASKED).outcome == "answered"
            versions.append(answerer.index_version)
        starting.result()
    versions.append(library.answerer().index_version)
    assert len(set(versions)) == 2
    assert versions == sorted(versions, key=versions.index)  # and never the old one again


def test_starting_once_more_makes_nothing(settings: Settings) -> None:
    start(settings)
    made = {path: path.stat().st_mtime_ns for path in settings.models_dir.glob("*.tar.gz")}
    version = Versions(settings.index_dir).current_folder()
    start(settings)
    assert Versions(settings.index_dir).current_folder() == version
    assert {path: path.stat().st_mtime_ns for path in settings.models_dir.glob("*.tar.gz")} == made
