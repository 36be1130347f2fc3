"""Whatever fails inside a turn, the user gets an answer, the turn is closed, and the next message does not wait."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.rasa.rasa_client import RasaClient
from api.routes.conversations import _stream
from api.turns import closing
from api.turns.fallback import Fallback
from api.turns.gateway import Gateway
from api.turns.inbound import InboundMessage
from api.turns.journal import Journal
from api.turns.recovery import keep_recovering
from api.turns.unfinished import Unfinished
from api.web.errors import Problem, ReplyPending
from records.models import Turn
from records.storage.database import DatabaseUnavailable
from telemetry.metrics import TURN_FAILURES
from tests.api.conftest import Bench
from tests.api.turns.test_gateway import message, opened

SECRET = "用户的原话"


class Unforeseen(Exception):
    """Something that nobody thought of; its text holds the user's words, as a driver's or a validator's does."""


def fail(*_: Any, **__: Any) -> Any:
    raise Unforeseen(SECRET)


async def fail_later(*_: Any, **__: Any) -> Any:
    raise Unforeseen(SECRET)


FAULTS: dict[str, Callable[[Bench, pytest.MonkeyPatch], None]] = {
    "the call to Rasa": lambda _, patch: patch.setattr(RasaClient, "send", fail_later),
    "a new session": lambda _, patch: patch.setattr(RasaClient, "send_command", fail_later),
    "Rasa's transport": lambda bench, patch: patch.setattr(bench.rasa, "reply", fail),
    "the answer without Rasa": lambda bench, patch: (
        patch.setattr(bench.rasa, "down", True),
        patch.setattr(Fallback, "answer", fail_later),
    )[-1],
    "what was written": lambda bench, patch: (
        patch.setattr(bench.rasa, "down", True),
        patch.setattr(Unfinished, "list_written", fail_later),
    )[-1],
    "waiting for its place": lambda _, patch: patch.setattr(Gateway, "_wait_for_earlier_turns", fail_later),
    "the version of the model": lambda bench, patch: patch.setattr(
        bench.gateway._closing, "_model_version", fail
    ),
}


def is_every_turn_closed(bench: Bench) -> bool:
    with bench.database.transaction(read_only=True) as session:
        return all(turn.state != "open" for turn in session.scalars(select(Turn)))


@pytest.mark.parametrize("step", [name for name in FAULTS if name != "the version of the model"])
def test_a_fault_at_any_step_closes_the_turn_with_an_apology_and_the_next_does_not_wait(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr("api.turns.answering.TURNS_PER_SESSION", 1)
    counted = TURN_FAILURES.labels("Unforeseen")._value.get()

    async def scenario() -> None:
        conversation = await opened(bench)
        with monkeypatch.context() as patch:
            FAULTS[step](bench, patch)
            turn = await bench.gateway.handle(message(conversation, SECRET))
        assert [reply.outcome for reply in turn.replies] == ["error"]
        assert is_every_turn_closed(bench)
        began = time.monotonic()
        again = await bench.new_process().handle(message(conversation, SECRET))
        assert again.replies == turn.replies
        await bench.gateway.handle(message(conversation, "下一个问题", 2))
        assert time.monotonic() - began < 2

    asyncio.run(scenario())
    assert TURN_FAILURES.labels("Unforeseen")._value.get() == counted + 1


def test_a_reply_that_cannot_be_stored_is_replaced_by_an_apology(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, calls = Journal.finish, []

    async def fail_once(self: Journal, *given: Any, **named: Any) -> Any:
        calls.append(given)
        return await (fail_later() if len(calls) == 1 else finish(self, *given, **named))

    monkeypatch.setattr(Journal, "finish", fail_once)

    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "高企条件"))
        assert [reply.outcome for reply in turn.replies] == ["error"]

    asyncio.run(scenario())
    assert is_every_turn_closed(bench)


def test_where_nothing_can_be_stored_the_user_is_told_that_the_reply_is_to_come_and_it_comes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        conversation = await opened(bench)
        with monkeypatch.context() as patch:
            FAULTS["the version of the model"](bench, patch)
            with pytest.raises(ReplyPending) as pending:
                await bench.gateway.handle(message(conversation, "高企条件"))
        assert isinstance(pending.value, Problem)
        assert (pending.value.status, pending.value.retry_after) == (503, 5)
        await bench.new_process().recover()
        bench.clock.advance(bench.a_turns_life)
        await bench.new_process().recover()
        turn = await bench.new_process().handle(message(conversation, "高企条件"))
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]

    asyncio.run(scenario())


