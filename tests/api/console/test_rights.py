"""Who may what, cell by cell: in the table of rights, in the JSON contract and among the entries of the frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from api.console.pages.parts.frame import ENTRIES, entries_of
from api.console.parts import Console
from api.console.rights import ROLE_LABELS, Right, may, rights_of
from records.staff.accounts.accounts import ROLES, Role, StaffMember
from records.storage.database import Database
from tests.api.console.support import audit_of

ClientOf = Callable[[Role], TestClient]

# Columns: hotline, case_officer, knowledge_editor, auditor, administrator.
MATRIX: dict[Right, str] = {
    "guidance": "x x x - x",
    "cases": "x x - - x",
    "vouchers": "x x - - x",
    "credit": "- x - - x",
    "registers": "x x x x x",
    "tickets": "x x - x x",
    "handoffs": "x x - - x",
    "complaints": "- - - x x",
    "unanswered": "x - x - x",
    "locks": "x x - - x",
    "holidays": "- x - - x",
    "sources": "- x - - x",
    "audit": "- - - x x",
    "demo_sms": "- - - - x",
}
CELLS = [
    (role, right, mark == "x")
    for right, marks in MATRIX.items()
    for role, mark in zip(ROLES, marks.split(), strict=True)
]
USCC = "91330109YL0000001C"
ROUTES: list[tuple[str, Right]] = [
    ("/staff/cases?q=x", "cases"),
    ("/staff/cases/XS2026-000001", "cases"),
    ("/staff/enterprises?q=x", "cases"),
    (f"/staff/vouchers?uscc={USCC}&reason=项目申报资格审查", "vouchers"),
    (f"/staff/credit?uscc={USCC}&reason=项目申报资格审查", "credit"),
    ("/staff/audit", "audit"),
    ("/staff/audit/check", "audit"),
]


def test_the_matrix_names_every_role_and_right() -> None:
    assert set(MATRIX) == set(get_args(Right))
    assert set(ROLE_LABELS) == set(ROLES)


@pytest.mark.parametrize(("role", "right", "is_allowed"), CELLS)
def test_a_role_has_a_right_or_has_it_not(role: Role, right: Right, is_allowed: bool) -> None:
    assert may(role, right) is is_allowed
    assert (right in rights_of(role)) is is_allowed


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("path", "right"), ROUTES)
def test_a_route_is_open_to_who_has_its_right_and_refusals_are_recorded(
    client_of: ClientOf, database: Database, role: Role, path: str, right: Right
) -> None:
    answer = client_of(role).get(path)
    refused = audit_of(database, "staff.open")
    if may(role, right):
        assert answer.status_code in (200, 404)
        assert refused == []
    else:
        assert answer.status_code == 403
        assert refused == [(f"staff:{role}", "staff.open", path.partition("?")[0], "refused")]


@pytest.mark.parametrize("role", ROLES)
def test_the_frame_shows_the_entries_that_a_role_may_open_and_no_others(console: Console, role: Role) -> None:
    shown = {path for path, _ in entries_of(console, StaffMember(1, "x", role))}
    assert shown == {path for rights, path, _ in ENTRIES if any(may(role, right) for right in rights)}


def test_an_auditor_sees_no_case_enterprise_voucher_or_credit() -> None:
    assert rights_of("auditor") == {"audit", "registers", "tickets", "complaints"}
