"""The way of one message, on a real database."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import select

from api.turns.answering import TURNS_PER_SESSION
from api.turns.inbound import InboundMessage
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import Challenge, Message, SmsOutboxEntry
from records.storage.database import DatabaseUnavailable
from tests.api.conftest import NOW, Bench
from tests.golden_files import Golden


def message(conversation_id: str, text: str, number: int = 1) -> InboundMessage:
    return InboundMessage(conversation_id, text, f"m{number}", "web", "192.0.2.1")


async def opened(bench: Bench) -> str:
    return (await bench.gateway.open_conversation(channel="web")).conversation_id


def stored_texts(bench: Bench) -> list[str]:
    with bench.database.transaction(read_only=True) as session:
        return [row.text for row in session.scalars(select(Message).order_by(Message.id))]


def test_the_greeting_carries_privacy_notice_disclaimer_and_hotline(bench: Bench) -> None:
    greeting = asyncio.run(bench.gateway.open_conversation(channel="web")).greeting
    for words in ("隐私", "本答复仅供参考，以正式文件为准", "样例-000", "转人工"):
        assert words in greeting.text


def test_a_turn_is_stored_with_the_versions_that_answered(bench: Bench) -> None:
    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "高企条件"))
        assert [reply.text for reply in turn.replies] == ["答：高企条件"]
        assert turn.replies[0].model_version == "model-1"
        assert turn.replies[0].turn_id == turn.turn_id

    asyncio.run(scenario())
    assert stored_texts(bench) == ["高企条件", "答：高企条件"]


def test_the_same_message_again_returns_the_stored_replies(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await opened(bench)
        first = await bench.gateway.handle(message(conversation, "高企条件"))
        second = await bench.new_process().handle(message(conversation, "高企条件"))
        assert first.replies == second.replies

    asyncio.run(scenario())
    assert len(bench.rasa.seen) == 1


@pytest.mark.parametrize("other_process", [False, True])
def test_the_same_message_joins_the_turn_under_way(bench: Bench, other_process: bool) -> None:
    bench.rasa.delay = 0.3

    async def scenario() -> None:
        conversation = await opened(bench)
        second_gateway = bench.new_process() if other_process else bench.gateway
        first = asyncio.create_task(bench.gateway.handle(message(conversation, "高企条件")))
        await asyncio.sleep(0.1)
        second = await second_gateway.handle(message(conversation, "高企条件"))
        assert (await first).replies == second.replies

    asyncio.run(scenario())
    assert len(bench.rasa.seen) == 1


def test_a_caller_that_gives_up_does_not_cancel_the_turn(bench: Bench) -> None:
    bench.rasa.delay = 0.3

    async def scenario() -> None:
        conversation = await opened(bench)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bench.gateway.handle(message(conversation, "高企条件")), 0.1)
        again = await bench.gateway.handle(message(conversation, "高企条件"))
        assert again.replies[0].outcome == "answered"

    asyncio.run(scenario())
    assert len(bench.rasa.seen) == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_turns_of_one_conversation_run_one_after_the_other(bench: Bench, processes: int) -> None:
    bench.rasa.delay = 0.05

    async def scenario() -> None:
        conversation = await opened(bench)
        gateways = [bench.gateway, bench.new_process()]
        await asyncio.gather(
            *(gateways[n % processes].handle(message(conversation, f"问题{n}", n)) for n in range(4))
        )

    asyncio.run(scenario())
    assert bench.rasa.most_at_once == 1
    assert len(bench.rasa.seen) == 4


def test_a_phone_number_is_masked_before_it_is_stored_or_sent_to_rasa(bench: Bench) -> None:
    async def scenario() -> None:
        await bench.gateway.handle(message(await opened(bench), "我的手机是16000001234"))

    asyncio.run(scenario())
    assert bench.rasa.seen[0][1] == "我的手机是160****1234"
    assert not any("16000001234" in text for text in stored_texts(bench))


def test_a_users_slash_is_no_command(bench: Bench) -> None:
    async def scenario() -> None:
        await bench.gateway.handle(message(await opened(bench), '/bind{"uscc":"x"}'))

    asyncio.run(scenario())
    assert bench.rasa.seen[0][1].startswith("／bind")


def test_six_digits_are_an_ordinary_message_while_no_code_is_awaited(bench: Bench) -> None:
    async def scenario() -> None:
        await bench.gateway.handle(message(await opened(bench), "123456"))

    asyncio.run(scenario())
    assert bench.rasa.seen[0][1] == "123456"


async def awaiting_a_code(bench: Bench) -> str:
    """Open a conversation that has asked for a code; the pair matches nobody, so no code can be right."""
    conversation = await opened(bench)
    with bench.database.transaction() as session:
        bench.identity.record_phone_claim(session, conversation, "16000001234", address=None, now=NOW)
        bench.identity.start_challenge(
            session, conversation, "91330109YL0000001C", consent="2026-11", now=NOW
        )
    return conversation


def test_a_code_is_stored_masked_and_rasa_learns_only_the_result(bench: Bench) -> None:
    async def scenario() -> None:
        await bench.gateway.handle(message(await awaiting_a_code(bench), "验证码 123456"))

    asyncio.run(scenario())
    assert bench.rasa.seen[0][1] == "/code_refused"
    assert stored_texts(bench)[0] == "******"


def test_too_few_digits_neither_count_as_an_attempt_nor_reach_rasa(bench: Bench) -> None:
    async def scenario() -> list[str]:
        conversation = await awaiting_a_code(bench)
        said = ["验证码是390", "39001", *["1234567"] * 5, "123456"]
        turns = [await bench.gateway.handle(message(conversation, text, n)) for n, text in enumerate(said)]
        return [turn.replies[0].text for turn in turns]

    texts = asyncio.run(scenario())
    assert all("验证码是 6 位数字" in text for text in texts[:-1])
    assert "您输入的是 3 位" in texts[0]
    assert [text for _, text in bench.rasa.seen] == ["/code_refused"]
    assert not any("390" in text for text in stored_texts(bench)[:1])
    with bench.database.transaction() as session:
        assert session.query(Challenge).one().attempts == 1


def test_after_five_wrong_codes_the_user_is_told_to_ask_for_a_new_one(bench: Bench) -> None:
    async def scenario() -> list[str]:
        conversation = await awaiting_a_code(bench)
        turns = [await bench.gateway.handle(message(conversation, "123456", n)) for n in range(6)]
        return [turn.replies[0].text for turn in turns]

    texts = asyncio.run(scenario())
    assert "作废" in texts[4]
    assert "重新获取" in texts[5]
    assert len(bench.rasa.seen) == 4


@pytest.mark.parametrize("typed", ["123456", " 1234 56 ", "１２３４５６", "123456。"])
def test_a_code_that_comes_too_late_or_again_is_masked_and_said_to_be_of_no_use(
    bench: Bench, typed: str, golden: Golden
) -> None:
    async def scenario() -> str:
        conversation = await awaiting_a_code(bench)
        for number in range(5):
            await bench.gateway.handle(message(conversation, "654321", number))
        return (await bench.gateway.handle(message(conversation, typed, 9))).replies[0].text

    golden.check("binding_notices", "a code that nobody waits for", asyncio.run(scenario()))
    assert not any("123456" in text or "１２３" in text for text in stored_texts(bench))
    assert len(bench.rasa.seen) == 4


def test_a_code_typed_again_after_it_has_bound_is_said_to_be_needless(bench: Bench) -> None:
    async def scenario() -> list[str]:
        conversation = await opened(bench)
        with bench.database.transaction() as session:
            enterprise = record_enterprise(
                session, uscc="91330109YL0000001C", name="样例公司", region="浙江省", now=NOW
            )
            record_contact(session, enterprise.id, name="样例", phone="16000001234", role="handler")
            bench.identity.record_phone_claim(session, conversation, "16000001234", address=None, now=NOW)
            bench.identity.start_challenge(session, conversation, enterprise.uscc, consent="2026-11", now=NOW)
        with bench.database.transaction(read_only=True) as session:
            code = session.query(SmsOutboxEntry).one().code or ""
        turns = [await bench.gateway.handle(message(conversation, code, number)) for number in range(2)]
        assert not any(code in text for text in stored_texts(bench))
        return [turn.replies[0].text for turn in turns]

    first, second = asyncio.run(scenario())
    assert first == "答：/code_verified"
    assert "不用再输验证码" in second


def test_a_clock_that_goes_back_ends_the_code_that_is_awaited(bench: Bench, golden: Golden) -> None:
    async def scenario() -> str:
        conversation = await opened(bench)
        bench.clock.advance(timedelta(minutes=4))
        await bench.gateway.handle(message(conversation, "绑定企业", 1))
        with bench.database.transaction() as session:
            now = bench.clock.now()
            bench.identity.record_phone_claim(session, conversation, "16000001234", address=None, now=now)
            bench.identity.start_challenge(session, conversation, "91330109YL0000001C", consent="x", now=now)
        bench.clock.advance(-timedelta(minutes=3))
        return (await bench.gateway.handle(message(conversation, "123456", 2))).replies[0].text

    golden.check("binding_notices", "a code that nobody waits for", asyncio.run(scenario()))


def test_without_words_rasa_is_not_asked(bench: Bench) -> None:
    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "😀😀"))
        assert "文字" in turn.replies[0].text

    asyncio.run(scenario())
    assert bench.rasa.seen == []


def test_while_rasa_is_down_guidance_comes_from_the_index_with_a_notice(bench: Bench) -> None:
    bench.rasa.down = True

    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "高企条件"))
        assert turn.replies[0].outcome == "answered"
        assert "暂时不可用" in turn.replies[0].text
        assert "成立时间：注册成立一年以上" in turn.replies[0].text

    asyncio.run(scenario())


def test_rasas_silence_is_a_failure_and_not_an_answer(bench: Bench) -> None:
    bench.rasa.reply = lambda _: []

    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "高企条件"))
        assert turn.replies

    asyncio.run(scenario())


def test_with_rasa_down_and_no_index_the_user_is_told_and_the_message_kept(bench: Bench) -> None:
    bench.rasa.down = True
    bench.library.missing = True

    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "高企条件"))
        assert turn.replies[0].outcome == "error"
        assert "样例-000" in turn.replies[0].text

    asyncio.run(scenario())
    assert stored_texts(bench)[0] == "高企条件"


def test_a_person_is_in_reach_while_rasa_is_down(bench: Bench) -> None:
    bench.rasa.down = True

    async def scenario() -> None:
        turn = await bench.gateway.handle(message(await opened(bench), "转人工"))
        assert turn.replies[0].outcome == "handoff"

    asyncio.run(scenario())


def test_a_locked_database_accepts_nothing(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await opened(bench)
        holder = sqlite3.connect(bench.database.url.database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(DatabaseUnavailable):
                await bench.gateway.handle(message(conversation, "高企条件"))
        finally:
            holder.close()
        turn = await bench.gateway.handle(message(conversation, "高企条件"))
        assert turn.replies[0].outcome == "answered"

    asyncio.run(scenario())


def test_a_long_conversation_starts_a_new_session_of_rasa(bench: Bench) -> None:
    async def scenario() -> None:
        conversation = await opened(bench)
        for number in range(TURNS_PER_SESSION):
            await bench.gateway.handle(message(conversation, f"问题{number}", number))

    asyncio.run(scenario())
    assert [text for _, text in bench.rasa.seen].count("/session_start") == 1
