"""A long import says how far it is: to who waits at a terminal, and to nobody else."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from records.calendar.working_days import WorkingDays
from records.feeds.importing import Import
from records.feeds.kinds import KINDS
from records.feeds.writing import Origin
from records.storage.database import Database
from tests.records.feeds.support import DISTRICTS, NOW, count, write_csv

ROWS = 1_200
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of more rows than are told of at once."""
    header, (region, _, *rest) = DISTRICTS
    return write_csv(
        tmp_path / "a.csv", [header, *((region, f"样例区{each}", *rest) for each in range(ROWS))]
    )


def test_rows_read_and_written_are_told_as_they_go_in(database: Database, path: Path) -> None:
    told: list[tuple[str, int]] = []

    def tell(stage: str, done: int) -> None:
        told.append((stage, done))

    with closing(Import(KINDS["district-contacts"], path)) as work:
        staged = work.read(tell)
        assert told == [("read", 500), ("read", 1_000), ("read", ROWS)]
        assert staged.rows == ROWS
        told.clear()
        work.write(database, Origin(NOW, WorkingDays()), actor="cli:tester", progress=tell)
    assert {stage for stage, _ in told} == {"write"}
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert (told[0][1] < ROWS, told[-1][1]) == (True, ROWS)


def dxe_import(path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("DXE_VAR", str(path.parent / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", database_url)
    result = CliRunner().invoke(app, ["records", "import", "district-contacts", str(path)])
    assert result.exit_code == 0, result.output
    return result


def test_who_waits_at_a_terminal_sees_rows_and_their_total_beside_the_output(
    database: Database, database_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # Rich takes any stream for a terminal then
    monkeypatch.setenv("COLUMNS", "120")
    result = dxe_import(path, database_url, monkeypatch)
    shown = _CONTROL.sub("", result.stderr)
    assert re.search(rf"读取并核对 .* {ROWS}/\?", shown)
    assert re.search(rf"对照并写入 .* {ROWS}/{ROWS}", shown)
    assert "对照并写入" not in result.stdout
    assert f"新增 {ROWS} 行" in result.stdout


def test_a_file_or_a_pipe_gets_no_progress(
    database: Database, database_url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    result = dxe_import(path, database_url, monkeypatch)
    assert result.stderr == ""
    assert count(database, "district_contacts") == ROWS
