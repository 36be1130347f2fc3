"""A turn whose process died is run once more, and what was written or said before is told and not done again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from api.turns.gateway import Gateway
from contracts import ReplyDraft
from records.conversations.tickets import record_ticket
from records.conversations.turn_effects import claim_step, keep_result
from records.models import Message, Ticket, Turn
from tests.api.conftest import NOW, Bench
from tests.api.turns.test_gateway import awaiting_a_code, message, opened


async def left_open(bench: Bench, text: str, *, conversation: str | None = None, number: int = 1) -> str:
    """Store a message as a process does that dies right after; return the conversation."""
    conversation = conversation or await opened(bench)
    await bench.journal.begin(message(conversation, text, number))
    return conversation


def told(bench: Bench) -> list[str]:
    with bench.database.transaction(read_only=True) as session:
        said = session.scalars(select(Message).where(Message.sender == "bot").order_by(Message.id))
        return [row.text for row in said]


@contextmanager
def writing(bench: Bench) -> Iterator[str]:
    """Record a ticket in the open turn, as an action does, and give what the user was to be told."""
    with bench.database.transaction() as session:
        turn = session.scalars(select(Turn)).one()
        assert claim_step(session, turn.id, "action_record_complaint", now=NOW)
        ticket = record_ticket(
            session, conversation_id=turn.conversation_id, kind="complaint", text="投诉", now=NOW
        )
        reply = ReplyDraft(text=f"已登记 {ticket.number}", outcome="ticket")
        kept = {"replies": [reply.model_dump(mode="json")], "slots": {}}
        keep_result(session, turn.id, "action_record_complaint", kept)
    yield reply.text


def test_on_a_start_all_that_was_left_open_is_run_again_once_and_in_order(bench: Bench) -> None:
    async def scenario() -> None:
        first = await left_open(bench, "高企条件")
        await left_open(bench, "创新券", conversation=first, number=2)
        await left_open(bench, "孵化器")
        await bench.gateway.recover()
        assert bench.rasa.seen == []  # their process may be alive
        bench.clock.advance(bench.a_turns_life)
        await asyncio.gather(bench.gateway.recover(), bench.new_process().recover())

    asyncio.run(scenario())
    assert sorted(text for _, text in bench.rasa.seen) == sorted(["高企条件", "创新券", "孵化器"])
    asked = [text for _, text in bench.rasa.seen]
    assert asked.index("高企条件") < asked.index("创新券")
    assert all(call["again"] for call in bench.rasa.calls)
    assert sorted(told(bench)) == sorted(["答：高企条件", "答：创新券", "答：孵化器"])


def test_a_retry_of_its_id_runs_it_again_and_waits_no_longer_than_its_time(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await left_open(bench, "高企条件")
        bench.clock.advance(bench.a_turns_life)
        began = time.monotonic()
        turn = await bench.gateway.handle(message(conversation, "高企条件"))
        assert time.monotonic() - began < 2
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]

    asyncio.run(scenario())
    assert bench.rasa.calls[0]["turn_id"]


def test_the_next_message_has_what_was_left_open_before_it_answered_first(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await left_open(bench, "绑定企业")
        bench.clock.advance(bench.a_turns_life)
        turn = await bench.gateway.handle(message(conversation, "高企条件", 2))
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]

    asyncio.run(scenario())
    assert told(bench) == ["答：绑定企业", "答：高企条件"]


def test_a_code_that_was_checked_is_told_by_its_command_and_never_asked_for(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await awaiting_a_code(bench)
        await left_open(bench, "123456", conversation=conversation)
        bench.clock.advance(bench.a_turns_life)
        await bench.gateway.recover()

    asyncio.run(scenario())
    assert [text for _, text in bench.rasa.seen] == ["/code_refused"]


@pytest.mark.parametrize("text", ["😀", "12345"])
def test_the_gateways_own_reply_is_told_as_it_was_found(bench: Bench, text: str) -> None:
    async def scenario() -> list[str]:
        conversation = await awaiting_a_code(bench)
        undisturbed = await bench.gateway.handle(message(conversation, text, 1))
        await left_open(bench, text, conversation=conversation, number=2)
        bench.clock.advance(bench.a_turns_life)
        await bench.gateway.recover()
        return [reply.text for reply in undisturbed.replies]

    assert asyncio.run(scenario()) * 2 == told(bench)
    assert bench.rasa.seen == []


def test_a_turn_that_dies_twice_is_closed_with_an_apology_that_names_what_was_masked(bench: Bench) -> None:
    async def scenario() -> None:
        await left_open(bench, "我的手机是16000001234")
        bench.clock.advance(bench.a_turns_life)
        (left,) = await bench.journal.unfinished.list_left_open()
        assert await bench.journal.unfinished.take_over(left.turn_id)
        bench.clock.advance(bench.a_turns_life)
        await bench.gateway.recover()

    asyncio.run(scenario())
    assert bench.rasa.seen == []
    (text,) = told(bench)
    assert "请重新输入手机号" in text


@pytest.mark.parametrize("deaths", [1, 2])
def test_what_was_written_is_told_though_rasa_is_down(bench: Bench, deaths: int) -> None:
    bench.rasa.down = True

    async def scenario() -> str:
        await left_open(bench, "我要投诉")
        with writing(bench) as reply:
            for _ in range(deaths):
                bench.clock.advance(bench.a_turns_life)
                if deaths == 2:
                    (left,) = await bench.journal.unfinished.list_left_open()
                    await bench.journal.unfinished.take_over(left.turn_id)
            bench.clock.advance(bench.a_turns_life)
            await bench.gateway.recover()
        return reply

    assert asyncio.run(scenario()) == told(bench)[0]


def test_a_handoff_without_rasa_is_one_ticket_though_the_turn_is_run_twice(bench: Bench) -> None:
    bench.rasa.down = True

    async def scenario() -> None:
        await left_open(bench, "转人工")
        bench.clock.advance(bench.a_turns_life)
        (left,) = await bench.journal.unfinished.list_left_open()
        intake = await bench.journal.unfinished.take_over(left.turn_id)
        assert intake is not None
        await bench.gateway._answering.answer(intake)  # and dies before it is closed
        bench.clock.advance(bench.a_turns_life)
        await bench.gateway.recover()

    asyncio.run(scenario())
    with bench.database.transaction(read_only=True) as session:
        number = session.scalars(select(Ticket.number)).one()
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert number in told(bench)[0]


def test_what_a_process_that_lives_has_under_way_is_left_to_it(bench: Bench) -> None:
    """A turn that waited long for its place is its process's still."""

    async def scenario() -> None:
        conversation = await left_open(bench, "高企条件")
        (intake,) = [await bench.journal.find_intake(conversation, "m1")]
        assert intake is not None
        bench.clock.advance(bench.a_turns_life)
        await bench.journal.unfinished.renew(intake)
        await bench.gateway.recover()

    asyncio.run(scenario())
    assert bench.rasa.seen == []


def test_a_gateway_drains_what_it_recovers(bench: Bench) -> None:
    bench.rasa.delay = 0.2

    async def scenario() -> None:
        await left_open(bench, "高企条件")
        bench.clock.advance(bench.a_turns_life)
        gateway: Gateway = bench.new_process()
        recovering = asyncio.create_task(gateway.recover())
        await asyncio.sleep(0.1)
        recovering.cancel()
        await gateway.drain(2)

    asyncio.run(scenario())
    assert told(bench) == ["答：高企条件"]
