"""The webhook: only who holds the secret is heard; everybody else learns nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import select, text

from api.app import Parts, build_app
from api.rasa.rasa_client import RasaClient
from api.routes.webhooks import build_webhook_router
from api.web.body_limit import BodyLimit
from api.web.errors import install_error_handlers
from api.web.rate_limit import RateLimit
from api.web.webhook_signature import SecretTooShort, WebhookKeys, sign
from records.calendar.working_days import WorkingDays
from records.models import AuditEntry, Case
from records.storage.database import Database
from records.values.clock import FixedClock
from settings import Settings, SettingsInvalid
from tests.api.conftest import Bench
from tests.api.mock_connection import MockConnection
from tests.records.feeds.support import CASES, ENTERPRISES, NOW, add_item, count, import_rows

pytestmark = pytest.mark.both_databases

SECRET, OLD = "s" * 32, "o" * 40
EVENT = {
    "event_id": "e-1",
    "case_number": "XS2026-000123",
    "stage": "review",
    "at": "2026-03-16T09:00:00+08:00",
    "note": "样例：进入审核",
}


@pytest.fixture
def database(database: Database, tmp_path: Path) -> Database:
    """Each of the databases, with a case."""
    add_item(database)
    import_rows(database, "enterprises", ENTERPRISES, tmp_path)
    import_rows(database, "cases", CASES, tmp_path)
    return database


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def client(database: Database, clock: FixedClock) -> TestClient:
    app = FastAPI()
    install_error_handlers(app)
    app.add_middleware(BodyLimit)
    keys = WebhookKeys({"approval_system": f"{SECRET} {OLD}", "other": "x" * 32})
    app.include_router(build_webhook_router(database, keys, RateLimit("webhook", 60), clock, WorkingDays()))
    return TestClient(app, raise_server_exceptions=False)


def send(
    client: TestClient,
    event: Any = EVENT,
    *,
    secret: str = SECRET,
    source: str = "approval-system",
    age: int = 0,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    content = json.dumps(event).encode() if body is None else body
    timestamp = str(int(NOW.timestamp()) - age)
    signed = {"X-DXE-Timestamp": timestamp, "X-DXE-Signature": f"v1={sign(secret, timestamp, content)}"}
    return client.post(f"/api/webhooks/{source}/cases", content=content, headers=signed | (headers or {}))


def test_a_signed_report_is_recorded_once(client: TestClient, database: Database) -> None:
    first = send(client)
    assert (first.status_code, first.json()) == (
        200,
        {"result": "recorded", "case_number": "XS2026-000123", "stage": "review"},
    )
    again = send(client, body=json.dumps(EVENT, indent=2, sort_keys=True).encode())
    assert (again.status_code, again.json()["result"]) == (200, "known")
    assert count(database, "case_stages") == 4


def test_during_a_change_of_secrets_both_are_taken(client: TestClient) -> None:
    assert send(client, secret=OLD).status_code == 200
    assert send(client, secret=SECRET).status_code == 200


def test_wrong_signature_unknown_source_and_old_message_look_alike(
    client: TestClient, database: Database
) -> None:
    refused = [
        send(client, secret="w" * 32),
        send(client, source="nobody"),
        send(client, source="other"),
        send(client, source="样例"),
        send(client, source="A" * 300),
        send(client, age=301),
        send(client, age=-301),
        send(client, headers={"X-DXE-Signature": "v1=" + "0" * 64}),
        send(client, headers={"X-DXE-Signature": "garbage"}),
        send(client, headers={"X-DXE-Timestamp": "soon"}),
        send(client, headers={"X-DXE-Timestamp": "9" * 400}),
        send(client, {"case_number": "XS2026-000404"}, secret="w" * 32),
        client.post("/api/webhooks/approval-system/cases", json=EVENT),
    ]
    assert {response.status_code for response in refused} == {401}
    assert len({response.text for response in refused}) == 1
    assert count(database, "case_stages") == 3
    assert count(database, "webhook_events") == 0


def test_time_and_body_are_signed_together() -> None:
    """As another program signs them: `printf '1764000000.{"a":1}' | openssl dgst -sha256 -hmac ssss…` (32 of them)."""
    expected = "c45cb889152008a5cb0d8ede6ec07456fc5e726b03ebaeb0ad6a7fd978bf4143"
    assert sign("s" * 32, "1764000000", b'{"a":1}') == expected


def test_a_report_cannot_be_sent_again_with_a_newer_time(client: TestClient) -> None:
    content, then = json.dumps(EVENT).encode(), str(int(NOW.timestamp()) - 60)
    signature = f"v1={sign(SECRET, then, content)}"
    headers = {"X-DXE-Timestamp": str(int(NOW.timestamp())), "X-DXE-Signature": signature}
    refused = client.post("/api/webhooks/approval-system/cases", content=content, headers=headers)
    assert refused.status_code == 401


def test_a_changed_body_is_not_signed(client: TestClient) -> None:
    content = json.dumps(EVENT).encode()
    timestamp = str(int(NOW.timestamp()))
    headers = {"X-DXE-Timestamp": timestamp, "X-DXE-Signature": f"v1={sign(SECRET, timestamp, content)}"}
    changed = content.replace(b"review", b"decided")
    assert (
        client.post("/api/webhooks/approval-system/cases", content=changed, headers=headers).status_code
        == 401
    )


def test_a_message_within_five_minutes_of_either_clock_is_heard(client: TestClient) -> None:
    assert send(client, age=299).status_code == 200
    assert send(client, age=-299).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"case_number": "XS2026-000404"}, 404),
        ({"stage": "on its way"}, 422),
        ({"stage": "received"}, 409),
        ({"at": "2026-03-01T09:00:00+08:00"}, 409),
        ({"at": "2026-11-21T09:00:00+08:00"}, 422),
        ({"at": "2026-03-16T09:00:00"}, 422),
        ({"at": 5}, 422),
        ({"event_id": ""}, 422),
        ({"event_id": "x" * 101}, 422),
        ({"note": "样" * 501}, 422),
        ({"due_on": "2026-03-30"}, 422),
        ({"stage": "supplement_requested", "due_on": "2026-03-01"}, 422),
        ({"extra": 1}, 422),
    ],
)
def test_a_report_that_cannot_be_is_refused_in_chinese_and_stores_nothing(
    client: TestClient, database: Database, changes: dict[str, Any], status: int
) -> None:
    response = send(client, EVENT | changes)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert any("\u4e00" <= character <= "\u9fff" for character in response.json()["title"])
    assert (count(database, "case_stages"), count(database, "webhook_events")) == (3, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"event_id": "\\ud800"}', b"[" * 60_000]
)
def test_a_signed_body_that_is_no_report_is_refused(client: TestClient, body: bytes) -> None:
    assert send(client, body=body).status_code == 422


def test_the_same_event_with_another_body_is_a_conflict(client: TestClient, database: Database) -> None:
    send(client)
    response = send(client, EVENT | {"stage": "decided"})
    assert (response.status_code, "event_id" in response.json()["title"]) == (409, True)
    assert count(database, "case_stages") == 4


def test_one_source_is_one_however_its_name_is_spelt(client: TestClient) -> None:
    assert send(client).json()["result"] == "recorded"
    assert send(client, source="approval_system").json()["result"] == "known"
    assert send(client, source="Approval-System").json()["result"] == "known"


def test_refusals_of_a_known_source_are_audited(client: TestClient, database: Database) -> None:
    send(client, EVENT | {"case_number": "XS2026-000404"})
    with database.transaction(read_only=True) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert last is not None
    assert (last.actor, last.subject, last.outcome) == (
        "webhook:approval-system",
        "case:XS2026-000404",
        "not_found",
    )


def test_a_step_that_failed_may_be_sent_again_when_the_case_is_there(
    client: TestClient, clock: FixedClock
) -> None:
    assert send(client, EVENT | {"stage": "received"}).status_code == 409
    clock.advance(timedelta(minutes=1))
    assert send(client).status_code == 200


def test_too_many_are_told_to_wait(client: TestClient) -> None:
    for _ in range(60):
        send(client, secret="w" * 32)
    response = send(client)
    assert (response.status_code, "retry-after" in response.headers) == (429, True)


def test_a_case_keeps_what_it_was_when_the_database_is_locked(client: TestClient, database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False), busy_timeout_s=0.1)
    with database.transaction() as session:
        # On SQLite the lock is taken with the first statement, whatever it is.
        is_sqlite = database.url.get_backend_name() == "sqlite"
        session.execute(select(Case.id) if is_sqlite else text("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"))
        app = FastAPI()
        install_error_handlers(app)
        keys = WebhookKeys({"approval-system": SECRET})
        router = build_webhook_router(other, keys, RateLimit("webhook", 9), FixedClock(NOW), WorkingDays())
        app.include_router(router)
        assert send(TestClient(app)).status_code == 503
    other.close()
    assert send(client).status_code == 200


@pytest.mark.parametrize("secret", ["", "short", f"{'s' * 32} short", "s" * 31])
def test_a_short_secret_is_refused(secret: str) -> None:
    with pytest.raises(SecretTooShort):
        WebhookKeys({"approval": secret})


def test_the_public_application_serves_it_and_refuses_short_secrets(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    monkeypatch.setenv("DXE_WEBHOOK__APPROVAL_SYSTEM", SECRET)
    rasa = RasaClient(MockConnection(bench.rasa))
    parts = Parts(bench.database, bench.library, bench.door, rasa, bench.journal, bench.gateway)
    client = TestClient(build_app(Settings(), parts), raise_server_exceptions=False)
    assert client.post("/api/webhooks/approval-system/cases", json=EVENT).status_code == 401
    with pytest.raises(SettingsInvalid, match="DXE_WEBHOOK__APPROVAL_SYSTEM 过短"):
        build_app(Settings(webhook={"approval_system": SecretStr("short")}), parts)


def test_a_moved_case_has_its_days(client: TestClient, database: Database) -> None:
    send(client, EVENT | {"stage": "supplement_requested", "due_on": "2026-03-30"})
    with database.transaction(read_only=True) as session:
        case = session.scalars(select(Case)).unique().one()
    assert (case.stage, str(case.action_due_on), case.due_on) == ("supplement_requested", "2026-03-30", None)