def test_a_database_that_is_away_for_a_moment_costs_the_user_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "PAUSES", (0.05, 0.05, 0.05))
    bench.rasa.released = asyncio.Event()
    finish, has_failed = Journal.finish, asyncio.Event()

    async def watched(self: Journal, *given: Any, **named: Any) -> Any:
        try:
            return await finish(self, *given, **named)
        except DatabaseUnavailable:
            has_failed.set()
            raise

    monkeypatch.setattr(Journal, "finish", watched)

    async def scenario() -> None:
        conversation = await opened(bench)
        asking = asyncio.create_task(bench.gateway.handle(message(conversation, "高企条件")))
        while not bench.rasa.seen:
            await asyncio.sleep(0.01)
        holder = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        bench.rasa.released.set()
        await has_failed.wait()
        holder.close()
        assert [reply.text for reply in (await asking).replies] == ["答：高企条件"]

    asyncio.run(scenario())
    assert len(bench.rasa.seen) == 1


def test_the_log_tells_kind_and_place_and_nothing_that_was_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RasaClient, "send", fail_later)

    async def scenario() -> None:
        await bench.gateway.handle(message(await opened(bench), SECRET))

    asyncio.run(scenario())
    logged = capsys.readouterr().out
    assert "Unforeseen" in logged
    assert "tests/api/test_faults.py" in logged
    assert SECRET not in logged


def test_what_was_masked_is_asked_for_by_its_name(bench: Bench) -> None:
    fallback = bench.gateway._answering._fallback
    for said, name in (
        ("我的手机是160****1234", "请重新输入手机号"),
        ("330109**************", "请重新输入证件号"),
        ("******", "请重新输入验证码"),
    ):
        assert name in fallback.interrupted(said).text
    assert "请重新输入" not in fallback.interrupted("高企条件").text


def test_no_fault_ends_the_recovery(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    async def recover(_: Gateway) -> None:
        calls.append(1)
        raise (DatabaseUnavailable("locked"), Unforeseen(SECRET), ValueError(SECRET))[len(calls) % 3]

    monkeypatch.setattr(Gateway, "recover", recover)
    monkeypatch.setattr("api.turns.recovery.SWEEP_SECONDS", 0.01)

    async def scenario() -> None:
        recovering = asyncio.create_task(keep_recovering(bench.gateway))
        while len(calls) < 7:
            await asyncio.sleep(0.01)
        assert not recovering.done()
        recovering.cancel()

    asyncio.run(scenario())


def test_a_message_whose_storing_fails_leaves_nothing_running(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        conversation = await opened(bench)
        with monkeypatch.context() as patch:
            patch.setattr(Journal, "begin", fail_later)
            with pytest.raises(Unforeseen):
                await bench.gateway.handle(message(conversation, "高企条件"))
        turn = await bench.gateway.handle(message(conversation, "高企条件"))
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert caplog.records == []


def test_a_message_that_was_given_up_is_never_stored(bench: Bench) -> None:
    """Who was told that nothing was taken must not be answered after all."""

    async def scenario() -> None:
        conversation = await opened(bench)
        holder = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(DatabaseUnavailable):
            await bench.gateway.accept(message(conversation, "高企条件"), within=0.1)
        assert time.monotonic() - began < 0.4
        holder.close()
        await bench.all_threads_idle()
        assert await bench.gateway.find(conversation, "m1") is None
        assert bench.rasa.seen == []
        turn = await bench.gateway.handle(message(conversation, "高企条件"))
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]

    asyncio.run(scenario())


def test_finding_a_turn_stores_nothing_and_joins_what_is_under_way(bench: Bench) -> None:
    bench.rasa.delay = 0.2

    async def scenario() -> None:
        conversation = await opened(bench)
        assert await bench.gateway.find(conversation, "m1") is None
        asking = asyncio.create_task(bench.gateway.handle(message(conversation, "高企条件")))
        await asyncio.sleep(0.1)
        found = [await one.find(conversation, "m1") for one in (bench.gateway, bench.new_process())]
        turn = await asking
        assert [one.replies if one else None for one in found] == [turn.replies, turn.replies]

    asyncio.run(scenario())
    assert len(bench.rasa.seen) == 1


def test_a_conversation_that_is_gone_is_not_found(bench: Bench) -> None:
    from fastapi import FastAPI

    from api.web.errors import install_error_handlers

    app = FastAPI()
    install_error_handlers(app)

    @app.get("/gone")
    async def gone() -> None:
        await bench.gateway.handle(InboundMessage("0" * 32, "高企条件", "m1", "web"))

    async def scenario() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get("/gone")

    assert asyncio.run(scenario()).status_code == 404


def test_an_event_stream_outlives_a_database_that_is_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.conversations.POLL_SECONDS", 0.01)
    listed, away = bench.journal.list_events, iter([True, False, True, True])

    async def list_events(conversation_id: str, after: int) -> Any:
        if next(away, False):
            raise DatabaseUnavailable("locked")
        return await listed(conversation_id, after)

    monkeypatch.setattr(bench.journal, "list_events", list_events)

    async def scenario() -> str:
        conversation = await opened(bench)
        await bench.gateway.handle(message(conversation, "高企条件"))
        stream = _stream(bench.journal, conversation, 0)
        async for part in stream:
            if "event: reply" in part:
                return part
        return ""

    assert "答：高企条件" in asyncio.run(scenario())
