"""Whatever fails, WeChat gets a valid reply, `success`, or no answer at all; and what is said of a message is so."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.channels.wechat import FileMailboxes, WeChatAccount, build_wechat_router, wording
from api.channels.wechat.mailbox_store import Change, MemoryMailboxes, T
from api.channels.wechat.protocol.errors import MailboxUnavailable
from api.rasa.rasa_client import RasaClient
from api.web.errors import Problem, ReplyPending, install_error_handlers
from records.conversations.conversation import ConversationNotFound
from records.models import Message
from records.storage.database import DatabaseUnavailable
from records.values.clock import FixedClock
from tests.api.channels.wechat.pusher import OUT_OF_SERVICE, Pusher, served
from tests.api.channels.wechat.support import (
    APPID,
    FAST,
    KEY,
    NOW,
    TOKEN,
    FakeGateway,
    build_app,
    event_push,
    reply,
    text_push,
)
from tests.api.conftest import Bench

pytestmark = pytest.mark.anyio

ANSWER = "关于“创新券”的答复。"


class Unforeseen(Exception):
    """Something that nobody thought of."""


FAILURES = [
    DatabaseUnavailable("locked"),
    ConversationNotFound("c"),
    Problem(500),
    Unforeseen("用户的原话"),
    OSError(28, "No space left on device"),
    TimeoutError(),
]


class FailingMailboxes(MemoryMailboxes):
    """A disk that fills up: the writes with these numbers fail."""

    def __init__(self, *failing: int) -> None:
        super().__init__()
        self.failing, self.writes = set(failing), 0

    async def update(self, account: str, openid: str, change: Change[T]) -> T:
        self.writes += 1
        if self.writes in self.failing:
            raise MailboxUnavailable("OSError")
        return await super().update(account, openid, change)


@pytest.mark.parametrize("times", [2, 9])
@pytest.mark.parametrize(
    ("where", "failure"),
    [
        *[("opening_failures", failure) for failure in FAILURES],
        *[("failures", failure) for failure in FAILURES],
        *[("turn_failures", failure) for failure in [*FAILURES, ReplyPending()]],
    ],
    ids=lambda given: given if isinstance(given, str) else type(given).__name__,
)
async def test_no_failure_of_the_gateway_gives_wechat_an_error(
    where: str, failure: Exception, times: int
) -> None:
    gateway = FakeGateway()
    async with served(build_app(gateway)) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        setattr(gateway, where, [failure] * times)
        outcome = await wechat.push(text_push("创新券"))
        getattr(gateway, where).clear()
        assert set(wechat.statuses) == {200}
        if times < 3:
            assert outcome.shown == ANSWER
            return
        assert outcome.shown not in (None, OUT_OF_SERVICE)
        if outcome.shown == wording.IN_PROGRESS:
            assert gateway.texts == ["创新券"]
            assert (await wechat.push(text_push("好的", 2))).shown == ANSWER
        if outcome.shown == wording.NOT_TAKEN:
            assert gateway.texts == []


async def test_an_early_attempt_that_nobody_gives_up_ends_without_a_body() -> None:
    gateway = FakeGateway()
    async with served(build_app(gateway)) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        gateway.hold_back("创新券")
        wechat.patience, wechat.statuses = 3.0, []
        started = time.monotonic()
        outcome = await wechat.push(text_push("创新券"))
    assert time.monotonic() - started >= FAST.hold
    assert (outcome.shown, outcome.attempts) == (wording.IN_PROGRESS, 3)
    assert wechat.statuses == [200]


@pytest.mark.parametrize("failing", [[2], [2, 3], [3]])
async def test_a_mailbox_that_cannot_be_written_keeps_no_answer_from_the_user(failing: list[int]) -> None:
    gateway = FakeGateway()
    mailboxes = FailingMailboxes(*[number + 1 for number in failing])
    async with served(build_app(gateway, mailboxes=mailboxes)) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (ANSWER, 1)
    assert gateway.texts == ["创新券"]


async def test_nothing_is_promised_that_cannot_be_kept() -> None:
    gateway = FakeGateway()
    gateway.hold_back("创新券")
    clock = FixedClock(NOW)
    async with served(build_app(gateway, mailboxes=FailingMailboxes(*range(3, 99)), clock=clock)) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        old = {"CreateTime": str(int(NOW.timestamp()) - 10)}
        outcome = await wechat.push(text_push("创新券", **old))
    assert outcome.shown == wording.NO_PROMISE


async def test_the_rest_of_a_long_answer_is_not_offered_where_the_place_cannot_be_kept() -> None:
    gateway = FakeGateway(answers=lambda _: [reply("一句话。" * 1_000)])
    async with served(build_app(gateway, mailboxes=FailingMailboxes(*range(3, 99)))) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        shown = (await wechat.push(text_push("条件"))).shown or ""
    assert shown.endswith(wording.CUT)
    assert "回复“更多”" not in shown


@pytest.mark.parametrize("said", ["查看结果", "查看结果。", "任意消息", "回复更多", wording.IN_PROGRESS])
async def test_words_that_only_the_channel_says_are_no_question(said: str) -> None:
    gateway = FakeGateway()
    async with served(build_app(gateway)) as address:
        wechat = Pusher([address])
        await wechat.push(event_push("subscribe"))
        assert (await wechat.push(text_push(said))).shown == wording.NOTHING_WAITING
    assert gateway.messages == []


# With the real gateway and a real database; only Rasa is scripted.


@pytest.fixture
async def wechat(bench: Bench, tmp_path: Path) -> AsyncIterator[Pusher]:
    bench.clock.advance(NOW - bench.clock.now())
    app = FastAPI()
    install_error_handlers(app)
    account = WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY)
    mailboxes = FileMailboxes(tmp_path / "wechat")
    app.include_router(
        build_wechat_router(
            {"kjj": account}, bench.gateway, mailboxes=mailboxes, clock=bench.clock, timing=FAST
        )
    )
    async with served(app) as address:
        pusher = Pusher([address])
        await pusher.push(event_push("subscribe"), KEY)
        await pusher.push(text_push("您好", 100), KEY)
        yield pusher


def stored_words(bench: Bench) -> list[str]:
    with bench.database.transaction(read_only=True) as session:
        said = session.scalars(select(Message).where(Message.sender == "user").order_by(Message.id))
        return [row.text for row in said]


def locked(bench: Bench) -> sqlite3.Connection:
    other = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_a_database_locked_through_all_attempts_promises_nothing_and_loses_nothing(
    wechat: Pusher, bench: Bench
) -> None:
    """The real case: locked for 18 s; the third attempt promised, and 查看结果 was stored as the user's words."""
    with closing(locked(bench)):
        outcome = await wechat.push(text_push("创新券"), KEY)
    assert (outcome.shown, outcome.attempts) == (wording.NOT_TAKEN, 3)
    assert set(wechat.statuses) == {200}
    await bench.all_threads_idle()  # whoever waited for the lock has got it now
    assert stored_words(bench) == ["您好"]
    assert (await wechat.push(text_push("查看结果", 2), KEY)).shown == wording.NOTHING_WAITING
    assert (await wechat.push(text_push("好的", 3), KEY)).shown == "答：好的"
    assert (await wechat.push(text_push("创新券", 4), KEY)).shown == "答：创新券"
    assert stored_words(bench) == ["您好", "好的", "创新券"]


