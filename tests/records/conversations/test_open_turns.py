"""Turns whose process died: found, taken over by one alone, and told from those that are under way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.conversations.open_turns import is_left_open, list_left_open, renew, take_over
from records.conversations.turn_order import find_earlier_open_turn
from records.conversations.turns import begin_turn, find_turn_of_message, finish_turn, keep_for_another_run
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import NOW, new_conversation

pytestmark = pytest.mark.both_databases

LIFE = timedelta(seconds=10)
LATER = NOW + timedelta(seconds=30)


def test_turns_a_crash_left_open_are_found_in_the_order_of_their_messages(
    database: Database, conversation_id: str
) -> None:
    with database.transaction() as session:
        turns = [
            begin_turn(session, conversation_id, f"m{age}", "你好", now=NOW - timedelta(seconds=age))
            for age in (60, 30, 5, 90)
        ]
        finish_turn(session, turns[3].turn_id, [], now=NOW)
    with database.transaction(read_only=True) as session:
        left = list_left_open(session, before=NOW - LIFE)
        assert not is_left_open(session, turns[2].turn_id, before=NOW - LIFE)
        assert not is_left_open(session, turns[3].turn_id, before=NOW - LIFE)
    assert [turn.turn_id for turn in left] == [turns[0].turn_id, turns[1].turn_id]


def test_a_turn_left_open_comes_back_with_all_it_needs(database: Database, hasher: KeyedHash) -> None:
    conversation_id = new_conversation(database, hasher)
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "******", now=NOW)
        reply = {"text": "请重新获取。", "outcome": "form"}
        keep_for_another_run(session, turn.turn_id, command="/code_verified", own_reply=reply)
    with database.transaction() as session:
        taken = take_over(session, turn.turn_id, before=LATER - LIFE, now=LATER)
    assert taken is not None
    assert (taken.text, taken.command, taken.own_reply) == ("******", "/code_verified", reply)
    assert (taken.conversation_id, taken.channel, taken.runs) == (conversation_id, "web", 2)


def test_what_has_been_taken_is_nobody_elses_until_its_time_is_over(
    database: Database, conversation_id: str
) -> None:
    with database.transaction() as session:
        turn_id = begin_turn(session, conversation_id, "m1", "你好", now=NOW).turn_id
    with database.transaction() as session:
        assert take_over(session, turn_id, before=NOW - LIFE, now=NOW) is None
        assert take_over(session, turn_id, before=LATER - LIFE, now=LATER) is not None
        assert take_over(session, turn_id, before=LATER - LIFE, now=LATER) is None
        assert list_left_open(session, before=LATER - LIFE) == []
        much_later = LATER + timedelta(minutes=1)
        renew(session, turn_id, now=much_later)
        assert not is_left_open(session, turn_id, before=much_later - LIFE)
    with database.transaction() as session:
        finish_turn(session, turn_id, [], now=much_later)
        assert take_over(session, turn_id, before=much_later + LIFE, now=much_later + LIFE) is None
        assert take_over(session, "no such turn", before=NOW, now=NOW) is None


def test_of_many_processes_one_takes_a_turn(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        turn_id = begin_turn(session, conversation_id, "m1", "你好", now=NOW).turn_id

    def take(_: int) -> bool:
        with database.transaction() as session:
            return take_over(session, turn_id, before=LATER - LIFE, now=LATER) is not None

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(take, range(12))) == 1


def test_the_first_open_turn_before_another_is_found_however_old(
    database: Database, conversation_id: str
) -> None:
    with database.transaction() as session:
        turns = [begin_turn(session, conversation_id, f"m{n}", "你好", now=NOW) for n in range(4)]
        finish_turn(session, turns[0].turn_id, [], now=NOW)
        take_over(session, turns[1].turn_id, before=LATER - LIFE, now=LATER)
        earlier = find_earlier_open_turn(session, conversation_id, turns[3].turn_id)
        assert earlier is not None
        assert (earlier.turn_id, earlier.taken_at) == (turns[1].turn_id, LATER)
        assert find_earlier_open_turn(session, conversation_id, turns[1].turn_id) is None


def test_looking_for_a_message_stores_nothing(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        assert find_turn_of_message(session, conversation_id, "m1") is None
        turn = begin_turn(session, conversation_id, "m1", "你好", now=NOW)
        found = find_turn_of_message(session, conversation_id, "m1")
        assert found is not None
        assert (found.turn_id, found.is_new) == (turn.turn_id, False)
