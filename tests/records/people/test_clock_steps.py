"""Clocks that jump, and codes that come late: nothing lives longer than it was given."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from records.conversations.conversation import ConversationNotFound
from records.conversations.turns import begin_turn
from records.models import AuditEntry, Binding, Enterprise
from records.people.clock_steps import settle_clock
from records.people.identity import Identity, find_open_challenge
from records.storage.database import Database
from records.values.clock import in_shanghai
from tests.records.support import NOW, USCC, ask_for_code, bind, bound_uscc, last_code, verify

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def message(database: Database, conversation_id: str, now: datetime) -> None:
    """A message comes, as the gateway takes it."""
    with database.transaction() as session:
        settle_clock(session, conversation_id, now=now)
        begin_turn(session, conversation_id, f"m{now.timestamp()}", "你好", now=now)


def test_an_expired_code_stays_expired_when_the_clock_goes_back(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database) or ""
    assert verify(database, identity, conversation_id, code, NOW + 5 * MINUTE).outcome == "expired"
    assert verify(database, identity, conversation_id, code, NOW + MINUTE).outcome == "none"


@pytest.mark.parametrize(
    ("back", "outcome"), [(MINUTE, "verified"), (2 * MINUTE, "expired"), (400 * DAY, "expired")]
)
def test_a_code_of_a_later_moment_is_taken_for_late(
    database: Database,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    back: timedelta,
    outcome: str,
) -> None:
    ask_for_code(database, identity, conversation_id)
    code = last_code(database) or ""
    with database.transaction(read_only=True) as session:
        waiting = find_open_challenge(session, conversation_id, now=NOW - back)
    assert waiting is not None
    assert waiting.is_expired == (outcome == "expired")
    assert verify(database, identity, conversation_id, code, NOW - back).outcome == outcome
    # Once it was taken for late it stays so, when the clock is right again.
    again = verify(database, identity, conversation_id, code, NOW + MINUTE).outcome
    assert again == "none"


def test_a_step_back_that_a_message_shows_ends_the_code_that_is_awaited(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    message(database, conversation_id, NOW)
    ask_for_code(database, identity, conversation_id)
    message(database, conversation_id, NOW + 4 * MINUTE)
    message(database, conversation_id, NOW + 2 * MINUTE)  # two minutes back
    code = last_code(database) or ""
    assert verify(database, identity, conversation_id, code, NOW + 3 * MINUTE).outcome == "none"


def test_a_step_back_that_a_message_shows_does_not_lengthen_a_binding(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    message(database, conversation_id, NOW + 20 * DAY)
    message(database, conversation_id, NOW + 10 * DAY)  # ten days back; ten days of life are left
    assert bound_uscc(database, conversation_id, NOW + 20 * DAY - MINUTE) == USCC
    assert bound_uscc(database, conversation_id, NOW + 20 * DAY) is None


def test_clocks_that_differ_by_a_minute_change_nothing(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    message(database, conversation_id, NOW + HOUR)
    message(database, conversation_id, NOW + HOUR - MINUTE)
    with database.transaction(read_only=True) as session:
        assert in_shanghai(session.query(Binding).one().expires_at) == NOW + 30 * DAY


def test_a_binding_of_a_later_moment_shows_nothing(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    assert bound_uscc(database, conversation_id, NOW - MINUTE) == USCC
    assert bound_uscc(database, conversation_id, NOW - 2 * MINUTE) is None


def test_a_binding_whose_end_was_seen_is_ended_for_good(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    message(database, conversation_id, NOW + 30 * DAY)
    assert bound_uscc(database, conversation_id, NOW + 29 * DAY) is None
    with database.transaction(read_only=True) as session:
        binding = session.query(Binding).one()
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
    assert (in_shanghai(binding.ended_at or NOW), binding.ended_reason) == (NOW + 30 * DAY, "expired")
    assert entry is not None
    assert (entry.action, entry.subject, entry.outcome) == ("binding.end", f"uscc:{USCC}", "expired")


def test_a_clock_that_goes_ahead_ends_things_early_and_only_that(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    message(database, conversation_id, NOW + 400 * DAY)
    message(database, conversation_id, NOW + HOUR)
    assert bound_uscc(database, conversation_id, NOW + HOUR) is None
    bind(database, identity, conversation_id, now=NOW + HOUR)
    assert bound_uscc(database, conversation_id, NOW + 2 * HOUR) == USCC


def test_an_unknown_conversation_is_said_to_be_one(database: Database) -> None:
    with pytest.raises(ConversationNotFound), database.transaction() as session:
        settle_clock(session, "0" * 32, now=NOW)
