"""`dxe audit`, on a data folder of its own and each of the databases."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from cli.main import app
from records.audit.log import record_audit
from records.storage.database import Database
from tests.figures import counts
from tests.records.support import NOW


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


@pytest.mark.parametrize("command", ["verify", "list", "head"])
def test_a_database_without_tables_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str, command: str
) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DATABASE_URL", empty_url)
    result = CliRunner().invoke(app, ["audit", command])
    assert result.exit_code == 1
    assert "请先运行 dxe records migrate" in result.output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "none"))
    monkeypatch.delenv("DXE_DATABASE_URL", raising=False)
    result = CliRunner().invoke(app, ["audit", "list"])
    assert result.exit_code == 1
    assert f"文件夹 {tmp_path / 'none'} 不存在" in result.output


@pytest.fixture
def log(var: Path, database: Database) -> Database:
    """A log of three entries, on three days."""
    for number, name in enumerate(["张三", "李四", "张三"]):
        add(database, name, days=number)
    return database


def add(database: Database, name: str, days: int = 0) -> None:
    with database.transaction() as session:
        record_audit(
            session,
            actor=f"staff:{name}",
            action="staff.view_credit",
            subject=f"uscc:{days}",
            outcome="found",
            reason="项目申报资格审查",
            now=NOW + timedelta(days=days),
        )


def dxe(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments])


def change(database: Database, *statements: str) -> None:
    """Change the log as whoever owns the database can: past its triggers."""
    past_triggers = (
        [f"DROP TRIGGER IF EXISTS audit_entries_no_{change}" for change in ("update", "delete")]
        if database.url.get_backend_name() == "sqlite"
        else ["SET LOCAL session_replication_role = replica"]
    )
    with database.transaction() as connection:
        for statement in past_triggers:
            connection.execute(text(statement))
        for statement in statements:
            connection.execute(text(statement))


def test_a_whole_log_is_verified_and_its_head_printed(log: Database) -> None:
    result = dxe("verify")
    assert result.exit_code == 0
    assert counts(result.output) == [3]
    assert re.search("3:[0-9a-f]{64}", result.output)


def test_the_first_bad_entry_is_told_and_the_command_fails(log: Database) -> None:
    change(log, "UPDATE audit_entries SET subject = 'uscc:9' WHERE sequence = 2")
    result = dxe("verify")
    assert result.exit_code == 1
    assert "第 2 条：内容被改动" in result.output
    assert "此前 1 条完好" in result.output


def test_a_head_is_printed_kept_and_compared_with(log: Database, var: Path) -> None:
    printed = dxe("head").stdout.strip()
    assert re.fullmatch("3:[0-9a-f]{64}", printed)
    (line,) = (var / "audit/heads.txt").read_text(encoding="utf-8").splitlines()
    assert line.endswith(f"+08:00 {printed}")
    add(log, "张三", 4)
    verified = dxe("verify")
    assert (verified.exit_code, re.findall(r"(\d+) 个链头", verified.output)) == (0, ["1"])
    assert dxe("verify", "--head", printed).exit_code == 0
    change(
        log,
        "DELETE FROM audit_entries WHERE sequence > 2",
        "UPDATE audit_tail SET sequence = 2, hash = (SELECT hash FROM audit_entries WHERE sequence = 2)",
    )
    for arguments in ([], ["--head", printed], ["--heads", str(var / "audit/heads.txt")]):
        result = dxe("verify", *arguments)
        assert (result.exit_code, "第 3 条" in result.output) == (1, True)


@pytest.mark.parametrize("given", ["3", "x:y", f"3:{'g' * 64}", f"-1:{'0' * 64}"])
def test_what_is_no_head_is_said_so(log: Database, given: str) -> None:
    result = dxe("verify", "--head", given)
    assert result.exit_code == 2
    assert "链头应写成" in result.output


def test_heads_that_contradict_each_other_are_said_so(log: Database) -> None:
    result = dxe("verify", "--head", f"1:{'0' * 64}", "--head", f"1:{'1' * 64}")
    assert result.exit_code == 2
    assert "互相矛盾" in result.output


def test_a_file_of_heads_that_is_not_there_or_no_such_file_is_said_so(log: Database, tmp_path: Path) -> None:
    assert dxe("verify", "--heads", str(tmp_path / "none")).exit_code == 2
    (tmp_path / "other.txt").write_text("你好\n", encoding="utf-8")
    result = dxe("verify", "--heads", str(tmp_path / "other.txt"))
    assert result.exit_code == 2
    assert "other.txt 第 1 行" in result.output.replace("\n", "")


@pytest.mark.parametrize(
    ("arguments", "sequences"),
    [
        ((), [3, 2, 1]),
        (("--actor", "张三"), [3, 1]),
        (("--actor", "staff:李四"), [2]),
        (("--subject", "uscc:1"), [2]),
        (("--action", "staff.view_case"), []),
        (("--since", "2026-11-21"), [3, 2]),
        (("--until", "2026-11-20"), [1]),
        (("--actor", "张三", "--since", "2026-11-21", "--until", "2026-11-22"), [3]),
        (("--limit", "2"), [3, 2]),
    ],
)
def test_entries_are_listed_by_who_what_and_when(
    log: Database, arguments: tuple[str, ...], sequences: list[int]
) -> None:
    result = dxe("list", "--json", *arguments)
    assert result.exit_code == 0
    assert [json.loads(line)["sequence"] for line in result.stdout.splitlines()] == sequences
    assert ("还有更早的" in result.stderr) == ("--limit" in arguments)


def test_a_listed_entry_says_when_who_what_and_why(log: Database) -> None:
    (line,) = [line for line in dxe("list").stdout.splitlines() if line.startswith("1 ")]
    assert line.split("  ")[:6] == [
        "1",
        "2026-11-20 10:00:00",
        "staff:张三",
        "staff.view_credit",
        "uscc:0",
        "found",
    ]
    assert line.endswith("项目申报资格审查")
