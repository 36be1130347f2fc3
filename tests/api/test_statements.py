"""`statement.xlsx`: whose, who may, what is in it, and what is refused."""

from __future__ import annotations

import asyncio
import io
import tracemalloc
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import openpyxl
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select

from api.routes.statements import XLSX, build_statement_router
from api.web.errors import install_error_handlers
from api.web.rate_limit import RateLimit
from records.bindings.binding import record_binding, record_unbinding
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import AuditEntry, Contact, VoucherBatch, VoucherLedgerEntry
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.vouchers.ledger import record_grant, record_redemption
from tests.api.conftest import NOW, Bench, build_bench
from tests.golden_files import Golden

pytestmark = pytest.mark.both_databases

PERIOD = {"from": "2026-01-01", "to": "2026-11-20"}


@pytest.fixture
def bench(database: Database, guidance_index: Path) -> Bench:
    """A process on each of the databases."""
    return build_bench(database, guidance_index)


def app_of(bench: Bench, per_minute: int = 100) -> FastAPI:
    app = FastAPI()
    limit = RateLimit("statement", per_minute)
    app.include_router(build_statement_router(bench.database, bench.journal, bench.clock, limit))
    install_error_handlers(app)
    return app


def open_conversation(bench: Bench) -> tuple[str, dict[str, str]]:
    opened = asyncio.run(bench.gateway.open_conversation(channel="web", site=None, region=None))
    return opened.conversation_id, {"Authorization": f"Bearer {opened.token}"}


def own_vouchers(database: Database, conversation_id: str, role: str = "handler") -> int:
    """Bind a conversation to an enterprise with a batch of 1,000.00 yuan, of which 12.34 are redeemed."""
    with database.transaction() as session:
        enterprise = record_enterprise(
            session, uscc="91330109YL0000001C", name="=萧山样例公司", region="浙江省", is_sample=True, now=NOW
        )
        record_contact(session, enterprise.id, name="赵样例", phone="16000000001", role=role)
        batch = VoucherBatch(
            number="YL-1",
            enterprise_id=enterprise.id,
            name="样例",
            scope=["检验检测"],
            region="浙江省",
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 12, 31),
        )
        session.add(batch)
        session.flush()
        record_grant(session, batch.id, 100_000, key="g", now=datetime(2026, 3, 1, tzinfo=SHANGHAI))
        record_redemption(session, batch.id, 1_234, key="r", now=NOW, service="检验检测", note="@合同=1")
        contact = session.scalars(select(Contact).where(Contact.enterprise_id == enterprise.id)).one()
        record_binding(session, conversation_id, contact, now=NOW)
        return batch.id


def get(app: FastAPI, path: str, params: dict[str, str], headers: dict[str, str]) -> httpx.Response:
    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path, params=params, headers=headers)

    return asyncio.run(run())


def download(
    bench: Bench, conversation_id: str, headers: dict[str, str], params: dict[str, str] = PERIOD
) -> httpx.Response:
    return get(app_of(bench), f"/api/conversations/{conversation_id}/statement.xlsx", params, headers)


def rows(response: httpx.Response) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]


def audit(bench: Bench) -> list[str]:
    with bench.database.transaction(read_only=True) as session:
        query = session.query(AuditEntry).filter_by(action="lookup.voucher_statement_file")
        return [entry.outcome for entry in query.order_by(AuditEntry.sequence)]


