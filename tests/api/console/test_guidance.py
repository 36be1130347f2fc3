"""What the hotline is told, and the mark on a wrong answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.models import FeedbackMark
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from tests.api.console.support import ScriptedLibrary, audit_of
from tests.golden_files import Golden

ClientOf = Callable[[Role], TestClient]
OPERATORS = {"hotline", "case_officer", "knowledge_editor", "administrator"}
MARK = {
    "query": "兑付 几天 13812345678",
    "answer": "15个工作日",
    "index_version": "v7",
    "passage": "原文",
    "note": "已改为10个",
}


def test_a_fragment_is_answered_with_what_to_say_and_its_source(client_of: ClientOf) -> None:
    answer = client_of("hotline").get("/staff/suggest", params={"q": "兑付 几天"}).json()
    assert answer["outcome"] == "answered"
    assert answer["speakable"] == "受理后15个工作日内审核完。"
    assert answer["citations"][0]["document_number"] == "样科〔2026〕1号"
    assert answer["index_version"] == "v7"


def test_the_region_goes_to_the_index_and_an_empty_one_means_all(
    client_of: ClientOf, library: ScriptedLibrary
) -> None:
    client = client_of("hotline")
    client.get("/staff/suggest", params={"q": "兑付", "region": "湖北省/武汉市"})
    client.get("/staff/suggest", params={"q": "兑付", "region": ""})
    assert library.asked == [("兑付", "湖北省/武汉市"), ("兑付", None)]


def test_a_leading_slash_is_text_and_not_a_command(client_of: ClientOf, library: ScriptedLibrary) -> None:
    client_of("hotline").get("/staff/suggest", params={"q": "/restart"})
    assert library.asked == [("／restart", None)]


@pytest.mark.parametrize("query", ["", " ", "\u200b\ufeff", "x" * 2_001])
def test_nothing_to_look_up_is_422(client_of: ClientOf, query: str) -> None:
    assert client_of("hotline").get("/staff/suggest", params={"q": query}).status_code == 422


def test_a_missing_index_is_a_503_in_words(
    client_of: ClientOf, library: ScriptedLibrary, golden: Golden
) -> None:
    library.missing = True
    answer = client_of("hotline").get("/staff/suggest", params={"q": "兑付"})
    assert answer.status_code == 503
    golden.check("problems", "no index", answer.json()["title"])


def test_guidance_needs_no_database(client_of: ClientOf, database: Database) -> None:
    client = client_of("hotline")
    assert client.get("/staff/session").status_code == 200
    with database.connection():
        assert client.get("/staff/suggest", params={"q": "兑付"}).status_code == 200


def test_a_mark_keeps_query_answer_passage_and_index_version(client_of: ClientOf, database: Database) -> None:
    answer = client_of("knowledge_editor").post("/staff/feedback", json=MARK)
    assert answer.status_code == 201
    with database.transaction(read_only=True) as session:
        mark = session.get_one(FeedbackMark, answer.json()["id"])
        assert (mark.answer, mark.index_version, mark.passage) == ("15个工作日", "v7", "原文")
        assert mark.query == "兑付 几天 138****5678"
        assert mark.note == "已改为10个"
    assert audit_of(database, "staff.mark_answer") == [
        ("staff:knowledge_editor", "staff.mark_answer", f"mark:{answer.json()['id']} index:v7", "done")
    ]


@pytest.mark.parametrize("missing", ["query", "answer", "index_version"])
def test_an_incomplete_mark_is_not_stored(client_of: ClientOf, database: Database, missing: str) -> None:
    body = {name: value for name, value in MARK.items() if name != missing}
    assert client_of("hotline").post("/staff/feedback", json=body).status_code == 422
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(FeedbackMark)).all() == []


@pytest.mark.parametrize("role", ["hotline", "case_officer", "knowledge_editor", "auditor", "administrator"])
def test_who_may_ask_and_mark(client_of: ClientOf, database: Database, role: Role) -> None:
    client = client_of(role)
    statuses = (
        client.get("/staff/suggest?q=x").status_code,
        client.post("/staff/feedback", json=MARK).status_code,
    )
    refused = [subject for _, _, subject, _ in audit_of(database, "staff.open")]
    if role in OPERATORS:
        assert (statuses, refused) == ((200, 201), [])
    else:
        assert (statuses, refused) == ((403, 403), ["/staff/suggest", "/staff/feedback"])


def test_a_region_that_is_none_is_422_and_asks_nothing(
    client_of: ClientOf, library: ScriptedLibrary, golden: Golden
) -> None:
    response = client_of("hotline").get("/staff/suggest", params={"q": "兑付", "region": "火星"})
    assert response.status_code == 422
    golden.check("problems", "an unknown region", response.json()["title"])
    assert "湖北省/武汉市" in response.json()["detail"]
    assert library.asked == []
