from __future__ import annotations

import re
from datetime import timedelta

import pytest

from records.conversations.tickets import (
    list_tickets,
    list_unanswered,
    record_ticket,
    record_ticket_once,
    record_unanswered,
)
from records.models import Ticket, TicketKind
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import NOW, new_conversation


def test_a_ticket_has_a_number_to_tell_and_a_masked_text(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        ticket = record_ticket(
            session, conversation_id=conversation_id, kind="complaint", text="请回电 13800131234", now=NOW
        )
    assert re.fullmatch(r"SQ20261120-[2-9A-HJKMNP-RT-UW-Y]{6}", ticket.number)
    assert (ticket.text, ticket.state, ticket.kind) == ("请回电 138****1234", "open", "complaint")
    assert ticket.created_at == NOW
    with database.transaction(read_only=True) as session:
        assert list_tickets(session, states=["open"]) == [ticket]
        assert list_tickets(session, states=["closed"]) == []
        assert list_tickets(session, kinds=["handoff"]) == []


def test_tickets_are_listed_the_longest_waiting_first(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        numbers = [
            record_ticket(
                session, conversation_id=conversation_id, kind="handoff", text=f"{number}", now=NOW
            ).number
            for number in range(3)
        ]
    with database.transaction(read_only=True) as session:
        first = list_tickets(session, limit=2)
        assert [ticket.number for ticket in first] == numbers[:2]
        assert [ticket.number for ticket in list_tickets(session, after=first[-1].id)] == numbers[2:]


def test_a_ticket_of_a_conversation_that_is_gone_is_kept(database: Database) -> None:
    with database.transaction() as session:
        ticket = record_ticket(session, conversation_id="gone", kind="handoff", text="转人工", now=NOW)
    assert ticket.conversation_id is None


def once(database: Database, conversation_id: str, text: str = "催办", kind: TicketKind = "handoff") -> str:
    with database.transaction() as session:
        return record_ticket_once(
            session, conversation_id=conversation_id, kind=kind, text=text, now=NOW
        ).number


def close_all(database: Database) -> None:
    with database.transaction() as session:
        session.query(Ticket).update({"state": "closed"})


@pytest.mark.both_databases
def test_what_is_said_again_is_the_ticket_of_before_while_that_is_open(
    database: Database, conversation_id: str
) -> None:
    first = once(database, conversation_id)
    assert once(database, conversation_id) == first
    with database.transaction() as session:
        session.query(Ticket).update({"state": "taken"})
    assert once(database, conversation_id) == first
    close_all(database)
    assert once(database, conversation_id) != first
    with database.transaction(read_only=True) as session:
        assert [ticket.state for ticket in list_tickets(session)] == ["closed", "open"]


def test_masked_alike_is_said_alike(database: Database, conversation_id: str) -> None:
    first = once(database, conversation_id, "请回电 13800131234")
    assert once(database, conversation_id, "请回电 138****1234") == first


def test_other_words_another_kind_and_another_conversation_are_other_tickets(
    database: Database, conversation_id: str
) -> None:
    other = new_conversation(database, KeyedHash(b"a key for tests, 32 bytes long.."))
    numbers = {
        once(database, conversation_id),
        once(database, conversation_id, "催办另一件"),
        once(database, conversation_id, kind="complaint"),
        once(database, other),
    }
    assert len(numbers) == 4


def test_of_two_that_say_the_same_the_older_is_told(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        first, _ = (
            record_ticket(session, conversation_id=conversation_id, kind="handoff", text="催办", now=NOW)
            for _ in range(2)
        )
    assert once(database, conversation_id) == first.number


def test_unanswered_questions_are_kept_masked(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        record_unanswered(
            session,
            conversation_id=conversation_id,
            question="13800131234 能办吗",
            outcome="no_answer",
            region="浙江省",
            index_version="v1",
            now=NOW,
        )
        record_unanswered(session, question="今天天气", outcome="out_of_scope", now=NOW)
    with database.transaction(read_only=True) as session:
        newest, oldest = list_unanswered(session)
        assert list_unanswered(session, before=newest.id) == [oldest]
    assert (newest.question, newest.outcome, newest.region) == ("今天天气", "out_of_scope", None)
    assert (oldest.question, oldest.region, oldest.index_version) == ("138****1234 能办吗", "浙江省", "v1")


def test_what_is_added_to_a_complaint_is_no_unanswered_question_for_everybody(
    database: Database, conversation_id: str, hasher: KeyedHash
) -> None:
    other = new_conversation(database, hasher)
    moments = iter(NOW + timedelta(minutes=number) for number in range(9))
    with database.transaction() as session:

        def ask(question: str, talk: str | None = conversation_id) -> None:
            record_unanswered(
                session, conversation_id=talk, question=question, outcome="no_answer", now=next(moments)
            )

        def file(kind: TicketKind) -> None:
            record_ticket(session, conversation_id=conversation_id, kind=kind, text="样例", now=next(moments))

        ask("之前")
        file("complaint")
        ask("他上周也这样")
        ask("别人的", other)
        ask("不知谁的", None)
        file("handoff")
        ask("之后")
    with database.transaction(read_only=True) as session:
        shown = [each.question for each in list_unanswered(session, of_complaints=False)]
        assert shown == ["之后", "不知谁的", "别人的", "之前"]
        assert len(list_unanswered(session)) == 5