async def test_an_answer_that_cannot_be_stored_in_time_is_promised_and_given_later(
    wechat: Pusher, bench: Bench
) -> None:
    bench.rasa.delay = 0.1
    pushing = asyncio.create_task(wechat.push(text_push("创新券"), KEY))
    while len(bench.rasa.seen) < 2:
        await asyncio.sleep(0.01)
    with closing(locked(bench)):
        outcome = await pushing
    assert (outcome.shown, outcome.attempts) == (wording.IN_PROGRESS, 3)
    assert (await wechat.push(text_push("查看结果", 2), KEY)).shown == "答：创新券"
    assert stored_words(bench) == ["您好", "创新券"]
    assert [text for _, text in bench.rasa.seen] == ["您好", "创新券"]


async def test_a_turn_that_fails_is_answered_with_an_apology(
    wechat: Pusher, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any, **__: Any) -> Any:
        raise Unforeseen

    monkeypatch.setattr(RasaClient, "send", fail)
    outcome = await wechat.push(text_push("创新券"), KEY)
    assert outcome.attempts == 1
    assert "请您再发一次" in (outcome.shown or "")


async def test_a_mailbox_folder_that_is_gone_does_not_stop_the_service(
    wechat: Pusher, bench: Bench, tmp_path: Path
) -> None:
    (tmp_path / "wechat").rename(tmp_path / "aside")
    (tmp_path / "wechat").write_text("no folder")
    assert (await wechat.push(text_push("创新券"), KEY)).shown == "答：创新券"
    assert set(wechat.statuses) == {200}
