"""WeChat's three attempts, over real connections that are really closed, at about a tenth of the real times."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from api.channels.wechat import FileMailboxes, WeChatAccount, wording
from records.storage.database import DatabaseUnavailable
from records.values.clock import FixedClock
from tests.api.channels.wechat.pusher import OUT_OF_SERVICE, Pusher, served
from tests.api.channels.wechat.support import (
    APPID,
    DISCONNECTS_AFTER,
    FAST,
    KEY,
    NOW,
    OLD_KEY,
    TOKEN,
    FakeGateway,
    build_app,
    event_push,
    text_push,
)

pytestmark = pytest.mark.anyio

ANSWER = "关于“创新券”的答复。"


@pytest.fixture(autouse=True)
def _server_complains_about_nothing(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A held attempt must not look like a fault of ours."""
    with caplog.at_level(logging.WARNING):
        yield
        assert [record.message for record in caplog.records if record.name.startswith("uvicorn")] == []


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def wechat(gateway: FakeGateway, clock: FixedClock) -> AsyncIterator[Pusher]:
    """A user who already follows the account and was greeted."""
    async with served(build_app(gateway, clock=clock)) as address:
        pusher = Pusher([address])
        await pusher.push(event_push("subscribe"))
        yield pusher


async def test_a_quick_answer_goes_to_the_first_attempt(wechat: Pusher) -> None:
    outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (ANSWER, 1)


@pytest.mark.parametrize("attempt", [1, 2, 3])
async def test_a_late_answer_reaches_the_attempt_under_way(
    wechat: Pusher, gateway: FakeGateway, attempt: int
) -> None:
    gateway.hold_back("创新券")
    pushing = asyncio.create_task(wechat.push(text_push("创新券")))
    await gateway.called(attempt)
    await asyncio.sleep(0.1)
    gateway.release("创新券")
    outcome = await pushing
    assert (outcome.shown, outcome.attempts) == (ANSWER, attempt)
    assert gateway.texts == ["创新券"]


