"""`dxe holidays`, on a data folder of its own and each of the databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.figures import counts

GOOD = "years:\n  2027:\n    source: 样例通知第1号\n    holidays: [2027-01-01]\n    workdays: [2027-01-09]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", database_url)
    monkeypatch.delenv("DXE_HOLIDAYS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dxe(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def add(folder: Path, content: str) -> Result:
    (folder / "holidays.yml").write_text(content, encoding="utf-8")
    return dxe("holidays", "add", "holidays.yml")


def test_a_file_is_added_and_listed(folder: Path) -> None:
    added = add(folder, GOOD)
    assert (added.exit_code, "2027" in added.output, counts(added.output)) == (0, True, [0])
    listed = dxe("holidays", "list")
    assert listed.exit_code == 0
    (line,) = [line for line in listed.output.splitlines() if line.startswith("2027")]
    assert (counts(line), "样例通知第1号" in line, "system" in line) == ([1, 1], True, True)
    assert "至 2026 " in listed.output


def test_open_cases_get_their_new_deadlines(folder: Path) -> None:
    assert dxe("records", "demo", "--as-of", "2026-12-20").exit_code == 0
    added = add(folder, GOOD)
    assert added.exit_code == 0
    assert "办件 0 件" not in added.output


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("years: [", "holidays.yml 无法读取"),
        ("years: {2027: {source: x, holidays: [2026-01-01]}}", "2026-01-01 不在 2027 年"),
        ("years: {2027: {source: x, holidays: [2027-02-30]}}", "holidays.yml 中有不存在的日期"),
        ("years: {2027: {source: x, holidays: []}}", "没有列出放假日期"),
        (GOOD + "  2028: {source: x, holidays: []}\n", "2028 年没有列出放假日期"),
    ],
)
def test_a_wrong_file_is_refused_whole(folder: Path, content: str, reason: str) -> None:
    refused = add(folder, content)
    assert refused.exit_code == 1
    assert reason in refused.output
    assert "样例通知" not in dxe("holidays", "list").output


def test_a_missing_file_is_named() -> None:
    refused = dxe("holidays", "add", "none.yml")
    assert refused.exit_code == 1
    assert "none.yml" in refused.output


def test_the_file_of_the_settings_is_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "staff.yml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("DXE_HOLIDAYS", str(folder / "staff.yml"))
    assert re.search("^2027 .*样例通知第1号", dxe("holidays", "list").output, re.MULTILINE)
