from __future__ import annotations

from collections.abc import Callable

import pytest

from records.calendar.working_days import WorkingDays
from records.cases.repository import open_case
from records.models import AuditEntry, Enterprise, ServiceItem
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import view_case
from records.staff.files.lookup import LedgerPage, view_credit_standing, view_ledger, view_vouchers
from records.staff.files.reason import ReasonRequired
from records.storage.database import Database
from records.vouchers.ledger import record_redemption
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW, UNKNOWN_USCC, USCC

REASON = "创新券兑付审核"


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


@pytest.mark.parametrize("look", [view_credit_standing, view_vouchers, view_ledger])
@pytest.mark.parametrize(
    "reason", ["", "  ", "\n", "查", "查一下", "。。。。。。", "aaaaaa", "\x00\u200b\u200b\u200b"]
)
def test_credit_data_and_voucher_money_need_a_reason_of_four_characters(
    database: Database, officer: StaffMember, enterprise: Enterprise, reason: str, look: Callable[..., object]
) -> None:
    with pytest.raises(ReasonRequired, match="至少 4 个字"), database.transaction() as session:
        look(session, officer, USCC, reason=reason, now=NOW)


def test_a_whole_ledger_is_leafed_through_the_newest_first(
    database: Database, officer: StaffMember, enterprise: Enterprise
) -> None:
    batch = add_batch(database, enterprise, 100_000)
    for number in range(105):
        run(database, record_redemption, batch, 100 + number, key=f"k{number}", now=NOW, service="检验检测")
    with database.transaction() as session:

        def page(skip: int, uscc: str = USCC) -> LedgerPage:
            return view_ledger(session, officer, uscc, reason=REASON, now=NOW, skip=skip)

        assert page(0, UNKNOWN_USCC).lines == []
        pages = [page(0), page(50), page(100)]
        assert [each.has_older for each in pages] == [True, True, False]
        amounts = [line.amount_fen for each in pages for line in each.lines]
        assert amounts == [*(100 + number for number in range(104, -1, -1)), 100_000]
        balance = view_vouchers(session, officer, USCC, reason=REASON, now=NOW)
        assert balance is not None
        assert pages[0].lines[0].balance_after_fen == balance.available_fen
        looks = session.query(AuditEntry).filter(AuditEntry.action == "staff.view_ledger")
        assert [
            (each.subject, each.outcome, each.reason) for each in looks.order_by(AuditEntry.sequence)
        ] == [
            (f"uscc:{UNKNOWN_USCC}", "0 found", REASON),
            (f"uscc:{USCC}", "50 found", REASON),
            (f"uscc:{USCC}", "50 found", REASON),
            (f"uscc:{USCC}", "6 found", REASON),
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
        assert view_vouchers(session, officer, USCC, reason=REASON, now=NOW) is not None
        assert view_vouchers(session, officer, UNKNOWN_USCC, reason=REASON, now=NOW) is None
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
        ("staff.view_vouchers", f"uscc:{USCC}", "found", REASON),
        ("staff.view_vouchers", f"uscc:{UNKNOWN_USCC}", "not_found", REASON),
    ]
