"""The channel before the real gateway and a real database; only Rasa is scripted."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.channels.wechat import FileMailboxes, WeChatAccount, build_wechat_router, wording
from api.web.errors import install_error_handlers
from tests.api.channels.wechat.pusher import Pusher, served
from tests.api.channels.wechat.support import (
    APPID,
    FAST,
    KEY,
    NOW,
    OPENID,
    TOKEN,
    event_push,
    text_push,
)
from tests.api.conftest import Bench
from tests.golden_files import Golden

pytestmark = pytest.mark.anyio


@pytest.fixture
async def wechat(bench: Bench, tmp_path: Path) -> AsyncIterator[Pusher]:
    bench.clock.advance(NOW - bench.clock.now())
    app = FastAPI()
    install_error_handlers(app)
    account = WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY, region="浙江省/杭州市/萧山区")
    mailboxes = FileMailboxes(tmp_path / "wechat")
    app.include_router(
        build_wechat_router(
            {"kjj": account}, bench.gateway, mailboxes=mailboxes, clock=bench.clock, timing=FAST
        )
    )
    async with served(app) as address:
        yield Pusher([address])


async def test_a_conversation_from_following_to_a_numbered_choice(
    wechat: Pusher, bench: Bench, golden: Golden
) -> None:
    greeting = (await wechat.push(event_push("subscribe"), KEY)).shown or ""
    golden.check("wechat", "the greeting", greeting)
    assert (await wechat.push(text_push("1"), KEY)).shown == "答：高新技术企业认定需要什么条件？"
    assert (await wechat.push(text_push("创新券", 2), KEY)).shown == "答：创新券"
    assert len({sender for sender, _ in bench.rasa.seen}) == 1


async def test_three_attempts_are_one_turn_of_rasa(wechat: Pusher, bench: Bench) -> None:
    await wechat.push(event_push("subscribe"), KEY)
    bench.rasa.released = asyncio.Event()
    pushing = asyncio.create_task(wechat.push(text_push("创新券"), KEY))
    await wechat.attempted(3)  # the first followed the account
    bench.rasa.released.set()
    outcome = await pushing
    assert (outcome.shown, outcome.attempts) == ("答：创新券", 2)
    assert [text for _, text in bench.rasa.seen] == ["创新券"]


async def test_a_late_answer_is_stored_and_given_with_the_next_message(wechat: Pusher, bench: Bench) -> None:
    await wechat.push(event_push("subscribe"), KEY)
    bench.rasa.released = asyncio.Event()
    assert (await wechat.push(text_push("创新券"), KEY)).shown == wording.IN_PROGRESS
    bench.rasa.released.set()
    assert (await wechat.push(text_push("好的", 2), KEY)).shown == "答：创新券"
    assert [text for _, text in bench.rasa.seen] == ["创新券"]


async def test_a_user_cannot_send_rasa_a_command_or_leave_a_telephone_number(
    wechat: Pusher, bench: Bench, tmp_path: Path
) -> None:
    await wechat.push(text_push("/restart"), KEY)
    await wechat.push(text_push("我的手机是13812345678", 2), KEY)
    assert [text for _, text in bench.rasa.seen] == ["／restart", "我的手机是138****5678"]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"13812345678" not in kept
    assert OPENID.encode() not in kept


async def test_a_locked_database_is_waited_for(wechat: Pusher, bench: Bench, tmp_path: Path) -> None:
    await wechat.push(event_push("subscribe"), KEY)
    with closing(sqlite3.connect(tmp_path / "records.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        pushing = asyncio.create_task(wechat.push(text_push("创新券"), KEY))
        await wechat.attempted(3)  # the first followed the account, the second was given up
        other.execute("ROLLBACK")
        outcome = await pushing
    assert outcome.shown == "答：创新券"
    assert [text for _, text in bench.rasa.seen] == ["创新券"]


async def test_rasa_down_is_answered_from_the_documents(wechat: Pusher, bench: Bench) -> None:
    await wechat.push(event_push("subscribe"), KEY)
    bench.rasa.down = True
    assert "在线提出兑付申请" in ((await wechat.push(text_push("萧山创新券怎么办"), KEY)).shown or "")
