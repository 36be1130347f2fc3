from __future__ import annotations

from datetime import timedelta

import pytest

from records.cases.repository import open_case
from records.database import Database
from records.models import AuditEntry, Enterprise, ServiceItem
from records.staff.accounts import StaffMember, create_staff
from records.staff.lookup import ReasonRequired, search_cases, view_case, view_credit_standing
from records.working_days import WorkingDays
from tests.records.support import NOW, OTHER_USCC, UNKNOWN_USCC, USCC


@pytest.fixture
def officer(database: Database) -> StaffMember:
    with database.transaction() as session:
        return create_staff(session, "张三", "case_officer", "x", actor="system", now=NOW)


@pytest.fixture
def cases(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise, service_item: ServiceItem
) -> None:
    """Two cases of 萧山云源样例软件有限公司, one of 武汉星达样例软件有限公司."""
    with database.transaction() as session:
        for position, (number, owner) in enumerate(
            [
                ("XS2026-000001", enterprise),
                ("XS2026-000012", enterprise),
                ("WH2026-000001", other_enterprise),
            ]
        ):
            open_case(
                session,
                number=number,
                enterprise_id=owner.id,
                service_item_id=service_item.id,
                title="样例",
                section="合作处",
                now=NOW + timedelta(minutes=position),
            )


def search(database: Database, officer: StaffMember, query: str, limit: int = 20) -> list[str]:
    with database.transaction() as session:
        return [found.case_number for found in search_cases(session, officer, query, now=NOW, limit=limit)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("XS2026-000001", ["XS2026-000001"]),
        ("xs2026000001", ["XS2026-000001"]),
        ("ＸＳ２０２６－０００００１", ["XS2026-000001"]),
        ("XS2026", ["XS2026-000012", "XS2026-000001"]),
        ("000012", ["XS2026-000012"]),
        ("000001", ["WH2026-000001", "XS2026-000001", "XS2026-000012"]),  # the last by its uscc
        ("云源", ["XS2026-000012", "XS2026-000001"]),
        ("武汉星达样例软件有限公司", ["WH2026-000001"]),
        (OTHER_USCC, ["WH2026-000001"]),
        (OTHER_USCC.lower(), ["WH2026-000001"]),
        ("91420100 YL", ["WH2026-000001"]),
        ("whxd", ["WH2026-000001"]),
        ("XSYY", ["XS2026-000012", "XS2026-000001"]),
        ("样例软件", ["WH2026-000001", "XS2026-000012", "XS2026-000001"]),
        ("", []),
        ("   ", []),
        ("没有这家", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("\x00", []),
        ("😀" * 500, []),
    ],
)
def test_cases_are_found_by_what_staff_have_at_hand(
    database: Database, officer: StaffMember, cases: None, query: str, numbers: list[str]
) -> None:
    assert search(database, officer, query) == numbers


def test_an_exact_find_comes_before_what_only_contains_it(
    database: Database, officer: StaffMember, cases: None, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number="AXS2026-000001",
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=NOW + timedelta(days=1),
        )
    assert search(database, officer, "XS2026-000001") == ["XS2026-000001", "AXS2026-000001"]
    assert search(database, officer, "XS2026-000001", limit=1) == ["XS2026-000001"]


def test_a_line_of_a_search_says_whose_case_it_is_and_where_it_stands(
    database: Database, officer: StaffMember, cases: None, enterprise: Enterprise
) -> None:
    with database.transaction() as session:
        found = search_cases(session, officer, "XS2026-000001", now=NOW)[0]
    assert (found.enterprise_name, found.uscc, found.section) == (enterprise.name, USCC, "合作处")
    assert (found.stage, found.stage_label, found.since) == ("received", "已收件", NOW)


def test_a_case_is_shown_with_its_history(
    database: Database, officer: StaffMember, cases: None, calendar: WorkingDays
) -> None:
    with database.transaction() as session:
        found = view_case(session, officer, "xs2026000001", now=NOW, calendar=calendar)
        missing = view_case(session, officer, "XS2026-777777", now=NOW, calendar=calendar)
    assert found is not None
    assert [step.stage for step in found.history] == ["received"]
    assert missing is None


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_credit_data_need_a_reason(
    database: Database, officer: StaffMember, enterprise: Enterprise, reason: str
) -> None:
    with pytest.raises(ReasonRequired), database.transaction() as session:
        view_credit_standing(session, officer, USCC, reason=reason, now=NOW)


def test_every_look_is_an_audit_entry_with_name_and_reason(
    database: Database, officer: StaffMember, cases: None, calendar: WorkingDays
) -> None:
    with database.transaction() as session:
        search_cases(session, officer, "云源 13800131234", now=NOW)
        search_cases(session, officer, "云源", now=NOW)
        view_case(session, officer, "XS2026-000001", now=NOW, calendar=calendar)
        view_case(session, officer, "XS2026-777777", now=NOW, calendar=calendar)
        assert view_credit_standing(session, officer, USCC, reason="项目申报审核", now=NOW) is not None
        assert view_credit_standing(session, officer, UNKNOWN_USCC, reason="项目申报审核", now=NOW) is None
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter(AuditEntry.actor == "staff:张三")
        looks = [
            (entry.action, entry.subject, entry.outcome, entry.reason)
            for entry in entries.order_by(AuditEntry.sequence)
        ]
    assert looks == [
        ("staff.search_cases", "云源138****1234", "0 found", None),
        ("staff.search_cases", "云源", "2 found", None),
        ("staff.view_case", "case:XS2026-000001", "found", None),
        ("staff.view_case", "case:XS2026-777777", "not_found", None),
        ("staff.view_credit", f"uscc:{USCC}", "found", "项目申报审核"),
        ("staff.view_credit", f"uscc:{UNKNOWN_USCC}", "not_found", "项目申报审核"),
    ]
