from __future__ import annotations

import pytest

from records.cases.repository import open_case
from records.database import Database
from records.models import AuditEntry, Enterprise, ServiceItem
from records.staff.accounts import StaffMember
from records.staff.case_file import view_case
from records.staff.lookup import (
    ReasonRequired,
    record_refused_credit,
    view_credit_standing,
    view_ledger,
    view_vouchers,
)
from records.vouchers.ledger import record_redemption
from records.working_days import WorkingDays
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW, UNKNOWN_USCC, USCC


@pytest.fixture
def cases(database: Database, enterprise: Enterprise, service_item: ServiceItem) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number="XS2026-000001",
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section="合作处",
            now=NOW,
        )


def test_a_case_is_shown_with_its_history(
    database: Database, officer: StaffMember, cases: None, calendar: WorkingDays
) -> None:
    with database.transaction() as session:
        found = view_case(session, officer, "xs2026000001", now=NOW, calendar=calendar)
        missing = view_case(session, officer, "XS2026-777777", now=NOW, calendar=calendar)
    assert found is not None
    assert [step.stage for step in found.history] == ["received"]
    assert missing is None


@pytest.mark.parametrize(
    "reason", ["", "  ", "\n", "查", "查一下", "。。。。。。", "aaaaaa", "\x00\u200b\u200b\u200b"]
)
def test_credit_data_need_a_reason_of_four_characters(
    database: Database, officer: StaffMember, enterprise: Enterprise, reason: str
) -> None:
    with pytest.raises(ReasonRequired, match="至少 4 个字"), database.transaction() as session:
        view_credit_standing(session, officer, USCC, reason=reason, now=NOW)


def test_the_newest_entries_of_a_ledger_are_shown_to_staff_the_newest_first(
    database: Database, officer: StaffMember, enterprise: Enterprise
) -> None:
    batch = add_batch(database, enterprise, 100_000)
    for number in range(55):
        run(database, record_redemption, batch, 100 + number, key=f"k{number}", now=NOW, service="检验检测")
    with database.transaction() as session:
        lines = view_ledger(session, officer, USCC, now=NOW)
        assert view_ledger(session, officer, UNKNOWN_USCC, now=NOW) == []
        assert [line.amount_fen for line in lines] == [100 + number for number in range(54, 4, -1)]
        balance = view_vouchers(session, officer, USCC, now=NOW)
        assert balance is not None
        assert lines[0].balance_after_fen == balance.available_fen
        looks = session.query(AuditEntry).filter(AuditEntry.action == "staff.view_ledger")
        assert [(each.subject, each.outcome) for each in looks.order_by(AuditEntry.sequence)] == [
            (f"uscc:{USCC}", "50 found"),
            (f"uscc:{UNKNOWN_USCC}", "0 found"),
        ]


def test_every_look_is_an_audit_entry_with_name_and_reason(
    database: Database, officer: StaffMember, cases: None, calendar: WorkingDays
) -> None:
    reason = "  项目申报资格审查，联系人\n13800131234 "
    with database.transaction() as session:
        view_case(session, officer, "XS2026-000001", now=NOW, calendar=calendar)
        view_case(session, officer, "XS2026-777777", now=NOW, calendar=calendar)
        view_case(session, officer, "13800131234", now=NOW, calendar=calendar)
        assert view_credit_standing(session, officer, USCC, reason=reason, now=NOW) is not None
        assert view_credit_standing(session, officer, UNKNOWN_USCC, reason="项目申报审核", now=NOW) is None
        assert view_vouchers(session, officer, USCC, now=NOW) is not None
        assert view_vouchers(session, officer, UNKNOWN_USCC, now=NOW) is None
        record_refused_credit(session, officer, "13800131234", now=NOW)
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter(AuditEntry.actor == "staff:张三")
        looks = [
            (entry.action, entry.subject, entry.outcome, entry.reason)
            for entry in entries.order_by(AuditEntry.sequence)
        ]
    assert looks == [
        ("staff.view_case", "case:XS2026-000001", "found", None),
        ("staff.view_case", "case:XS2026-777777", "not_found", None),
        ("staff.view_case", "case:138****1234", "not_found", None),
        ("staff.view_credit", f"uscc:{USCC}", "found", "项目申报资格审查，联系人 138****1234"),
        ("staff.view_credit", f"uscc:{UNKNOWN_USCC}", "not_found", "项目申报审核"),
        ("staff.view_vouchers", f"uscc:{USCC}", "found", None),
        ("staff.view_vouchers", f"uscc:{UNKNOWN_USCC}", "not_found", None),
        ("staff.view_credit", "uscc:138****1234", "refused", None),
    ]
