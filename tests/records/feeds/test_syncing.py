"""Other systems are taken over page by page, once; what is wrong with them leaves the last known state."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from records.audit.log import verify_chain
from records.models import AuditEntry, Case, CaseStageEntry
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.figures import counts
from tests.golden_files import Golden
from tests.records.feeds.other_system import Answer, Exchange, OtherSystem, serve
from tests.records.feeds.support import CASES, NOW, count, import_rows, problems, rows_of
from tests.records.feeds.sync_support import ask, http_source, is_stale, record, source_row
from tests.records.support import USCC

pytestmark = pytest.mark.both_databases


@pytest.fixture
def system() -> Iterator[OtherSystem]:
    with serve() as system:
        yield system


def test_all_pages_are_taken_over_and_carry_their_source(ready: Database, system: OtherSystem) -> None:
    system.records = [record(number) for number in range(8)]
    result = ask(ready, http_source(system))
    assert (result.failure, result.new, result.changed, result.left_out) == (None, 8, 0, 0)
    assert rows_of(ready, select(Case.source).distinct()) == [("approval",)]
    row = source_row(ready)
    assert (row.cursor, row.last_success_at, row.last_attempt_at, row.last_error) == ("8", NOW, NOW, None)
    assert (row.title, row.kind, row.every_minutes) == ("审批系统（样例）", "http", 15)
    assert not is_stale(ready)


def test_the_next_run_begins_where_the_last_one_ended(ready: Database, system: OtherSystem) -> None:
    system.records = [record(number) for number in range(4)]
    ask(ready, http_source(system))
    system.asked.clear()
    system.records += [record(0, "02", 5), record(9)]
    result = ask(ready, http_source(system))
    assert (result.new, result.unchanged) == (2, 0)
    assert [asked.get("cursor") for asked in system.asked] == ["4", "6"]
    stages = select(CaseStageEntry.stage).join(Case).where(Case.number == "XS2026-000000")
    assert rows_of(ready, stages.order_by(CaseStageEntry.sequence)) == [("received",), ("accepted",)]


def test_reading_again_from_the_beginning_changes_nothing(ready: Database, system: OtherSystem) -> None:
    system.records = [record(number) for number in range(4)]
    ask(ready, http_source(system))
    result = ask(ready, http_source(system), restart=True)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 4)


def test_wrong_records_are_left_out_and_listed_without_stopping_the_others(
    ready: Database, system: OtherSystem
) -> None:
    system.records = [
        record(0),
        record(1, applicant={"code": "1234"}),
        record(2, status="99"),
        record(3, changed="bald"),
        "no record at all",
        record(4, remark=["a", "list"]),
        record(5),
    ]
    result = ask(ready, http_source(system))
    assert (result.failure, result.new, result.left_out) == (None, 2, 5)
    assert rows_of(ready, select(Case.number).order_by(Case.number)) == [
        ("XS2026-000000",),
        ("XS2026-000005",),
    ]
    error = source_row(ready).last_error
    assert error is not None
    assert (counts(error)[0], "XS2026-000001" in error) == (5, True)
    assert not is_stale(ready)  # it did answer


def test_what_belongs_with_a_wrong_record_waits_with_it(ready: Database, system: OtherSystem) -> None:
    system.records = [record(0), record(0, "99", 3), record(0, "03", 4)]
    result = ask(ready, http_source(system))
    assert (result.new, result.left_out) == (0, 3)
    assert count(ready, "cases") == 0


def hang(exchange: Exchange) -> None:
    exchange.system.released.wait(20)


def drip(exchange: Exchange) -> None:
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Length", "1000000")
    exchange.handler.end_headers()
    for _ in range(200):
        exchange.handler.wfile.write(b" ")
        exchange.handler.wfile.flush()
        if exchange.system.released.wait(0.1):
            return


def loop(exchange: Exchange) -> None:
    other = {"1": "2", "2": "1"}
    cursor = exchange.parameters.get("cursor", "2")
    exchange.json({"data": {"items": []}, "next": other.get(cursor, "1")})


def stuck(exchange: Exchange) -> None:
    rows = [record(number) for number in range(3)]
    exchange.json({"data": {"items": rows}, "next": exchange.parameters.get("cursor", "1")})


def endless(exchange: Exchange) -> None:
    following = int(exchange.parameters.get("cursor", "0")) + 1
    exchange.json({"data": {"items": []}, "next": following})


def too_much(exchange: Exchange) -> None:
    body = json.dumps({"data": {"items": []}, "next": None, "x": "y" * 3_000_000})
    exchange.send(body.encode())


def body(content: bytes, status: int = 200, length: int | None = None) -> Answer:
    return lambda exchange: exchange.send(content, status, length=length)


BROKEN: dict[str, tuple[Answer, str]] = {
    "garbage": (body(b"\x00\xff<html>"), "不是完整的 JSON"),
    "half a page": (body(b'{"data": {"items": [{"no": "XS20'), "不是完整的 JSON"),
    "half a response": (body(b'{"data"', length=500), "中途断开"),
    "no list": (body(b'{"data": {"items": {"a": 1}}, "next": null}'), "不是列表"),
    "another interface": (body(b"[]"), "不是列表"),
    "a cursor that is none": (body(b'{"data": {"items": []}, "next": {"a": 1}}'), "不是游标"),
    "a number without end": (
        body(b'{"data": {"items": []}, "next": ' + b"9" * 5_000 + b"}"),
        "完整的 JSON|过长",
    ),
    "deep nesting": (body(b"[" * 90_000), "不是完整的 JSON"),
    "NaN": (body(b'{"data": {"items": []}, "next": NaN}'), "不是完整的 JSON"),
    "500": (body(b"{}", 500), "对方报告 500（试了 3 次）"),
    "404": (body(b"{}", 404), "对方报告 404"),
    "a redirect": (body(b"", 302), "对方报告 302"),
    "never": (hang, "没有在规定时间内回应"),
    "drop by drop": (drip, "返回得太慢"),
    "a looping cursor": (loop, "游标绕回"),
    "a cursor that stands still": (stuck, "游标没有前进"),
    "far too much": (too_much, "超过 100 KB"),
    "far too many pages": (endless, "超过 20 页"),
    "far too many records": (
        body(json.dumps({"data": {"items": [{}] * 50}, "next": None}).encode()),
        "远多于所要的",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_system_leaves_the_last_known_state_marked_as_old(
    ready: Database, system: OtherSystem, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.feeds.connectors.http_json._WAIT", 0.01)
    system.records = [record(number) for number in range(2)]
    source = http_source(system, largest_page_kb=100, most_pages=20)
    ask(ready, source)
    system.answer, message = BROKEN[what]
    clock = FixedClock(NOW + timedelta(minutes=15))
    result = ask(ready, source, clock=clock)
    assert result.failure is not None
    assert any(part in result.failure for part in message.split("|")), result.failure
    row = source_row(ready)
    assert (row.last_success_at, row.last_attempt_at) == (NOW, clock.now())
    assert row.last_error == result.failure
    assert count(ready, "cases") >= 2
    assert is_stale(ready)
    system.answer = None
    assert ask(ready, source, restart=True, clock=FixedClock(NOW + timedelta(minutes=30))).failure is None
    assert not is_stale(ready, minutes_later=30)


def test_a_refused_token_is_said_so_and_never_logged(
    ready: Database, system: OtherSystem, golden: Golden
) -> None:
    result = ask(ready, http_source(system), environment={"APPROVAL_TOKEN": "wrong-secret"})
    golden.check("feeds", "a refused token", str(result.failure))
    missing = ask(ready, http_source(system), environment={})
    golden.check("feeds", "a token that is not set", str(missing.failure))
    assert "wrong-secret" not in str(source_row(ready).last_error)


def test_pages_taken_over_before_a_failure_stay_and_are_not_read_again(
    ready: Database, system: OtherSystem
) -> None:
    system.records = [record(number) for number in range(7)]

    def fail_at_the_third(exchange: Exchange) -> None:
        if exchange.parameters.get("cursor") == "6":
            exchange.json({}, 404)
        else:
            exchange.json(system.page(exchange.parameters))

    system.answer = fail_at_the_third
    first = ask(ready, http_source(system))
    assert (first.new, first.failure) == (6, "对方报告 404。")
    assert source_row(ready).cursor == "6"
    assert is_stale(ready)  # never complete so far
    system.answer = None
    system.asked.clear()
    assert ask(ready, http_source(system)).new == 1
    assert system.asked[0]["cursor"] == "6"


def test_a_transient_failure_is_tried_again(
    ready: Database, system: OtherSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.feeds.connectors.http_json._WAIT", 0.01)
    system.records = [record(0)]

    def recover(exchange: Exchange) -> None:
        if len(system.asked) < 3:
            exchange.json({}, 503)
        else:
            exchange.json(system.page(exchange.parameters))

    system.answer = recover
    assert ask(ready, http_source(system)).new == 1


def test_a_system_that_cannot_be_reached_is_old_from_the_beginning(
    ready: Database, system: OtherSystem
) -> None:
    source = http_source(system, url="http://127.0.0.1:1/cases")
    started = time.monotonic()
    result = ask(ready, source)
    assert result.failure is not None
    assert "连接不上" in result.failure
    assert time.monotonic() - started < 10
    assert is_stale(ready)


def test_a_page_and_its_cursor_go_in_together(
    ready: Database, system: OtherSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.records = [record(number) for number in range(6)]

    class Killed(BaseException):
        """As when the process dies before the commit."""

    def die(*_: Any) -> None:
        if source_cursor():
            raise Killed

    def source_cursor() -> bool:
        return len(system.asked) > 1

    with monkeypatch.context() as patched:
        patched.setattr("records.feeds.syncing.Sync._audit", die)
        with pytest.raises(Killed):
            ask(ready, http_source(system))
    assert (count(ready, "cases"), source_row(ready).cursor) == (3, "3")
    assert ask(ready, http_source(system)).new == 3
    assert count(ready, "case_stages") == 6


def test_what_another_system_keeps_is_not_changed_by_a_file_or_a_second_system(
    ready: Database, system: OtherSystem, tmp_path: Any
) -> None:
    system.records = [record(123)]
    ask(ready, http_source(system))
    row = ("XS2026-000123", USCC, "work-permit", "已受理", "2026-03-05", None, None)
    (problem,) = problems(import_rows(ready, "cases", [CASES[0], row], tmp_path))
    assert "由“approval”维护" in problem.message
    second = ask(ready, http_source(system), name="second")
    assert (second.new, second.changed, second.left_out) == (0, 0, 1)


def test_what_was_imported_before_is_taken_over_by_its_master(
    ready: Database, system: OtherSystem, tmp_path: Any
) -> None:
    import_rows(ready, "cases", [CASES[0], CASES[1]], tmp_path)
    system.records = [record(123)]
    assert ask(ready, http_source(system)).changed == 1
    assert rows_of(ready, select(Case.source)) == [("approval",)]


def test_each_change_is_audited_and_a_run_without_one_is_not(ready: Database, system: OtherSystem) -> None:
    system.records = [record(0)]
    ask(ready, http_source(system))
    entries = count(ready, "audit_entries")
    ask(ready, http_source(system))
    assert count(ready, "audit_entries") == entries
    with ready.transaction(read_only=True) as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert last is not None
        assert (last.actor, last.action, last.subject) == ("connector:approval", "records.sync", "cases")
        assert verify_chain(session) is None


def test_amounts_of_another_unit_are_exact(ready: Database, system: OtherSystem) -> None:
    fields = {
        "batch": "/batch",
        "uscc": "/code",
        "name": {"value": "创新券（样例）"},
        "region": {"value": "浙江省"},
        "valid_from": "/from",
        "valid_to": "/to",
        "key": "/id",
        "kind": {"from": "/type", "map": {"F": "grant"}},
        "amount": {"from": "/fen", "unit": "分"},
        "at": "/at",
    }
    system.records = [
        {"batch": "V1", "code": USCC, "from": "2026-01-01", "to": "2026-12-31", "id": 77, "type": "F"}
        | {"fen": 1_234_567, "at": "2026-01-05"}
    ]
    assert ask(ready, http_source(system, feeds="vouchers", fields=fields)).new == 1
    with ready.transaction(read_only=True) as session:
        from records.models import VoucherBatch, VoucherLedgerEntry

        entry = session.scalars(select(VoucherLedgerEntry)).one()
        assert (entry.amount_fen, entry.key) == (1_234_567, "77")
        assert session.scalars(select(VoucherBatch.source)).one() == "approval"
