from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.conversations.conversation import ConversationNotFound, delete_conversation, get_conversation
from records.conversations.outbox import list_outbox, record_event
from records.conversations.turns import begin_turn, find_turn, finish_turn
from records.models import Message, Turn
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.replies import make_reply
from tests.records.support import NOW, new_conversation

pytestmark = pytest.mark.both_databases


def test_a_repeated_message_gets_the_stored_replies_and_is_stored_once(
    database: Database, conversation_id: str
) -> None:
    with database.transaction() as session:
        first = begin_turn(session, conversation_id, "m1", "高企要什么条件", now=NOW)
    assert (first.is_new, first.state, first.replies) == (True, "open", ())
    with database.transaction() as session:
        while_open = begin_turn(session, conversation_id, "m1", "高企要什么条件", now=NOW)
    assert (while_open.turn_id, while_open.is_new, while_open.state) == (first.turn_id, False, "open")
    replies = [make_reply(first.turn_id, "一"), make_reply(first.turn_id, "二")]
    with database.transaction() as session:
        assert finish_turn(session, first.turn_id, replies, now=NOW)
    with database.transaction() as session:
        again = begin_turn(session, conversation_id, "m1", "别的话", now=NOW)
    assert (again.turn_id, again.is_new, again.state) == (first.turn_id, False, "done")
    assert list(again.replies) == replies
    with database.transaction(read_only=True) as session:
        assert [row.text for row in session.query(Message).order_by(Message.id)] == [
            "高企要什么条件",
            "一",
            "二",
        ]


def test_the_same_message_sent_many_times_at_once_opens_one_turn(
    database: Database, conversation_id: str
) -> None:
    def begin(_: int) -> tuple[str, bool]:
        with database.transaction() as session:
            turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
        return turn.turn_id, turn.is_new

    with ThreadPoolExecutor(6) as threads:
        begun = list(threads.map(begin, range(18)))
    assert len({turn_id for turn_id, _ in begun}) == 1
    assert sum(is_new for _, is_new in begun) == 1


def test_message_ids_are_apart_between_conversations(
    database: Database, conversation_id: str, hasher: KeyedHash
) -> None:
    other = new_conversation(database, hasher)
    with database.transaction() as session:
        assert begin_turn(session, conversation_id, "m1", "你好", now=NOW).is_new
        assert begin_turn(session, other, "m1", "你好", now=NOW).is_new


def test_a_late_result_is_dropped(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
    error = make_reply(turn.turn_id, "系统繁忙")
    with database.transaction() as session:
        assert finish_turn(session, turn.turn_id, [error], now=NOW, failed=True)
    with database.transaction() as session:
        late = [make_reply(turn.turn_id, "迟到的回答")]
        assert not finish_turn(session, turn.turn_id, late, now=NOW, topic="incubator")
    with database.transaction(read_only=True) as session:
        found = find_turn(session, turn.turn_id)
        assert found is not None
        assert (found.state, list(found.replies)) == ("failed", [error])
        assert len(list_outbox(session, conversation_id)) == 1
        assert get_conversation(session, conversation_id).topic is None


def test_of_many_who_close_a_turn_one_does(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn_id = begin_turn(session, conversation_id, "m1", "你好", now=NOW).turn_id

    def finish(number: int) -> bool:
        with database.transaction() as session:
            return finish_turn(session, turn_id, [make_reply(turn_id, str(number))], now=NOW)

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(finish, range(12))) == 1
    with database.transaction(read_only=True) as session:
        assert len(list_outbox(session, conversation_id)) == 1


def test_finishing_keeps_topic_and_region(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
        later = NOW + timedelta(seconds=1)
        finish_turn(
            session, turn.turn_id, [], now=later, topic="innovation-voucher", region="浙江省/杭州市/萧山区"
        )
    with database.transaction(read_only=True) as session:
        found = get_conversation(session, conversation_id)
    assert (found.topic, found.region) == ("innovation-voucher", "浙江省/杭州市/萧山区")
    assert found.last_active_at == later


def test_a_turn_of_a_deleted_conversation_is_gone(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
    with database.transaction() as session:
        delete_conversation(session, conversation_id, actor="system", now=NOW)
    with database.transaction() as session:
        assert not finish_turn(session, turn.turn_id, [make_reply(turn.turn_id)], now=NOW)
        with pytest.raises(ConversationNotFound):
            begin_turn(session, conversation_id, "m2", "你好", now=NOW)


def test_the_outbox_counts_without_gaps_and_resumes(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
        replies = [make_reply(turn.turn_id, "一"), make_reply(turn.turn_id, "二")]
        finish_turn(session, turn.turn_id, replies, now=NOW)
        staff = make_reply("", "工作人员：您好")
        assert record_event(session, conversation_id, "staff", reply=staff, now=NOW) == 3
        assert record_event(session, conversation_id, "closed", now=NOW) == 4
    with database.transaction(read_only=True) as session:
        events = list_outbox(session, conversation_id)
        assert [event.sequence for event in events] == [1, 2, 3, 4]
        assert [event.kind for event in events] == ["reply", "reply", "staff", "closed"]
        assert [event.reply for event in events] == [*replies, staff, None]
        assert [event.sequence for event in list_outbox(session, conversation_id, after=2)] == [3, 4]
        assert [event.sequence for event in list_outbox(session, conversation_id, after=1, limit=1)] == [2]
        assert list_outbox(session, conversation_id, after=99) == []


def test_the_outbox_counts_without_gaps_when_turns_end_at_once(
    database: Database, conversation_id: str
) -> None:
    with database.transaction() as session:
        turns = [begin_turn(session, conversation_id, f"m{n}", "你好", now=NOW).turn_id for n in range(12)]

    def finish(turn_id: str) -> bool:
        with database.transaction() as session:
            return finish_turn(session, turn_id, [make_reply(turn_id)], now=NOW)

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(finish, turns))
    with database.transaction(read_only=True) as session:
        assert [event.sequence for event in list_outbox(session, conversation_id)] == list(range(1, 13))
        assert session.query(Turn).filter_by(state="open").count() == 0


@pytest.mark.parametrize("strange", ["a\x00b", "a\ud800b", "😀" * 200, "\U000e0001"])
def test_any_text_can_be_stored(database: Database, conversation_id: str, strange: str) -> None:
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, strange[:100], strange, now=NOW)
        assert not begin_turn(session, conversation_id, strange[:100], strange, now=NOW).is_new
        assert finish_turn(session, turn.turn_id, [make_reply(turn.turn_id, f"引文：{strange}")], now=NOW)
    with database.transaction(read_only=True) as session:
        found = find_turn(session, turn.turn_id)
    assert found is not None
    assert found.replies[0].text == f"引文：{strange}".replace("\x00", "").replace("\ud800", "")
