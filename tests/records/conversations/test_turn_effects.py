"""A turn's steps are written once, whoever runs the turn, and nothing is written once the turn is closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from records.conversations.conversation import delete_conversation
from records.conversations.tickets import record_ticket
from records.conversations.turn_effects import TurnClosed, claim_step, get_result, keep_result, list_results
from records.conversations.turns import begin_turn, finish_turn
from records.models import Ticket, TurnEffect
from records.storage.database import Database
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases


def begun(database: Database, conversation_id: str) -> str:
    with database.transaction() as session:
        return begin_turn(session, conversation_id, "m1", "转人工", now=NOW).turn_id


def test_a_step_is_claimed_once_and_its_result_is_kept(database: Database, conversation_id: str) -> None:
    turn_id = begun(database, conversation_id)
    with database.transaction() as session:
        assert claim_step(session, turn_id, "ticket", now=NOW)
        keep_result(session, turn_id, "ticket", {"replies": ["一"]})
        assert claim_step(session, turn_id, "other", now=NOW)
    with database.transaction() as session:
        assert not claim_step(session, turn_id, "ticket", now=NOW)
        assert get_result(session, turn_id, "ticket") == {"replies": ["一"]}
        assert list_results(session, turn_id) == [{"replies": ["一"]}]


def test_what_is_rolled_back_was_never_claimed(database: Database, conversation_id: str) -> None:
    turn_id = begun(database, conversation_id)

    def fail() -> None:
        with database.transaction() as session:
            claim_step(session, turn_id, "ticket", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.transaction() as session:
        assert claim_step(session, turn_id, "ticket", now=NOW)


def test_of_many_at_once_one_writes(database: Database, conversation_id: str) -> None:
    turn_id = begun(database, conversation_id)

    def write(_: int) -> None:
        with database.transaction() as session:
            if claim_step(session, turn_id, "ticket", now=NOW):
                record_ticket(
                    session, conversation_id=conversation_id, kind="handoff", text="转人工", now=NOW
                )

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(write, range(12)))
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_nothing_is_written_for_a_turn_that_was_answered_meanwhile(
    database: Database, conversation_id: str
) -> None:
    turn_id = begun(database, conversation_id)
    with database.transaction() as session:
        finish_turn(session, turn_id, [], now=NOW)
    with pytest.raises(TurnClosed), database.transaction() as session:
        claim_step(session, turn_id, "ticket", now=NOW)


def test_without_a_turn_there_is_nothing_to_claim_and_with_its_conversation_all_goes(
    database: Database, conversation_id: str
) -> None:
    turn_id = begun(database, conversation_id)
    with database.transaction() as session:
        assert claim_step(session, "no such turn", "ticket", now=NOW)
        claim_step(session, turn_id, "ticket", now=NOW)
        delete_conversation(session, conversation_id, actor="staff:1", now=NOW)
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(TurnEffect)) == 0
