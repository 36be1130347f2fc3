"""`dxe records`, `dxe staff` and `dxe conversation`, on a data folder of their own."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from records.cases.repository import open_case, record_stage
from records.conversations.conversation import find_conversation, open_conversation
from records.conversations.turns import begin_turn
from records.migrations.revision import current_revision
from records.migrations.schema import check_schema
from records.models import Case, ServiceItem
from records.staff.accounts.accounts import sign_in
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.figures import counts
from tests.golden_files import Golden
from tests.records.support import NOW, PHONE, USCC, add_enterprise

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def var(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", empty_url)
    (tmp_path / "var").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


def dxe(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    """The database of the commands, empty at first."""
    opened = Database(empty_url)
    yield opened
    opened.close()


def test_migrate_makes_the_database_with_the_service_items_of_the_catalogue(database: Database) -> None:
    result = dxe("records", "migrate")
    assert result.exit_code == 0
    items, contacts, services = counts(result.output)
    assert min(items, contacts, services) > 0
    check_schema(database)
    with database.transaction(read_only=True) as session:
        assert session.query(ServiceItem).count() > 0


def test_migrate_goes_down_and_up_when_told(database: Database) -> None:
    assert dxe("records", "migrate").exit_code == 0
    down = dxe("records", "migrate", "--to", "0005")
    assert (down.exit_code, down.output) == (0, "数据库结构现为 0005。\n")
    assert current_revision(database) == "0005"
    unknown = dxe("records", "migrate", "--to", "base")
    assert unknown.exit_code == 2
    assert ("base" in unknown.output, "0001" in unknown.output) == (True, True)
    assert dxe("records", "migrate").exit_code == 0
    check_schema(database)


def test_cases_from_before_their_due_days_were_kept_get_them(database: Database) -> None:
    dxe("records", "migrate")
    enterprise = add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)
    with database.transaction() as session:
        item = session.query(ServiceItem).filter_by(code="foreigner-work-permit").one()
        case = open_case(
            session,
            number="XS2026-000001",
            enterprise_id=enterprise.id,
            service_item_id=item.id,
            title="样例",
            section=None,
            now=NOW,
        )
        record_stage(session, case, "accepted", at=NOW)
        kept = case.due_on
    assert kept is not None
    assert dxe("records", "migrate", "--to", "0005").exit_code == 0
    assert dxe("records", "migrate").exit_code == 0
    with database.transaction(read_only=True) as session:
        assert session.query(Case).one().due_on == kept


def test_demo_prints_enterprises_to_try_and_is_loaded_once(var: Path) -> None:
    first = dxe("records", "demo", "--as-of", "2026-11-20")
    assert first.exit_code == 0
    assert counts(first.output)[:2] == [200, 600]
    assert len(re.findall(r" \w{18}  \S+ 1600000\d{4}", first.output)) == 3
    again = dxe("records", "demo")
    assert again.exit_code == 0
    assert "2026-11-20" in again.output
    other_day = dxe("records", "demo", "--as-of", "2026-01-01")
    assert other_day.exit_code == 1
    assert "未按 2026-01-01 重新生成" in other_day.output


def test_staff_add_prints_a_password_that_signs_in(database: Database) -> None:
    result = dxe("staff", "add", "张三", "--role", "case_officer")
    assert result.exit_code == 0
    password = re.search(r"初始密码 (\S+?)（只显示这一次）", result.output)
    assert password is not None
    signed_in = sign_in(database, "张三", password[1], now=NOW)
    assert signed_in.staff is not None
    assert signed_in.staff.role == "case_officer"
    assert dxe("staff", "add", "张三", "--role", "hotline").exit_code == 1
    assert "已存在" in dxe("staff", "add", "张三", "--role", "hotline").output


def test_staff_unlock_lets_a_name_in_again(database: Database) -> None:
    dxe("staff", "add", "张三", "--role", "case_officer")
    for _ in range(6):
        outcome = sign_in(database, "张三", "wrong", now=NOW).outcome
    assert outcome == "locked"
    assert dxe("staff", "unlock", "张三").exit_code == 0
    assert sign_in(database, "张三", "wrong", now=NOW).outcome == "refused"


@pytest.mark.parametrize("arguments", [("李四",), ("李四", "--role", "king"), (" ", "--role", "hotline")])
def test_staff_add_refuses_what_is_wrong(arguments: tuple[str, ...]) -> None:
    assert dxe("staff", "add", *arguments).exit_code != 0


def test_conversation_delete_removes_it_here_and_in_rasa(database: Database, var: Path) -> None:
    dxe("records", "migrate")
    with database.transaction() as session:
        opened = open_conversation(session, hasher=KeyedHash(b"k" * 32), channel="web", now=NOW)
        begin_turn(session, opened.conversation.id, "m1", "你好", now=NOW)
    rasa = sqlite3.connect(var / "rasa.db")
    rasa.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)")
    rasa.execute("INSERT INTO events (sender_id) VALUES (?), ('other')", (opened.conversation.id,))
    rasa.commit()
    result = dxe("conversation", "delete", opened.conversation.id)
    assert result.exit_code == 0
    assert "1 条记录" in result.output
    with database.transaction(read_only=True) as session:
        assert find_conversation(session, opened.conversation.id, str(opened.token)) is None
    assert rasa.execute("SELECT sender_id FROM events").fetchall() == [("other",)]
    rasa.close()
    again = dxe("conversation", "delete", opened.conversation.id)
    assert again.exit_code == 1
    assert "没有这个会话" in again.output


def test_a_database_that_cannot_be_reached_is_said_so(
    monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    monkeypatch.setenv("DXE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = dxe("records", "migrate")
    assert result.exit_code == 1
    assert "nobody" not in result.output
    golden.check("backup", "no database", result.output.strip().splitlines()[-1])


def test_help_imports_no_database() -> None:
    code = (
        "import sys; from cli.main import app\n"
        "assert not {'sqlalchemy', 'alembic', 'pypinyin', 'argon2'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
