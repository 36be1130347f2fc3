"""`dxe records backup` and `dxe records restore`, between data folders of their own and on PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from cli.main import app
from records.audit.log import verify_chain
from records.models import AuditEntry, Case
from records.storage.database import Database
from tests.golden_files import Golden
from tests.records.backup.sample_rows import add_sample_rows
from tests.records.databases import postgres_database

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_SECRET_KEY", "k" * 40)
    use(monkeypatch, database)
    add_sample_rows(database)


def use(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setenv("DXE_DATABASE_URL", database.url.render_as_string(hide_password=False))


def dxe(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_backup_goes_into_the_data_folder_named_by_the_time(database: Database, tmp_path: Path) -> None:
    result = dxe("records", "backup")
    assert result.exit_code == 0, result.output
    (file,) = (tmp_path / "var/backups").iterdir()
    assert re.fullmatch(r"dxe-records-\d{8}-\d{6}\.zip", file.name)
    assert str(file) in result.output.replace("\n", "")
    assert "请妥善保管" in result.output
    assert (tmp_path / "var/backups").stat().st_mode & 0o777 == 0o700
    with database.transaction(read_only=True) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert last is not None
        assert last.action == "records.backup"


def test_an_installation_moves_to_the_other_database(
    database: Database, target: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "moved.zip"
    assert dxe("records", "backup", file).exit_code == 0
    use(monkeypatch, target)
    assert dxe("records", "migrate").exit_code == 0
    result = dxe("records", "restore", file)
    assert result.exit_code == 0, result.output
    assert "  voucher_ledger_entries 3\n" in result.output
    assert dxe("records", "migrate").exit_code == 0
    with target.transaction(read_only=True) as session:
        assert verify_chain(session) is None
        assert session.scalars(select(Case.number)).one() == "XS2026-000123"
    again = dxe("records", "restore", file)
    assert again.exit_code == 1
    with target.transaction(read_only=True) as session:
        assert session.scalars(select(Case.number)).one() == "XS2026-000123"


def test_a_dry_run_touches_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    file = tmp_path / "backup.zip"
    assert dxe("records", "backup", file).exit_code == 0
    monkeypatch.setenv("DXE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = dxe("records", "restore", file, "--dry-run")
    assert result.exit_code == 0, result.output
    golden.check("backup", "a dry run", result.output.strip().splitlines()[-1])
    refused = dxe("records", "restore", file)
    assert refused.exit_code == 1
    assert "nobody" not in refused.output
    golden.check("backup", "no database", refused.output.strip().splitlines()[-1])


def test_another_key_is_refused_in_words(
    target: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.zip"
    assert dxe("records", "backup", file).exit_code == 0
    monkeypatch.setenv("DXE_SECRET_KEY", "x" * 40)
    use(monkeypatch, target)
    refused = dxe("records", "restore", file)
    assert refused.exit_code == 1
    assert "--accept-other-key" in refused.output
    accepted = dxe("records", "restore", file, "--accept-other-key")
    assert accepted.exit_code == 0, accepted.output


@pytest.mark.parametrize("target_name", ["there.zip", "none/backup.zip"])
def test_a_file_that_cannot_be_written_ends_with_a_reason(tmp_path: Path, target_name: str) -> None:
    (tmp_path / "there.zip").write_text("mine")
    result = dxe("records", "backup", tmp_path / target_name)
    assert result.exit_code == 1
    assert "已经存在" in result.output or "没有文件夹" in result.output


def test_without_a_key_there_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DXE_SECRET_KEY")
    monkeypatch.delenv("DXE_DEMO", raising=False)
    result = dxe("records", "backup", tmp_path / "backup.zip")
    assert result.exit_code == 1
    assert "DXE_SECRET_KEY" in result.output
    assert not (tmp_path / "backup.zip").exists()


def test_a_database_without_schema_is_named(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_database(postgres_url) as empty:
        for url in (f"sqlite:///{tmp_path / 'empty.db'}", empty):
            monkeypatch.setenv("DXE_DATABASE_URL", url)
            result = dxe("records", "backup", tmp_path / "backup.zip")
            assert result.exit_code == 1
            assert "请先运行 dxe records migrate" in result.output
            assert not (tmp_path / "backup.zip").exists()