def test_the_statement_of_ones_own_enterprise_is_a_workbook(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    response = download(bench, conversation_id, headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == XLSX
    assert response.headers["cache-control"] == "no-store"
    assert int(response.headers["content-length"]) == len(response.content)
    assert "创新券对账单_2026-01-01_2026-11-20.xlsx" in unquote(response.headers["content-disposition"])
    found = rows(response)
    assert ("企业", "=萧山样例公司") in found
    assert ("期初可用（元）", 0) in found
    assert ("期末可用（元）", 987.66) in found
    assert found[-1][1:] == ("YL-1", "兑付", 12.34, -12.34, 987.66, 0, 987.66, "检验检测", "@合同=1")
    assert audit(bench) == ["found"]


def test_a_part_of_the_time_begins_with_what_was_there_before(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    found = rows(download(bench, conversation_id, headers, {"from": "2026-11-20", "to": "2026-12-31"}))
    assert ("期初可用（元）", 1000) in found
    assert len(found) == 12
    until_today = [row[3] for row in found if row and row[0] == "期间"]
    assert [day.date() for day in until_today] == [date(2026, 11, 20)]  # and not a day that has not come


def test_a_time_without_movements_gives_a_sheet_that_says_so(bench: Bench, golden: Golden) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    found = rows(download(bench, conversation_id, headers, {"from": "2025-01-01", "to": "2025-12-31"}))
    assert len(found[-1]) == 1  # words instead of a line
    golden.check("voucher_workbook", "no movements", found[-1][0])


def test_a_wrong_token_no_token_and_an_unknown_id_look_alike(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    _, of_another = open_conversation(bench)
    responses = [
        download(bench, conversation_id, {}),
        download(bench, conversation_id, {"Authorization": "Bearer wrong"}),
        download(
            bench, conversation_id, {"Authorization": headers["Authorization"].replace("Bearer", "Basic")}
        ),
        download(bench, conversation_id, of_another),
        download(bench, "unknown", headers),
    ]
    assert {response.status_code for response in responses} == {404}
    assert len({response.text for response in responses}) == 1
    assert audit(bench) == []


def test_who_is_not_bound_or_no_longer_is_refused_and_recorded(bench: Bench, golden: Golden) -> None:
    conversation_id, headers = open_conversation(bench)
    first = download(bench, conversation_id, headers)
    own_vouchers(bench.database, conversation_id)
    assert download(bench, conversation_id, headers).status_code == 200
    with bench.database.transaction() as session:
        record_unbinding(session, conversation_id, now=NOW)
    last = download(bench, conversation_id, headers)
    for response in (first, last):
        assert response.status_code == 403
        golden.check("problems", "a statement without a binding", response.json()["title"])
    assert audit(bench) == ["needs_binding", "found", "needs_binding"]


def test_a_viewer_is_refused_though_the_address_is_known(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id, role="viewer")
    response = download(bench, conversation_id, headers)
    assert response.status_code == 403
    assert "查看人" in response.json()["title"]
    assert audit(bench) == ["refused"]


@pytest.mark.parametrize(
    ("params", "detail"),
    [
        ({}, None),
        ({"from": "2026-01-01"}, None),
        ({"from": "一月", "to": "2026-01-01"}, None),
        ({"from": "2026-02-30", "to": "2026-03-01"}, None),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "晚于结束日期"),
        ({"from": "2026-11-21", "to": "2026-12-01"}, "还没有到"),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "太早"),
        ({"from": "' OR 1=1 --", "to": "2026-01-01"}, None),
    ],
)
def test_a_wrong_time_is_422_in_words(bench: Bench, params: dict[str, str], detail: str | None) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    response = download(bench, conversation_id, headers, params)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert detail is None or detail in response.json()["detail"]


def test_the_end_of_time_is_today(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    response = download(bench, conversation_id, headers, {"from": "2000-01-01", "to": "9999-12-31"})
    assert response.status_code == 200


def test_too_many_downloads_are_told_to_wait(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    own_vouchers(bench.database, conversation_id)
    app = app_of(bench, per_minute=2)
    path = f"/api/conversations/{conversation_id}/statement.xlsx"
    assert [get(app, path, PERIOD, headers).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.slow
def test_a_long_statement_does_not_eat_memory(bench: Bench) -> None:
    conversation_id, headers = open_conversation(bench)
    batch_id = own_vouchers(bench.database, conversation_id)
    count = 6_000
    with bench.database.transaction() as session:
        session.execute(
            insert(VoucherLedgerEntry),
            [
                {
                    "batch_id": batch_id,
                    "sequence": 3 + number,
                    "key": f"k{number}",
                    "kind": "redeem",
                    "amount_fen": 1,
                    "available_delta_fen": -1,
                    "reserved_delta_fen": 0,
                    "balance_after_fen": 98_765 - number,
                    "reserved_after_fen": 0,
                    "note": f"合同 {number} " + "长" * 250,
                    "recorded_at": NOW - timedelta(minutes=count - number),
                }
                for number in range(count)
            ],
        )
    tracemalloc.start()
    response = download(bench, conversation_id, headers)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status_code == 200
    assert most < 8_000_000  # the rows with their notes are more than twice that
