from __future__ import annotations

import pytest

from records.models import AuditEntry, Enterprise
from records.staff.accounts.accounts import StaffMember
from records.staff.search.enterprise_search import FoundEnterprises, search_enterprises
from records.staff.search.search_query import QueryInvalid
from records.storage.database import Database
from tests.records.staff.many import fill, name_of, uscc_of
from tests.records.support import NOW, OTHER_PHONE, OTHER_USCC, USCC

pytestmark = pytest.mark.both_databases


def search(database: Database, officer: StaffMember, text: str) -> FoundEnterprises:
    with database.transaction() as session:
        return search_enterprises(session, officer, text, now=NOW)


@pytest.mark.parametrize(
    ("text", "usccs"),
    [
        ("云源", [USCC]),
        ("武汉星达样例软件有限公司", [OTHER_USCC]),
        ("whxd", [OTHER_USCC]),
        ("XDYL", [OTHER_USCC]),
        (USCC, [USCC]),
        ("91420100", [OTHER_USCC]),
        (OTHER_PHONE, [OTHER_USCC]),
        ("样例软件", [OTHER_USCC, USCC]),
        ("样例 云源", [USCC]),
        ("没有", []),
        ("XS2026", []),
        ("", []),
        ("%", []),
    ],
)
def test_an_enterprise_is_found_by_name_initials_uscc_and_phone(
    database: Database,
    officer: StaffMember,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    text: str,
    usccs: list[str],
) -> None:
    found = search(database, officer, text)
    assert sorted(line.uscc for line in found.enterprises) == sorted(usccs)
    assert not found.has_more


def test_of_many_some_are_shown_and_it_is_said_that_there_are_more(
    database: Database, officer: StaffMember
) -> None:
    fill(database)
    common = search(database, officer, "科技")
    assert (len(common.enterprises), common.has_more) == (20, True)
    rare = search(database, officer, f"科技 {name_of(777)[3:6]}")
    assert ([line.uscc for line in rare.enterprises], rare.has_more) == ([uscc_of(777)], False)


def test_too_many_to_show_any_is_not_kept_as_none_found(
    database: Database, officer: StaffMember, enterprise: Enterprise
) -> None:
    found = search(database, officer, "云")
    assert (list(found.enterprises), found.has_more) == ([], True)
    with database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None
        assert (entry.subject, entry.outcome) == ("云", "too_many")


def test_each_search_is_an_audit_entry(
    database: Database, officer: StaffMember, enterprise: Enterprise
) -> None:
    search(database, officer, "云源 13800131234")
    with pytest.raises(QueryInvalid, match="100 个字"):
        search(database, officer, "云" * 101)
    with database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None
        assert (entry.action, entry.subject) == ("staff.search_enterprises", "云源 138****1234")
