"""What each role of staff may look up, cell by cell through the console's own routes, and the audit entry of each cell.

`o` is shown, `?` finds nothing, `!` is refused for what was asked, `x` for who asks. Pages: tests/api/console.
"""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.console.app import build_staff_api
from records.models import AuditEntry, Enterprise, ServiceItem
from records.staff.accounts.accounts import ROLES, Role, create_staff, sign_in
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.api.console.support import COOKIE, HOST, ScriptedLibrary, make_console
from tests.records.people.people_support import OWN, UNKNOWN
from tests.records.support import NOW, UNKNOWN_USCC, USCC

# Columns: search | case: known, unknown | credit: with a reason, without one, of an unknown enterprise | vouchers:
# with a reason, without one, of an unknown enterprise, of a uscc that is none | enterprises: search, blank |
# audit: entries, check.
STAFF_MATRIX: dict[Role, str] = {
    "hotline": "o  o ?  x x x  o ! ? !  o !  x x",
    "case_officer": "o  o ?  o ! ?  o ! ? !  o !  x x",
    "knowledge_editor": "x  x x  x x x  x x x x  x x  x x",
    "auditor": "x  x x  x x x  x x x x  x x  o o",
    "administrator": "o  o ?  o ! ?  o ! ? !  o !  o o",
}
REASON = "项目申报资格审查"
STAFF_ASKS = {
    "search": (f"/staff/cases?q={OWN}", "staff.search_cases", OWN),
    "case, known": (f"/staff/cases/{OWN}", "staff.view_case", f"case:{OWN}"),
    "case, unknown": (f"/staff/cases/{UNKNOWN}", "staff.view_case", f"case:{UNKNOWN}"),
    "credit": (f"/staff/credit?uscc={USCC}&reason={REASON}", "staff.view_credit", f"uscc:{USCC}"),
    "credit, no reason": (f"/staff/credit?uscc={USCC}", "staff.view_credit", f"uscc:{USCC}"),
    "credit, unknown": (
        f"/staff/credit?uscc={UNKNOWN_USCC}&reason={REASON}",
        "staff.view_credit",
        f"uscc:{UNKNOWN_USCC}",
    ),
    "vouchers": (f"/staff/vouchers?uscc={USCC}&reason={REASON}", "staff.view_vouchers", f"uscc:{USCC}"),
    "vouchers, no reason": (f"/staff/vouchers?uscc={USCC}", "staff.view_vouchers", f"uscc:{USCC}"),
    "vouchers, unknown": (
        f"/staff/vouchers?uscc={UNKNOWN_USCC}&reason={REASON}",
        "staff.view_vouchers",
        f"uscc:{UNKNOWN_USCC}",
    ),
    "vouchers, no uscc": (
        f"/staff/vouchers?uscc=91330109&reason={REASON}",
        "staff.view_vouchers",
        "uscc:91330109",
    ),
    "enterprises": (f"/staff/enterprises?q={USCC}", "staff.search_enterprises", USCC),
    "enterprises, blank": ("/staff/enterprises?q=%20", "staff.search_enterprises", ""),
    "audit": ("/staff/audit?subject=nothing:", "staff.view_audit", "audit:subject=nothing:"),
    "audit, check": ("/staff/audit/check", "staff.verify_audit", "audit:chain"),
}
FOR_A_REASON = ("staff.view_credit", "staff.view_vouchers")
# What stands in the log where something is shown, when it is not "found".
SHOWN = {
    "staff.search_cases": "1 found",
    "staff.search_enterprises": "1 found",
    "staff.view_audit": "0 found",
    "staff.verify_audit": "intact",
}


@pytest.mark.parametrize("role", ROLES)
def test_a_row_of_staffs_matrix(
    database: Database, holdings: dict[str, Enterprise], service_item: ServiceItem, role: Role
) -> None:
    with database.transaction() as session:
        create_staff(session, role, role, "a long password", actor="system", now=NOW)
    token = sign_in(database, role, "a long password", now=NOW).token or ""
    app = build_staff_api(make_console(database, ScriptedLibrary(), FixedClock(NOW)))
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    client.cookies.set(COOKIE, token)
    for sign, (path, action, subject) in zip(STAFF_MATRIX[role].split(), STAFF_ASKS.values(), strict=True):
        answer = client.get(path)
        assert answer.status_code == {"o": 200, "?": 404, "!": 422, "x": 403}[sign], path
        with database.transaction(read_only=True) as session:
            entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None
        shown = SHOWN.get(action, "found")
        outcome = {"o": shown, "?": "not_found", "!": "refused", "x": "refused"}[sign]
        expected = (action, subject) if sign != "x" else ("staff.open", path.partition("?")[0])
        assert (entry.actor, entry.action, entry.subject, entry.outcome) == (
            f"staff:{role}",
            *expected,
            outcome,
        )
        assert (entry.reason is not None) == (action in FOR_A_REASON and sign in "o?")
