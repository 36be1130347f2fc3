"""`dxe staff`: what each command changes, prints, and leaves in the audit log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.console.session import MEMORY_SECONDS
from cli.main import app
from records.models import AuditEntry, Staff
from records.staff.accounts.accounts import sign_in
from records.storage.database import Database
from records.values.clock import SystemClock

GIVEN = "gegeben und lang genug"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    for name in ("DXE_DATABASE_URL", "DXE_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    dxe("staff", "add", "admin", "--role", "administrator")
    dxe("staff", "add", "李四", "--role", "hotline")
    opened = Database(f"sqlite:///{tmp_path / 'var/records.db'}")
    yield opened
    opened.close()


def dxe(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def signs_in(database: Database, name: str, password: str) -> bool:
    return sign_in(database, name, password, now=SystemClock().now()).outcome == "signed_in"


def entries(database: Database, action: str) -> list[tuple[str, str]]:
    with database.transaction(read_only=True) as session:
        rows = session.query(AuditEntry).filter_by(action=action).order_by(AuditEntry.sequence)
        return [(row.subject, row.outcome) for row in rows]


def test_who_leaves_is_disabled_and_it_is_said_when_open_pages_end(database: Database) -> None:
    done = dxe("staff", "disable", "李四")
    assert done.exit_code == 0
    assert f"{MEMORY_SECONDS:.0f} 秒" in done.output
    with database.transaction(read_only=True) as session:
        assert session.query(Staff).filter_by(name="李四").one().is_active is False
    assert dxe("staff", "disable", "李四").exit_code == 0
    assert dxe("staff", "enable", "李四").exit_code == 0
    with database.transaction(read_only=True) as session:
        assert session.query(Staff).filter_by(name="李四").one().is_active is True


@pytest.mark.parametrize(
    ("arguments", "action"),
    [
        (("disable", "admin"), "staff.disable"),
        (("disable", "nobody"), "staff.disable"),
        (("enable", "nobody"), "staff.enable"),
        (("password", "nobody"), "staff.set_password"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_kept(
    database: Database, arguments: tuple[str, str], action: str
) -> None:
    refused = dxe("staff", *arguments)
    assert refused.exit_code == 1
    assert arguments[1] in refused.output
    assert "Traceback" not in refused.output
    assert entries(database, action) == [(f"staff:{arguments[1]}", "refused")]
    with database.transaction(read_only=True) as session:
        assert all(person.is_active for person in session.query(Staff))


def test_a_random_password_is_printed_once_and_signs_in(database: Database) -> None:
    done = dxe("staff", "password", "李四")
    shown = re.search(r"：(\S{16})（只显示这一次）", done.output)
    assert shown is not None
    assert signs_in(database, "李四", shown[1])


@pytest.mark.parametrize("end", ["\n", "\r\n", "", "\nmore\n"])
def test_a_given_password_is_read_from_standard_input_and_never_shown(database: Database, end: str) -> None:
    done = dxe("staff", "password", "李四", "--ask", typed=GIVEN + end)
    assert done.exit_code == 0
    assert GIVEN not in done.output
    assert signs_in(database, "李四", GIVEN)
    assert entries(database, "staff.set_password") == [("staff:李四 hotline", "done")]


def test_a_password_is_no_argument(database: Database) -> None:
    assert dxe("staff", "password", "李四", GIVEN).exit_code == 2
    assert not signs_in(database, "李四", GIVEN)


@pytest.mark.parametrize("typed", ["", "\n", "short\n"])
def test_an_unfit_password_changes_nothing(database: Database, typed: str) -> None:
    refused = dxe("staff", "password", "李四", "--ask", typed=typed)
    assert refused.exit_code == 1
    assert "12 至 200" in refused.output
    assert entries(database, "staff.set_password") == [("staff:李四", "refused")]


def test_everybody_is_listed_a_line_each(database: Database) -> None:
    dxe("staff", "password", "admin", "--ask", typed=GIVEN)
    assert signs_in(database, "admin", GIVEN)
    dxe("staff", "disable", "李四")
    listed = dxe("staff", "list").output.splitlines()
    assert re.split(r"\s{2,}", listed[1].strip()) == ["hotline", "停用", "从未登录", "李四"]
    assert re.search(r"administrator\s+在用\s+\d{4}-\d\d-\d\d \d\d:\d\d\s+admin", listed[0])


def test_without_a_database_that_fits_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    listed = dxe("staff", "list")
    assert listed.exit_code == 1
    assert "dxe records migrate" in listed.output
