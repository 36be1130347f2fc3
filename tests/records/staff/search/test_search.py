"""Staff find cases by what they have at hand, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from records.calendar.working_days import WorkingDays
from records.cases.repository import open_case
from records.models import AuditEntry, Case, Contact, Enterprise, ServiceItem
from records.staff.accounts.accounts import StaffMember
from records.staff.search.case_search import CasePage, search_cases
from records.staff.search.search_due import DueInvalid
from records.staff.search.search_page import PageInvalid, Place
from records.staff.search.search_query import QueryInvalid
from records.storage.database import Database
from tests.records.support import NOW, OTHER_PHONE, OTHER_USCC, PHONE, USCC

pytestmark = pytest.mark.both_databases

TODAY = NOW.date()
CASES = [  # number, whose, section, stage, due, the enterprise's due
    ("XS2026-000001", 0, "合作处", "review", -2, None),
    ("XS2026-000012", 0, "高新技术处", "supplement_requested", None, -1),
    ("WH2026-000001", 1, "合作处", "accepted", 0, None),
    ("WH2026-000013", 1, "高新技术处", "closed", None, None),
    ("WH2025-000013", 1, "高新技术处", "review", 2, None),
    ("WH2025-000014", 1, "高新技术处", "supplement_requested", None, 5),
]


@pytest.fixture
def cases(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise, service_item: ServiceItem
) -> None:
    """Two cases of 萧山云源样例软件有限公司, four of 武汉星达样例软件有限公司, each newer than the one before."""
    owners = (enterprise, other_enterprise)
    with database.transaction() as session:
        for position, (number, owner, section, stage, due, action) in enumerate(CASES):
            case = open_case(
                session,
                number=number,
                enterprise_id=owners[owner].id,
                service_item_id=service_item.id,
                title="样例",
                section=section,
                now=NOW + timedelta(minutes=position),
            )
            values = {
                "stage": stage,
                "due_on": None if due is None else TODAY + timedelta(days=due),
                "action_due_on": None if action is None else TODAY + timedelta(days=action),
            }
            session.flush()
            session.execute(update(Case).where(Case.id == case.id).values(values))


def look(database: Database, officer: StaffMember, text: str = "", **conditions: str) -> CasePage:
    with database.transaction() as session:
        return search_cases(session, officer, text, now=NOW, calendar=WorkingDays(), **conditions)


def search(database: Database, officer: StaffMember, text: str = "", **conditions: str) -> list[str]:
    return [line.case_number for line in look(database, officer, text, **conditions).cases]


XS, XS12, WH, WH13, OLD13, OLD14 = (number for number, *_ in CASES)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("XS2026-000001", [XS]),
        ("xs2026000001", [XS]),
        ("ＸＳ２０２６－０００００１", [XS]),
        ("XS 2026 000001", [XS]),
        ("XS2O26-OOOOO1", [XS]),
        ("XS2026", [XS12, XS]),
        ("XS2026-00001", [XS12]),
        ("XS", [XS12, XS]),
        ("000012", [XS12]),
        ("OOOO12", [XS12]),
        ("0012", [XS12]),
        ("000013", [OLD13, WH13]),
        ("2025-000013", [OLD13]),
        ("2025000013", [OLD13]),
        ("云源", [XS12, XS]),
        ("源样", [XS12, XS]),
        ("云", [XS12, XS]),
        ("云源软件", []),
        ("武汉星达样例软件有限公司", [OLD14, OLD13, WH13, WH]),
        ("武汉星达（样例）", [OLD14, OLD13, WH13, WH]),
        (USCC, [XS12, XS]),
        (USCC.lower(), [XS12, XS]),
        ("91330109 YL", [XS12, XS]),
        ("9133", [XS12, XS]),
        ("xsyy", [XS12, XS]),
        ("YYYL", [XS12, XS]),
        ("yy", []),
        (PHONE, [XS12, XS]),
        ("160-0000-0001", [XS12, XS]),
        ("160 0000 0001", [XS12, XS]),
        ("１６０００００００１１", []),
        (PHONE[:10], []),
        ("样例软件 云源", [XS12, XS]),
        ("样例软件 000012", [XS12]),
        ("云源 星达", []),
        (f"{PHONE} 星达", []),
        (f"{PHONE} 云源", [XS12, XS]),
        (f"{PHONE} {OTHER_PHONE}", []),
        ("", []),
        ("   ", []),
        ("没有这家", []),
        ("%", []),
        ("_", []),
        ("\\\\", []),
        ("' OR 1=1 --", []),
        ("XS2026%", []),
        ("云%", [XS12, XS]),  # the sign is no part of a name
        ("\x00", []),
        ("\ud800", []),
        ("😀" * 50, []),
    ],
)
def test_cases_are_found_by_what_staff_have_at_hand(
    database: Database, officer: StaffMember, cases: None, query: str, numbers: list[str]
) -> None:
    assert search(database, officer, query) == numbers


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("XS2026-000012。", [XS12]),
        ("XS2026-000012，", [XS12]),
        ("XS2026-000012.", [XS12]),
        ("【XS2026-000012】", [XS12]),
        ("（XS2026-000012）", [XS12]),
        ("XS2026-000012）", [XS12]),
        ('"XS2026-000012"', [XS12]),
        ("“XS2026-000012”？", [XS12]),
        ("编号XS2026-000012", [XS12]),
        ("编号 XS2026-000012", [XS12]),
        ("受理编号：XS2026-000012。", [XS12]),
        ("编号（XS2026-000012）", [XS12]),
        ("编号是xs2026000012", [XS12]),
        ("尾号0012", [XS12]),
        ("尾号是 0012", [XS12]),
        ("云源，尾号0012", [XS12]),
        ("“云源”", [XS12, XS]),
        ("高新处，云源。", [XS12]),
        (f"“{PHONE}”", [XS12, XS]),
        (f"{USCC}。", [XS12, XS]),
        ("编号", []),
        ("编号 云源", []),
        ("。，【】“”", []),
    ],
)
def test_punctuation_around_words_and_what_a_number_is_called_are_no_part_of_them(
    database: Database, officer: StaffMember, cases: None, query: str, numbers: list[str]
) -> None:
    assert search(database, officer, query) == numbers


def test_brackets_inside_a_number_of_another_system_are_a_part_of_it(
    database: Database, officer: StaffMember, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number="〔2026〕科12号",
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=NOW,
        )
    for query in ("〔2026〕科12号", "“〔2026〕科12”", "【〔2026〕科12号】"):
        assert search(database, officer, query) == ["〔2026〕科12号"]


@pytest.mark.parametrize(
    ("query", "numbers", "understood"),
    [
        ("待补正", [OLD14, XS12], ["环节：待补正"]),
        ("合作处", [WH, XS], ["科室：合作处"]),
        ("高新处 补正", [OLD14, XS12], ["科室：高新技术处", "环节：待补正"]),
        ("云源 高新处 待补正", [XS12], ["科室：高新技术处", "环节：待补正"]),
        ("超期", [XS], ["时限：已超期"]),
        ("云源 超期", [XS], ["时限：已超期"]),
        ("星达 超期", [], ["时限：已超期"]),
        ("今天到期", [WH], ["时限：今天到期"]),
        ("本周到期", [WH, OLD13], ["时限：本周到期"]),
        ("2天内到期", [WH, OLD13], ["时限：2 天内到期"]),
        ("1日内到期", [WH], ["时限：1 天内到期"]),
        ("2026-11-22到期", [OLD13], ["时限：2026-11-22 到期"]),
        ("2026年11月22日到期", [OLD13], ["时限：2026-11-22 到期"]),
        ("补正逾期", [XS12], ["时限：补正逾期"]),
        ("2026-13-41到期", [], []),
    ],
)
def test_conditions_are_read_out_of_the_words(
    database: Database,
    officer: StaffMember,
    cases: None,
    query: str,
    numbers: list[str],
    understood: list[str],
) -> None:
    page = look(database, officer, query)
    assert ([line.case_number for line in page.cases], page.understood) == (numbers, understood)


@pytest.mark.parametrize(
    ("conditions", "numbers"),
    [
        ({"stage": "supplement_requested"}, [OLD14, XS12]),
        ({"section": "合作处"}, [WH, XS]),
        ({"section": "合作处", "stage": "review"}, [XS]),
        ({"section": "没有这个处"}, []),
        ({"due": "overdue"}, [XS]),
        ({"due": "today"}, [WH]),
        ({"due": "within:2"}, [WH, OLD13]),
        ({"due": "on:2026-11-22"}, [OLD13]),
        ({"due": "supplement_overdue"}, [XS12]),
        ({"due": "within:30", "section": "高新技术处", "stage": "review"}, [OLD13]),
        ({"text": "星达", "due": "within:30", "section": "高新技术处"}, [OLD13]),
        ({"text": "WH2025", "stage": "review"}, [OLD13]),
        ({"text": "0013", "section": "高新技术处"}, [OLD13, WH13]),
        ({"text": PHONE, "stage": "review"}, [XS]),
    ],
)
def test_conditions_may_be_given_beside_the_words(
    database: Database, officer: StaffMember, cases: None, conditions: dict[str, str], numbers: list[str]
) -> None:
    assert search(database, officer, **conditions) == numbers


@pytest.mark.parametrize(
    ("conditions", "error"),
    [
        ({"stage": "lost"}, QueryInvalid),
        ({"text": "待补正", "stage": "review"}, QueryInvalid),
        ({"text": "超期 今天到期"}, QueryInvalid),
        ({"text": "x" * 101}, QueryInvalid),
        ({"text": "一 二 三 四 五 六 七 八 九"}, QueryInvalid),
        ({"due": "soon"}, DueInvalid),
        ({"due": "within:9999"}, DueInvalid),
        ({"due": "within:-1"}, DueInvalid),
        ({"due": "on:2026-02-30"}, DueInvalid),
        ({"due": "overdue:1"}, DueInvalid),
        ({"text": "云源", "page": "next"}, PageInvalid),
        ({"text": "云源", "page": Place("newest", ("2026-11-20T00:00:00+00:00", 1)).encode()}, PageInvalid),
        ({"text": "云源", "page": Place("best", (0, "2026-11-20T00:00:00", 1)).encode()}, PageInvalid),
        ({"text": "云源", "page": Place("due", ("yesterday", 1)).encode()}, PageInvalid),
        ({"text": "云源", "page": Place("due", ("2026-11-20", 2**70)).encode()}, PageInvalid),
        ({"text": "云源", "page": "W" * 3000}, PageInvalid),
        ({"text": "云源", "page": "W10"}, PageInvalid),
        ({"text": "云源", "page": "页"}, PageInvalid),
    ],
)
def test_what_cannot_be_looked_for_is_refused_in_chinese(
    database: Database, officer: StaffMember, cases: None, conditions: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"[\u4e00-\u9fff]"):
        search(database, officer, **conditions)


def test_an_exact_find_comes_before_what_only_begins_or_ends_so(
    database: Database, officer: StaffMember, cases: None, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        for minutes, number in enumerate(["XS2026-0000011", "A000001"]):
            open_case(
                session,
                number=number,
                enterprise_id=enterprise.id,
                service_item_id=service_item.id,
                title="样例",
                section=None,
                now=NOW + timedelta(days=1, minutes=minutes),
            )
    assert search(database, officer, "XS2026-000001") == [XS, "XS2026-0000011"]
    assert search(database, officer, "A000001") == ["A000001"]


def test_a_name_in_full_comes_before_names_that_hold_it(
    database: Database, officer: StaffMember, cases: None, other_enterprise: Enterprise
) -> None:
    with database.transaction() as session:
        session.execute(
            update(Enterprise).where(Enterprise.id == other_enterprise.id).values(name="萧山云源")
        )
    # The newer cases are the other's.
    assert search(database, officer, "萧山云源样例软件有限公司") == [XS12, XS]


def test_a_line_says_whose_case_it_is_where_it_stands_and_by_when(
    database: Database, officer: StaffMember, cases: None, enterprise: Enterprise
) -> None:
    (found,) = look(database, officer, XS).cases
    assert (found.enterprise_name, found.uscc, found.section) == (enterprise.name, USCC, "合作处")
    assert (found.stage, found.stage_label, found.since) == ("review", "审核中", NOW)
    assert (found.deadline, found.deadline_is_estimate) == (date(2026, 11, 18), False)
    assert look(database, officer, XS12).cases[0].action_due_on == date(2026, 11, 19)


def test_a_deadline_beyond_the_published_holidays_is_an_estimate(
    database: Database, officer: StaffMember, cases: None
) -> None:
    with database.transaction() as session:
        session.execute(update(Case).where(Case.number == XS).values(due_on=date(2031, 1, 6)))
    assert look(database, officer, XS).cases[0].deadline_is_estimate


@pytest.mark.parametrize(
    ("typed", "hint"),
    [(USCC[:-1] + "D", "校验位不对"), ("91330109YL99", None), (OTHER_USCC + "1", "输入的是 19 位")],
)
def test_of_a_wrong_uscc_is_told_what_looks_wrong(
    database: Database, officer: StaffMember, cases: None, typed: str, hint: str | None
) -> None:
    page = look(database, officer, typed)
    assert page.cases == []
    assert [hint in note for note in page.notes if hint] == ([True] if hint else [])


def test_each_search_is_an_audit_entry_with_phones_masked(
    database: Database, officer: StaffMember, cases: None
) -> None:
    search(database, officer, "云源 13800131234")
    search(database, officer, PHONE)
    search(database, officer, "云源", section="合作处", due="overdue")
    with database.transaction(read_only=True) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.actor == "staff:张三").order_by(AuditEntry.sequence)
        )
        looks = [(entry.action, entry.subject, entry.outcome) for entry in entries]
    assert looks == [
        ("staff.search_cases", "云源 138****1234", "0 found"),
        ("staff.search_cases", "160****0001", "2 found"),
        ("staff.search_cases", "云源 科室：合作处 时限：已超期", "1 found"),
    ]


def test_a_removed_contacts_phone_finds_nothing(
    database: Database, officer: StaffMember, cases: None
) -> None:
    with database.transaction() as session:
        session.execute(update(Contact).where(Contact.phone == PHONE).values(removed_at=NOW))
    assert search(database, officer, PHONE) == []


def test_words_of_one_query_are_not_sought_across_two_enterprises(
    database: Database, officer: StaffMember, cases: None
) -> None:
    assert search(database, officer, f"{OTHER_USCC} 云源") == []
