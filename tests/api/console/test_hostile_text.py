"""SQL and NUL in what staff type in the console: an answer or a refusal in words, and no table suffers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.console.upkeep import read_lock_subject
from records.audit.log import verify_chain
from records.models import Case, Enterprise, FeedbackMark
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from records.values.uscc import UsccInvalid
from tests.api.console.support import audit_of

HOSTILE = ("'; DROP TABLE cases; --", '" OR 1=1 --', "%' OR '1'='1", "\x00", "样例\x00'; --")
every_hostile = pytest.mark.parametrize("hostile", HOSTILE)
ClientOf = Callable[[Role], TestClient]


@pytest.fixture
def uscc(database: Database) -> str:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(Enterprise.uscc).order_by(Enterprise.id)).all()[0]


def is_unharmed(database: Database) -> bool:
    with database.transaction(read_only=True) as session:
        return verify_chain(session) is None and bool(session.scalar(select(func.count()).select_from(Case)))


@every_hostile
@pytest.mark.parametrize("field", ["actor", "action", "subject"])
def test_filters_of_the_audit_log_find_nothing(
    client_of: ClientOf, database: Database, field: str, hostile: str
) -> None:
    response = client_of("auditor").get("/staff/audit", params={field: f"无{hostile}"})
    assert (response.status_code, response.json()["entries"]) == (200, [])
    assert is_unharmed(database)


@every_hostile
@pytest.mark.parametrize("field", ["since", "until", "page"])
def test_days_and_pages_of_the_audit_log_are_refused(
    client_of: ClientOf, database: Database, field: str, hostile: str
) -> None:
    response = client_of("auditor").get("/staff/audit", params={field: hostile})
    assert response.status_code == 422
    assert response.json()["title"].endswith("。")
    assert is_unharmed(database)


@every_hostile
def test_a_reason_before_credit_data_is_kept_as_text(
    client_of: ClientOf, database: Database, uscc: str, hostile: str
) -> None:
    client = client_of("case_officer")
    given = client.get("/staff/credit", params={"uscc": uscc, "reason": f"项目申报审核{hostile}"})
    assert given.status_code == 200
    refused = client.get("/staff/credit", params={"uscc": hostile, "reason": "项目申报审核"})
    assert refused.status_code == 422
    assert refused.json()["title"]
    outcomes = [outcome for _, _, _, outcome in audit_of(database, "staff.view_credit")]
    assert outcomes == ["found", "refused"]
    assert is_unharmed(database)


@every_hostile
def test_a_mark_at_a_wrong_answer_is_kept_as_text(
    client_of: ClientOf, database: Database, hostile: str
) -> None:
    mark = {"query": f"问{hostile}", "answer": "答", "index_version": "v1", "note": f"注{hostile}"}
    response = client_of("hotline").post("/staff/feedback", json=mark)
    assert response.status_code == 201
    with database.transaction(read_only=True) as session:
        kept = session.get_one(FeedbackMark, response.json()["id"])
        assert (kept.query, kept.note) == tuple(f"{word}{hostile}".replace("\x00", "") for word in "问注")
    assert is_unharmed(database)


@every_hostile
def test_the_subject_of_a_lock_is_refused(hostile: str) -> None:
    with pytest.raises(UsccInvalid) as refused:
        read_lock_subject(hostile)
    assert refused.value.reason
