"""Every look of staff is an audit entry: each page that is opened, each route that is asked, each refusal."""

from __future__ import annotations

from collections.abc import Callable

import nicegui
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.console.pages.parts.frame import ENTRIES
from api.console.pages.upkeep.audit_words import ACTION_WORDS, say_outcome
from api.console.parts import Console
from api.console.plain_page import not_found_page
from api.console.rights import may
from records.models import AuditEntry
from records.staff.accounts.accounts import ROLES, Role
from records.storage.database import Database
from tests.api.console.conftest import Template
from tests.api.console.support import COOKIE, audit_of, every_route

ClientOf = Callable[[Role], TestClient]
PAGES = sorted(path for _, path, _ in ENTRIES)

# What may be asked without an entry, for it shows no record, and why.
NO_LOOK = {
    "/": "leads to the first page",
    "/sign-in": "for whoever is not signed in",
    "/favicon.ico": "an image",
    "/healthz": "that the process lives",
    "/metrics": "counters",
    "/docs": "documentation",
    "/openapi.json": "documentation",
    "/staff/session": "who oneself is",
    "/staff/suggest": "published guidance, at every key",
}
NO_LOOK_UNDER = ("/static/", "/docs/assets/", "/_nicegui")


def count(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(func.count()).select_from(AuditEntry)).one()


def entries_since(database: Database, before: int) -> list[tuple[str, str, str, str]]:
    with database.transaction(read_only=True) as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.sequence > before).order_by(AuditEntry.sequence)
        )
        return [(row.actor, row.action, row.subject, row.outcome) for row in rows]


@pytest.mark.parametrize("path", PAGES)
def test_opening_a_page_is_an_entry(administrator: TestClient, whole_console: Console, path: str) -> None:
    before = count(whole_console.database)
    answer = administrator.get(path)
    assert answer.status_code == 200
    assert answer.text != not_found_page().body.decode()
    entry = ("staff:administrator", "staff.open", path, "opened")
    assert entries_since(whole_console.database, before)[0] == entry


def test_a_phone_in_an_address_is_not_kept(administrator: TestClient, whole_console: Console) -> None:
    before = count(whole_console.database)
    administrator.get("/cases/16000001234")
    subjects = [subject for _, _, subject, _ in entries_since(whole_console.database, before)]
    assert subjects[0] == "/cases/160****1234"
    assert "16000001234" not in "".join(subjects)


def test_no_route_that_shows_a_record_is_without_an_entry(
    administrator: TestClient, whole_app: FastAPI, whole_console: Console
) -> None:
    every = {*every_route(whole_app.routes), *every_route(nicegui.app.routes)}
    looks = {
        path
        for method, path in every
        if method == "GET" and path not in NO_LOOK and not path.startswith(NO_LOOK_UNDER)
    }
    assert {*PAGES, "/cases/x", "/staff/cases", "/staff/audit/check"} <= looks
    for path in sorted(looks):
        before = count(whole_console.database)
        assert administrator.get(path).status_code in (200, 404, 422), path
        assert entries_since(whole_console.database, before), path


def test_the_hotline_opens_while_the_database_is_busy_and_pages_of_records_do_not(
    administrator: TestClient, whole_console: Console
) -> None:
    with whole_console.database.connection():
        assert administrator.get("/hotline").status_code == 200
        assert administrator.get("/tickets").status_code == 503


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_shown_or_refused_by_role_and_either_is_an_entry(
    administrator: TestClient, whole_console: Console, template: Template, role: Role
) -> None:
    own = administrator.cookies[COOKIE]
    administrator.cookies.set(COOKIE, template.tokens[role])
    for rights, path, _ in ENTRIES:
        before = count(whole_console.database)
        is_shown = any(may(role, right) for right in rights)
        assert administrator.get(path).status_code == (200 if is_shown else 403), path
        entry = (f"staff:{role}", "staff.open", path, "opened" if is_shown else "refused")
        assert entries_since(whole_console.database, before)[0] == entry
    administrator.cookies.set(COOKIE, own)


USCC = "91330109YL0000001C"
USCC_WRONG = "91330109YL0000001D"


@pytest.mark.parametrize(
    ("path", "action", "subject"),
    [
        ("/staff/cases", "staff.search_cases", ""),
        ("/staff/cases?q=云源&due=gestern", "staff.search_cases", "云源 gestern"),
        ("/staff/cases?q=16000001234&page=x", "staff.search_cases", "160****1234"),
        ("/staff/cases?q=x&stage=x", "staff.open", "/staff/cases"),
        (f"/staff/cases?q={'x' * 101}", "staff.open", "/staff/cases"),
        (f"/staff/cases/{'x' * 101}", "staff.open", f"/staff/cases/{'x' * 101}"),
        ("/staff/enterprises", "staff.open", "/staff/enterprises"),
        ("/staff/enterprises?q=%20", "staff.search_enterprises", ""),
        ("/staff/vouchers", "staff.open", "/staff/vouchers"),
        (
            f"/staff/vouchers?uscc={USCC_WRONG}&reason=创新券兑付审核",
            "staff.view_vouchers",
            f"uscc:{USCC_WRONG}",
        ),
        (f"/staff/vouchers?uscc={USCC}", "staff.view_vouchers", f"uscc:{USCC}"),
        (f"/staff/vouchers?uscc={USCC}&reason=看看", "staff.view_vouchers", f"uscc:{USCC}"),
        (
            f"/staff/credit?uscc={USCC_WRONG}&reason=项目申报资格审查",
            "staff.view_credit",
            f"uscc:{USCC_WRONG}",
        ),
        ("/staff/credit", "staff.open", "/staff/credit"),
        ("/staff/audit?since=x", "staff.open", "/staff/audit"),
        (
            "/staff/audit?since=2026-11-02&until=2026-11-01",
            "staff.view_audit",
            "audit:since=2026-11-02 until=2026-11-01",
        ),
    ],
)
def test_a_look_that_is_refused_as_422_is_one_entry(
    client_of: ClientOf, database: Database, path: str, action: str, subject: str
) -> None:
    before = count(database)
    assert client_of("administrator").get(path).status_code == 422
    assert entries_since(database, before) == [("staff:administrator", action, subject, "refused")]


@pytest.mark.parametrize(
    ("path", "words", "action"),
    [
        ("/cases?q=云源&due=gestern", "时限", "staff.search_cases"),
        ("/audit?since=2026-11-02&until=2026-11-01", "起始日晚于截止日", "staff.view_audit"),
    ],
)
def test_a_look_that_a_page_refuses_is_an_entry_and_is_said(
    administrator: TestClient, whole_console: Console, path: str, words: str, action: str
) -> None:
    before = count(whole_console.database)
    answer = administrator.get(path)
    assert answer.status_code == 200
    assert words in answer.text
    refused = [entry[:2] for entry in entries_since(whole_console.database, before) if entry[3] == "refused"]
    assert refused == [("staff:administrator", action)]


def test_every_entry_is_said_in_words(administrator: TestClient, whole_console: Console) -> None:
    administrator.get("/tickets")
    for _, action, _, outcome in audit_of(whole_console.database, "staff.open"):
        assert action in ACTION_WORDS
        assert say_outcome(outcome)[0] != outcome
