"""Case staff find a case; each look leaves its trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.models import Case
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from tests.api.console.support import audit_of
from tests.golden_files import Golden

ClientOf = Callable[[Role], TestClient]
READERS = {"hotline", "case_officer", "administrator"}


@pytest.fixture
def case(database: Database) -> Case:
    """The newest case of the demo."""
    with database.transaction(read_only=True) as session:
        found = session.scalars(select(Case).order_by(Case.opened_at.desc())).unique().first()
        assert found is not None
        assert found.enterprise.name
        assert found.materials is not None
        return found


@pytest.mark.parametrize("key", ["number", "name", "uscc", "initials"])
def test_a_case_is_found_by_number_name_uscc_and_initials(client_of: ClientOf, case: Case, key: str) -> None:
    enterprise = case.enterprise
    query = {
        "number": case.number.replace("-", "").lower(),
        "name": enterprise.name[:8],
        "uscc": enterprise.uscc,
        "initials": enterprise.pinyin_initials,
    }[key]
    found = client_of("case_officer").get("/staff/cases", params={"q": query}).json()["cases"]
    assert case.number in [line["case_number"] for line in found]
    assert set(found[0]) >= {"case_number", "enterprise_name", "stage_label", "section", "since"}


def test_a_case_shows_status_and_history(client_of: ClientOf, case: Case) -> None:
    shown = client_of("hotline").get(f"/staff/cases/{case.number}").json()
    assert shown["case_number"] == case.number
    assert shown["enterprise_name"] == case.enterprise.name
    assert [step["stage"] for step in shown["history"]] == [step.stage for step in case.history]


def test_a_line_of_the_list_has_the_same_deadline_as_the_case(
    client_of: ClientOf, database: Database
) -> None:
    with database.transaction(read_only=True) as session:
        running = select(Case).where(Case.stage.in_(["accepted", "review"])).order_by(Case.id)
        timed = [
            case.number for case in session.scalars(running).unique() if case.service_item.statutory_days
        ]
    client = client_of("case_officer")
    (line,) = client.get("/staff/cases", params={"q": timed[0]}).json()["cases"]
    case = client.get(f"/staff/cases/{timed[0]}").json()
    assert line["deadline"] is not None
    assert (line["deadline"], line["deadline_is_estimate"]) == (
        case["deadline"],
        case["deadline_is_estimate"],
    )


def test_each_look_is_an_audit_entry_of_the_one_who_looks(
    client_of: ClientOf, case: Case, database: Database
) -> None:
    client = client_of("case_officer")
    client.get("/staff/cases", params={"q": case.number})
    client.get("/staff/cases", params={"q": "没有这家企业"})
    client.get(f"/staff/cases/{case.number}")
    client.get("/staff/cases/XS1999-000001")
    assert audit_of(database, "staff.search_cases", "staff.view_case") == [
        ("staff:case_officer", "staff.search_cases", case.number, "1 found"),
        ("staff:case_officer", "staff.search_cases", "没有这家企业", "0 found"),
        ("staff:case_officer", "staff.view_case", f"case:{case.number}", "found"),
        ("staff:case_officer", "staff.view_case", "case:XS1999-000001", "not_found"),
    ]


@pytest.mark.parametrize("role", ["hotline", "case_officer", "knowledge_editor", "auditor", "administrator"])
def test_roles_without_the_right_are_refused_and_that_is_recorded(
    client_of: ClientOf, case: Case, database: Database, role: Role
) -> None:
    client = client_of(role)
    statuses = {
        client.get("/staff/cases?q=x").status_code,
        client.get(f"/staff/cases/{case.number}").status_code,
    }
    refused = [(actor, subject) for actor, _, subject, outcome in audit_of(database, "staff.open")]
    if role in READERS:
        assert (statuses, refused) == ({200}, [])
    else:
        assert statuses == {403}
        assert refused == [
            (f"staff:{role}", "/staff/cases"),
            (f"staff:{role}", f"/staff/cases/{case.number}"),
        ]


@pytest.mark.parametrize(
    "number", ["XS1999-000001", "%20", "<script>", "ＸＳ１９９９－０００００１", "a" * 100, "😀", "..%5C"]
)
def test_an_unknown_number_is_a_404_in_words(client_of: ClientOf, number: str, golden: Golden) -> None:
    answer = client_of("hotline").get(f"/staff/cases/{number}")
    assert answer.status_code == 404
    golden.check("problems", "an unknown case number, staff", answer.json()["title"])


@pytest.mark.parametrize("query", ["", " ", "\u200b", "x" * 101, "\x00"])
def test_a_query_without_words_or_too_long_is_422(client_of: ClientOf, query: str) -> None:
    answer = client_of("hotline").get("/staff/cases", params={"q": query})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["%", "_", "'; DROP TABLE cases; --", "😀😀", "<b>", "/bind", "\\"])
def test_odd_queries_find_nothing_and_break_nothing(client_of: ClientOf, query: str) -> None:
    answer = client_of("hotline").get("/staff/cases", params={"q": query})
    assert (answer.status_code, answer.json()["cases"], answer.json()["total"]) == (200, [], 0)


def test_a_phone_number_typed_as_a_query_is_not_kept(client_of: ClientOf, database: Database) -> None:
    client_of("hotline").get("/staff/cases", params={"q": "13812345678"})
    ((_, _, subject, _),) = audit_of(database, "staff.search_cases")
    assert subject == "138****5678"


def test_a_locked_database_is_a_503_that_says_when_to_try_again(
    client_of: ClientOf, database: Database
) -> None:
    client = client_of("hotline")
    assert client.get("/staff/session").status_code == 200
    with database.connection():
        answer = client.get("/staff/cases?q=x")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_filter_alone_is_enough_and_lines_come_page_by_page(
    client_of: ClientOf, database: Database
) -> None:
    with database.transaction(read_only=True) as session:
        stored = session.scalars(select(Case.number).where(Case.stage == "closed")).all()
    client = client_of("case_officer")
    numbers: list[str] = []
    page = None
    while True:
        params = {"stage": "closed", **({"page": page} if page else {})}
        found = client.get("/staff/cases", params=params).json()
        assert found["total"] == len(stored)
        numbers += [line["case_number"] for line in found["cases"]]
        page = found["next_page"]
        if page is None:
            break
    assert len(stored) > 20
    assert sorted(numbers) == sorted(stored)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"q": ""},
        {"stage": "lost"},
        {"due": "soon"},
        {"due": "on:2026-02-30"},
        {"due": "overdue", "page": "next"},
        {"q": "待补正", "stage": "closed"},
        {"section": "x" * 101},
        {"q": "一 二 三 四 五 六 七 八 九"},
    ],
)
def test_conditions_that_cannot_be_looked_for_are_422(client_of: ClientOf, params: dict[str, str]) -> None:
    answer = client_of("case_officer").get("/staff/cases", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_conditions_among_the_words_are_told_as_they_were_understood(
    client_of: ClientOf, database: Database
) -> None:
    with database.transaction(read_only=True) as session:
        section = session.scalars(select(Case.section).where(Case.section.is_not(None)).limit(1)).one()
    found = client_of("case_officer").get("/staff/cases", params={"q": f"样例 {section} 待补正"}).json()
    assert found["understood"] == [f"科室：{section}", "环节：待补正"]
    assert {line["stage"] for line in found["cases"]} <= {"supplement_requested"}


def test_a_case_shows_how_it_was_counted_its_materials_and_the_other_cases(
    client_of: ClientOf, case: Case
) -> None:
    shown = client_of("case_officer").get(f"/staff/cases/{case.number}").json()
    assert shown["uscc"] == case.enterprise.uscc
    assert shown["counting"]
    assert len(shown["materials"]) == len(case.materials)
    assert case.number not in [other["case_number"] for other in shown["other_cases"]]
    assert {other["uscc"] for other in shown["other_cases"]} <= {case.enterprise.uscc}
