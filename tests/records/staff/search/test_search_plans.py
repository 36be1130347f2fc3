"""What staff search for is read along an index, and a page at a time, however many cases there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_summary import CaseSummary
from records.staff.search import search_walk
from records.staff.search.case_search import CasePage, search_cases
from records.storage.database import Database
from tests.records.staff.many import CASES, ENTERPRISES, fill, name_of, uscc_of
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

BIG = ("cases", "enterprises", "enterprise_terms", "contacts")
SEARCHES = {
    "number": {"text": "YL2021-000008"},
    "rare beginning of a number": {"text": "YL2021-0000"},
    "common beginning of a number": {"text": "YL2021"},
    "common beginning of a number, stage": {"text": "YL2021", "stage": "review"},
    "end of a number": {"text": "0123"},
    "end of a number with its year": {"text": "2021-000008"},
    "rare part of a name": {"text": name_of(777)[3:6]},
    "name in full": {"text": name_of(777)},
    "common part of a name": {"text": "科技"},
    "one character": {"text": "云"},
    "common and rare part": {"text": f"科技 {name_of(31)[3:6]}"},
    "common part, stage": {"text": "科技 待补正"},
    "common part, section, overdue": {"text": "科技 高新处 超期"},
    "initials": {"text": "6HKJ"},
    "beginning of initials": {"text": "YL"},
    "common initials": {"text": "KJYXGS"},
    "uscc": {"text": uscc_of(17)},
    "common beginning of uscc": {"text": "91330109"},
    "phone": {"text": "16000010017"},
    "phone and stage": {"text": "16000010017 审核中"},
    "section": {"section": "合作处"},
    "stage": {"stage": "closed"},
    "section and stage": {"section": "合作处", "stage": "closed"},
    "overdue": {"due": "overdue"},
    "due within": {"due": "within:7"},
    "due on": {"due": "today"},
    "supplement overdue": {"due": "supplement_overdue"},
    "section and deadline": {"section": "高新技术处", "due": "overdue"},
    "stage and deadline": {"stage": "review", "due": "within:14"},
    "all conditions": {"section": "高新技术处", "stage": "review", "due": "within:14"},
}


def look(
    session: Session, officer: StaffMember, conditions: dict[str, str], page: str | None = None
) -> CasePage:
    return search_cases(session, officer, **{"text": "", **conditions}, now=NOW, page=page)


@contextmanager
def statements(session: Session) -> Iterator[list[tuple[str, object]]]:
    """Collect the SELECTs on the big tables, with their parameters."""
    seen: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")) and any(f" {name}" in statement for name in BIG):
            seen.append((statement, parameters))

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan_of(session: Session, statement: str, parameters: object) -> str:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    explained = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}"
    rows = session.connection().exec_driver_sql(explained, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


def reads_whole_table(plan: str) -> bool:
    """Tell whether a plan reads a big table from end to end, or sorts one."""
    for line in plan.splitlines():
        of_sqlite = line.startswith("SCAN ") and line.split()[1] in BIG and "INDEX" not in line
        of_postgresql = any(f"Seq Scan on {name}" in line for name in BIG)
        if of_sqlite or of_postgresql:
            return True
    return False


def test_every_kind_of_search_is_served_by_an_index(database: Database, officer: StaffMember) -> None:
    fill(database)
    with database.connection() as connection:
        connection.execute(text("ANALYZE"))
    for kind, conditions in SEARCHES.items():
        with database.transaction() as session:
            if not database.is_sqlite:
                session.execute(text("SET LOCAL enable_seqscan = off"))
            with statements(session) as seen:
                first = look(session, officer, conditions)
                assert first.cases, kind
                if first.next_page:
                    assert look(session, officer, conditions, first.next_page).cases, kind
            assert seen, kind
            for statement, parameters in seen:
                plan = plan_of(session, statement, parameters)
                assert not reads_whole_table(plan), f"{kind}\n{statement}\n{plan}"


# PostgreSQL sorts ties only: an incremental sort, by cost.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["section", "stage", "section and stage", "common part of a name"])
def test_what_is_shown_newest_first_is_read_in_that_order_and_not_sorted_on_sqlite(
    database: Database, officer: StaffMember, kind: str
) -> None:
    fill(database)
    with database.transaction() as session:
        with statements(session) as seen:
            look(session, officer, SEARCHES[kind])
        plans = [plan_of(session, *one) for one in seen if "ORDER BY cases.opened_at" in one[0]]
    assert plans
    assert not any("TEMP B-TREE" in plan for plan in plans)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("stage", sum(number % 11 == 8 for number in range(CASES))),
        ("common part of a name", CASES),
        ("common beginning of a number", sum(number % 7 == 1 for number in range(CASES))),
        ("overdue", sum(number % 3 == 0 and number % 40 < 20 for number in range(CASES))),
        ("rare beginning of a number", sum(number % 7 == 1 for number in range(100))),
        (
            "common part, section, overdue",
            sum(number % 3 == 0 and number % 40 < 20 for number in range(CASES)),
        ),
    ],
)
def test_page_by_page_every_case_comes_once_and_in_order(
    database: Database, officer: StaffMember, kind: str, expected: int
) -> None:
    fill(database)
    lines: list[CaseSummary] = []
    page: str | None = None
    with database.transaction() as session:
        while not lines or page is not None:
            found = look(session, officer, SEARCHES[kind], page)
            assert len(found.cases) == 20 or found.next_page is None
            lines += found.cases
            page = found.next_page
    assert len(lines) == len({line.case_number for line in lines}) == expected
    if "overdue" in kind:
        deadlines = [line.deadline for line in lines]
        assert deadlines == sorted(deadlines)
    elif kind == "common beginning of a number":
        assert [line.case_number for line in lines] == sorted(
            (line.case_number for line in lines), reverse=True
        )
    else:
        since = [line.since for line in lines]
        assert since == sorted(since, reverse=True)


def test_totals_stop_at_a_thousand(database: Database, officer: StaffMember) -> None:
    fill(database)
    with database.transaction() as session:
        overdue = look(session, officer, {"due": "overdue"})
        section = look(session, officer, {"section": "合作处"})
        common = look(session, officer, {"text": "科技"})
        rare = look(session, officer, {"text": name_of(777)})
    assert (overdue.total, overdue.total_is_least) == (1_000, False)
    assert (section.total, section.total_is_least) == (1_000, True)
    assert common.total is None
    assert any("缩小范围" in note for note in common.notes)
    assert (rare.total, rare.notes) == (4, [])


def test_where_nothing_fits_some_thousand_cases_are_read_and_the_next_page_goes_on(
    database: Database, officer: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    monkeypatch.setattr(search_walk, "MOST_WALKED", 2_000)
    pages = []
    with database.transaction() as session:
        while not pages or pages[-1].next_page:
            pages.append(look(session, officer, {"text": "龘"}, pages[-1].next_page if pages else None))
    assert [page.cases for page in pages] == [[]] * len(pages)
    assert len(pages) in (3, 4)
    assert "接着往后找" in pages[0].notes[0]


def test_the_terms_of_many_enterprises_are_all_there(database: Database) -> None:
    fill(database)
    with database.transaction(read_only=True) as session:
        held = session.execute(
            text("SELECT count(DISTINCT enterprise_id) FROM enterprise_terms")
        ).scalar_one()
    assert held == ENTERPRISES
