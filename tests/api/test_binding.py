"""`POST /api/conversations/{id}/binding` with a portal's token, on real routes and a real database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.routes.binding import build_binding_router
from api.turns.journal import BOUND_BY_PORTAL
from api.web.errors import install_error_handlers
from api.web.rate_limit import RateLimit
from contracts.notice import BINDING_NOTICE
from records.bindings.binding import find_binding
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import AuditEntry, Message
from records.people.portal_token import Portal
from records.storage.database import Database
from tests.api.conftest import NOW, Bench, build_bench

SECRET = "a secret that portal and service share"
USCC, PHONE = "91330109YL0000001C", "16000000001"
PORTAL = Portal(issuer="https://portal.example", audience="dianxiaoer", algorithm="HS256", key=SECRET)


@pytest.fixture
def bench(database: Database, guidance_index: Path) -> Bench:
    """A process on each of the databases."""
    return build_bench(database, guidance_index)


def token(key: str = SECRET, **changes: Any) -> str:
    claims = {
        "iss": "https://portal.example",
        "aud": "dianxiaoer",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "jti": "once",
        "uscc": USCC,
        "phone": PHONE,
    }
    return jwt.encode(claims | changes, key, algorithm="HS256")


class Service:
    """The route over ASGI, and a conversation of a known enterprise."""

    def __init__(self, bench: Bench, portal: Portal | None = PORTAL, per_minute: int = 1_000) -> None:
        self.bench = bench
        self.app = FastAPI()
        limits = RateLimit("binding", per_minute), RateLimit("binding-address", 1_000)
        self.app.include_router(build_binding_router(bench.gateway, bench.journal, portal, *limits))
        install_error_handlers(self.app)
        with bench.database.transaction() as session:
            enterprise = record_enterprise(
                session, uscc=USCC, name="样例公司", region="浙江省", now=NOW, is_sample=True
            )
            record_contact(session, enterprise.id, name="赵样例", phone=PHONE, role="viewer")
        opened = asyncio.run(bench.gateway.open_conversation(channel="web"))
        self.conversation_id, self.token = opened.conversation_id, opened.token

    def post(self, body: dict[str, Any], bearer: str | None = None) -> httpx.Response:
        return self.request("POST", f"/api/conversations/{self.conversation_id}/binding", body, bearer)

    def request(self, method: str, path: str, body: Any = None, bearer: str | None = None) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                headers = {"Authorization": f"Bearer {bearer or self.token}"}
                return await client.request(method, path, json=body, headers=headers)

        return asyncio.run(send())

    def is_bound(self) -> bool:
        with self.bench.database.transaction(read_only=True) as session:
            return find_binding(session, self.conversation_id, now=NOW) is not None


@pytest.fixture
def service(bench: Bench) -> Service:
    return Service(bench)


def good(**changes: Any) -> dict[str, Any]:
    return {"token": token(), "consent": BINDING_NOTICE.version} | changes


def test_a_good_token_binds_and_the_bot_says_so_in_the_conversation(service: Service, bench: Bench) -> None:
    response = service.post(good())
    assert response.status_code == 200
    assert [reply["text"] for reply in response.json()["replies"]] == ["答：/code_verified"]
    assert bench.rasa.seen == [(service.conversation_id, "/code_verified")]
    assert service.is_bound()
    with bench.database.transaction(read_only=True) as session:
        texts = [row.text for row in session.scalars(select(Message).order_by(Message.id))]
    assert texts == [BOUND_BY_PORTAL, "答：/code_verified"]


def test_it_is_bound_though_rasa_is_down(service: Service, bench: Bench) -> None:
    bench.rasa.down = True
    response = service.post(good())
    assert response.status_code == 200
    assert response.json()["replies"][0]["outcome"] == "error"
    assert service.is_bound()


def test_without_consent_the_token_is_not_touched(service: Service) -> None:
    assert service.post({"token": token()}).status_code == 422
    outdated = service.post(good(consent="2020-01"))
    assert outdated.status_code == 409
    assert "告知" in outdated.json()["title"]
    assert not service.is_bound()
    assert service.post(good()).status_code == 200


def test_every_failure_is_the_same_document_and_the_log_knows_the_reason(
    service: Service, bench: Bench
) -> None:
    assert service.post(good()).status_code == 200
    refusals = {
        "replayed": token(),
        "no_match": token(jti="a", phone="16000009999"),
        "signature": token(key="another secret of enough characters"),
        "audience": token(jti="b", aud="other"),
        "exp_out_of_range": token(jti="c", exp=int(NOW.timestamp())),
        "uscc_unfit": token(jti="d", uscc="1"),
        "malformed": "x",
    }
    answers = [service.post(good(token=each)) for each in refusals.values()]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert "未能核验" in answers[0].json()["title"]
    with bench.database.transaction(read_only=True) as session:
        reasons = [
            entry.outcome
            for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
            if entry.action == "binding.portal"
        ]
    assert reasons == ["verified", *refusals]


def test_a_strangers_token_of_the_conversation_is_404(service: Service) -> None:
    assert service.post(good(), bearer="not-ours").status_code == 404
    assert not service.is_bound()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": "", "consent": "2026-11"},
        {"token": "x" * 4_097, "consent": "2026-11"},
        {"token": 5, "consent": "2026-11"},
        {"token": "x", "consent": None},
    ],
)
def test_what_is_no_request_is_422(service: Service, body: dict[str, Any]) -> None:
    assert service.post(body).status_code == 422


def test_without_a_portal_there_is_no_such_route(bench: Bench) -> None:
    service = Service(bench, portal=None)
    assert service.post(good()).status_code == 404
    assert service.request("GET", "/api/binding-notice").status_code == 404


def test_the_notice_is_told_before_anything_is_sent(service: Service) -> None:
    notice = service.request("GET", "/api/binding-notice").json()
    assert notice == BINDING_NOTICE.model_dump()
    words = " ".join(notice["points"])
    for word in ("办件", "创新券", "科研诚信", "30 天", "解除绑定", "只在本对话"):
        assert word in words


def test_attempts_are_limited(bench: Bench) -> None:
    service = Service(bench, per_minute=2)
    codes = [service.post(good(token="x")).status_code for _ in range(3)]
    assert codes == [403, 403, 429]