async def test_an_early_attempt_takes_an_answer_that_comes_after_the_budget(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.hold_back("创新券")
    pushing = asyncio.create_task(wechat.push(text_push("创新券")))
    await gateway.called(1)
    await asyncio.sleep(FAST.budget + 0.02)
    gateway.release("创新券")
    outcome = await pushing
    assert (outcome.shown, outcome.attempts) == (ANSWER, 1)


async def test_an_answer_too_late_for_all_is_promised_and_given_on_request(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.hold_back("创新券")
    outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (wording.IN_PROGRESS, 3)
    gateway.release("创新券")
    assert (await wechat.push(text_push("好的", 2))).shown == ANSWER
    assert gateway.texts == ["创新券"]


async def test_a_promised_answer_is_given_before_that_to_the_next_question(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.hold_back("创新券")
    await wechat.push(text_push("创新券"))
    gateway.release("创新券")
    outcome = await wechat.push(text_push("高企", 2))
    assert outcome.shown == f"{ANSWER}\n\n关于“高企”的答复。"
    assert gateway.texts == ["创新券", "高企"]
    assert (await wechat.push(text_push("再问", 3))).shown == "关于“再问”的答复。"


async def test_an_answer_still_not_there_is_promised_again(wechat: Pusher, gateway: FakeGateway) -> None:
    gateway.hold_back("创新券")
    assert (await wechat.push(text_push("创新券"))).shown == wording.IN_PROGRESS
    assert (await wechat.push(text_push("结果", 2))).shown == wording.IN_PROGRESS
    gateway.release("创新券")
    assert (await wechat.push(text_push("结果", 3))).shown == ANSWER
    assert gateway.texts == ["创新券"]


async def test_the_last_attempt_gives_what_is_there_and_promises_the_rest(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.hold_back("创新券", "高企")
    await wechat.push(text_push("创新券"))
    gateway.release("创新券")
    second = await wechat.push(text_push("高企", 2))
    assert second.shown == f"{wording.IN_PROGRESS}\n\n{ANSWER}"
    gateway.release("高企")
    assert (await wechat.push(text_push("？", 3))).shown == "关于“高企”的答复。"


async def test_a_new_message_is_handed_over_at_once_while_an_earlier_one_is_owed(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.hold_back("创新券", "高企")
    await wechat.push(text_push("创新券"))
    await wechat.push(text_push("高企", 2))
    assert gateway.texts == ["创新券", "高企"]


async def test_two_messages_at_once_are_each_answered_once(wechat: Pusher, gateway: FakeGateway) -> None:
    gateway.hold_back("创新券", "高企")
    pushing = [
        asyncio.create_task(wechat.push(text_push("创新券"))),
        asyncio.create_task(wechat.push(text_push("高企", 2))),
    ]
    await gateway.called(3)
    gateway.release("创新券")
    gateway.release("高企")
    assert [(await one).shown for one in pushing] == [ANSWER, "关于“高企”的答复。"]
    assert sorted(gateway.texts) == ["创新券", "高企"]


async def test_the_same_push_three_times_at_once_is_one_turn(wechat: Pusher, gateway: FakeGateway) -> None:
    gateway.hold_back("创新券")
    pushing = [asyncio.create_task(wechat.push(text_push("创新券"))) for _ in range(3)]
    await gateway.called(3)
    gateway.release("创新券")
    assert {(await one).shown for one in pushing} == {ANSWER}
    assert gateway.texts == ["创新券"]


async def test_a_push_repeated_after_its_answer_gets_the_same_answer(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    first, again = await wechat.push(text_push("创新券")), await wechat.push(text_push("创新券"))
    assert first.shown == again.shown == ANSWER
    assert gateway.texts == ["创新券"]


async def test_a_database_that_comes_back_costs_the_user_nothing(
    wechat: Pusher, gateway: FakeGateway
) -> None:
    gateway.failures = [DatabaseUnavailable("locked")]
    outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (ANSWER, 2)


async def test_a_database_that_stays_away_is_told_politely(wechat: Pusher, gateway: FakeGateway) -> None:
    gateway.failures = [DatabaseUnavailable("locked")] * 3
    outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (wording.NOT_TAKEN, 3)
    assert (await wechat.push(text_push("创新券", 2))).shown == ANSWER
    assert gateway.texts == ["创新券"]


async def test_an_old_message_is_answered_at_once_although_no_earlier_attempt_was_seen(
    wechat: Pusher, gateway: FakeGateway, clock: FixedClock
) -> None:
    gateway.hold_back("创新券")
    clock.advance(timedelta(seconds=10))
    outcome = await wechat.push(text_push("创新券"))
    assert (outcome.shown, outcome.attempts) == (wording.IN_PROGRESS, 1)


async def test_an_answer_wechat_did_not_wait_for_is_given_with_the_next_message(
    wechat: Pusher, gateway: FakeGateway, clock: FixedClock
) -> None:
    gateway.hold_back("创新券")
    wechat.patience = 0.2
    assert (await wechat.push(text_push("创新券"))).shown == OUT_OF_SERVICE
    wechat.patience = DISCONNECTS_AFTER
    gateway.release("创新券")
    clock.advance(timedelta(seconds=30))
    assert (await wechat.push(text_push("在吗", 2))).shown == ANSWER
    assert gateway.texts == ["创新券"]


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
async def test_a_late_answer_in_safe_mode_bears_the_key_of_its_push(key: str) -> None:
    account = WeChatAccount(appid=APPID, token=TOKEN, aes_key=KEY, previous_aes_key=OLD_KEY)
    gateway = FakeGateway()
    gateway.hold_back("创新券")
    async with served(build_app(gateway, account)) as address:
        pushing = asyncio.create_task(Pusher([address]).push(text_push("创新券"), key))
        await gateway.called(2)
        gateway.release("创新券")
        outcome = await pushing
    assert outcome.attempts == 2
    assert outcome.shown is not None
    assert outcome.shown.endswith(ANSWER)


async def test_attempts_that_reach_different_processes_are_counted_together(tmp_path: Path) -> None:
    gateway = FakeGateway()
    gateway.hold_back("创新券")
    async with AsyncExitStack() as stack:
        addresses = [
            await stack.enter_async_context(served(build_app(gateway, mailboxes=FileMailboxes(tmp_path))))
            for _ in range(3)
        ]
        wechat = Pusher(addresses)
        await wechat.push(event_push("subscribe"))
        outcome = await wechat.push(text_push("创新券"))
        assert (outcome.shown, outcome.attempts) == (wording.IN_PROGRESS, 3)
        gateway.release("创新券")
        assert (await Pusher(addresses[1:]).push(text_push("结果", 2))).shown == ANSWER
