"""`dxe ask` asks the desk of this installation; another index, or no database, is said on standard error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from index.encoders.training import Schedule
from index.ingest.build import build_index
from records.migrations.schema import migrate
from records.registers.sync import read_published, write_published
from records.storage.database import Database
from settings import Settings
from tests.conftest import ROOT
from tests.index.corpus import write_knowledge

runner = CliRunner()
DISTRICT = "江岸区谁负责"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    knowledge = write_knowledge(folder / "knowledge")
    build_index([knowledge], folder / "index", schedule=Schedule(least=20, most=20))
    return folder


@pytest.fixture
def served(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DXE_VAR", str(built))
    monkeypatch.setenv("DXE_DEMO", "1")
    return built / "index"


@pytest.fixture
def database(served: Path) -> Database:
    """What is published is in the database; there is no model of the bot."""
    database = Database(Settings().records_url)
    migrate(database)
    with database.transaction() as session:
        write_published(session, read_published(ROOT / "knowledge"))
    database.close()
    return database


def test_without_a_database_the_index_alone_answers_and_none_is_made(served: Path) -> None:
    result = runner.invoke(app, ["ask", "高企税率"])
    assert result.exit_code == 0
    assert "15%" in result.stdout
    assert "没有可用的业务数据库" in result.stderr
    assert not (served.parent / "records.db").exists()


@pytest.mark.usefixtures("database")
def test_another_index_answers_alone(served: Path, tmp_path: Path) -> None:
    build_index([served.parent / "knowledge"], tmp_path / "index", schedule=Schedule(least=20, most=20))
    result = runner.invoke(app, ["ask", DISTRICT, "--index", str(tmp_path / "index"), "--json"])
    assert "不是正在服务的索引" in result.stderr
    assert "亓巍" not in result.stdout
    assert json.loads(result.stdout)["step"] != "districts"


@pytest.mark.usefixtures("database")
def test_the_served_index_by_its_name_is_the_installation_s(served: Path) -> None:
    version = (served / "CURRENT").read_text().strip()
    for index in (served, served / "versions" / version):
        result = runner.invoke(app, ["ask", "高企税率", "--index", str(index)])
        assert "不是正在服务的索引" not in result.stderr


@pytest.mark.usefixtures("database")
def test_without_a_model_it_is_said_once(served: Path) -> None:
    lines = "\n".join(json.dumps({"id": n, "question": "高企税率"}) for n in range(3))
    result = runner.invoke(app, ["ask", "--jsonl"], input=lines)
    assert len(result.stdout.splitlines()) == 3
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.usefixtures("database")
def test_a_question_follows_those_before_it(served: Path) -> None:
    alone = runner.invoke(app, ["ask", "收费吗", "--json"])
    after = runner.invoke(app, ["ask", "收费吗", "--before", "高企要什么条件", "--json"])
    assert json.loads(alone.stdout)["topic"] is None
    assert json.loads(after.stdout)["topic"] == "high-tech-enterprise"
