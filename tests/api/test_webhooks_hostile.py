"""SQL and NUL in each field that another system reports: refused in words, or kept as the text it is."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.models import Base, CaseStageEntry
from records.storage.database import Database
from tests.api.test_webhooks import EVENT, client, clock, database, send
from tests.records.feeds.support import count

__all__ = ["client", "clock", "database"]

HOSTILE = ("'; DROP TABLE cases; --", '" OR 1=1 --', "%' OR '1'='1", "\x00", "样例\x00'; --", "样\x1b[31m例")


def harmed(database: Database, before: dict[str, int]) -> set[str]:
    """Return the tables that have other rows than before; a refusal may be in the audit log."""
    return {
        name for name, rows in before.items() if name != "audit_entries" and count(database, name) != rows
    }


@pytest.fixture
def before(database: Database) -> dict[str, int]:
    return {name: count(database, name) for name in Base.metadata.tables}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["event_id", "case_number", "stage", "at", "due_on", "unknown_field"])
def test_what_is_no_such_value_is_refused_in_words(
    client: TestClient,
    database: Database,
    before: dict[str, int],
    field: str,
    hostile: str,
) -> None:
    response = send(client, EVENT | {field: hostile})
    assert response.status_code in (404, 422)
    assert response.json()["title"].endswith("。")
    assert harmed(database, before) == set()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_note_is_kept_as_it_is_or_refused_for_its_control_characters(
    client: TestClient,
    database: Database,
    before: dict[str, int],
    hostile: str,
) -> None:
    response = send(client, EVENT | {"note": hostile})
    if not hostile.isprintable():
        assert (response.status_code, "note" in response.json()["detail"]) == (422, True)
        assert harmed(database, before) == set()
        return
    assert response.json()["result"] == "recorded"
    with database.transaction(read_only=True) as session:
        newest = select(CaseStageEntry.note).order_by(CaseStageEntry.id.desc()).limit(1)
        assert session.scalars(newest).one() == hostile
    assert harmed(database, before) == {"case_stages", "webhook_events", "data_sources"}
