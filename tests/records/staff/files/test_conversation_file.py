"""A conversation read from its ticket: what is shown to whom, and that every look is on record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts import Reply
from contracts.reply import Outcome
from records.conversations.conversation import delete_conversation
from records.conversations.tickets import record_ticket
from records.conversations.turns import begin_turn, finish_turn
from records.models import AuditEntry, Message, TicketKind
from records.staff.accounts.accounts import StaffMember
from records.staff.files.conversation_file import ConversationFile, Place, view_conversation
from records.staff.files.reason import ReasonRequired
from records.staff.files.said import Reach, Subject
from records.storage.database import Database
from tests.records.replies import make_reply
from tests.records.support import NOW

EVERYTHING = Reach(("handoff", "complaint"), ("cases", "vouchers", "credit"))
OPERATOR = Reach(("handoff",), ("cases", "vouchers"))
AUDITOR = Reach(("complaint",), ())
REASON = "企业本人来电（来访）查询"


@dataclass
class Talk:
    """A conversation that goes on, a minute a turn."""

    database: Database
    id: str
    now: datetime = NOW

    def say(
        self,
        text: str,
        outcome: Outcome = "answered",
        *,
        ticket: TicketKind | None = None,
        clock_is_off_by: timedelta = timedelta(),
        is_lost: bool = False,
        **fields: Any,
    ) -> str:
        """Store a turn, with the ticket that it opens; return the ticket's number."""
        self.now += timedelta(minutes=1)
        number = ""
        with self.database.transaction() as session:
            turn = begin_turn(session, self.id, uuid.uuid4().hex, text, now=self.now).turn_id
            if ticket:
                at = self.now + timedelta(milliseconds=40) + clock_is_off_by
                number = record_ticket(
                    session, conversation_id=self.id, kind=ticket, text=text, now=at
                ).number
            told: dict[str, Any] = {"outcome": "error" if is_lost else outcome, "citations": [], **fields}
            reply = Reply.model_validate({**make_reply(turn, f"答：{text}").model_dump(), **told})
            finish_turn(session, turn, [reply], now=self.now + timedelta(seconds=1), failed=is_lost)
        return number


@pytest.fixture
def talk(database: Database, conversation_id: str) -> Talk:
    return Talk(database, conversation_id)


def read(
    talk: Talk, officer: StaffMember, number: str, reach: Reach = EVERYTHING, **options: Any
) -> ConversationFile | None:
    with talk.database.transaction() as session:
        return view_conversation(session, officer, reach, number, now=NOW, **options)


def texts(found: ConversationFile | None) -> list[str]:
    assert found is not None
    return [said.text for said in found.messages]


def looks(database: Database) -> list[tuple[str, str, str | None]]:
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter_by(action="staff.view_conversation")
        return [(row.subject, row.outcome, row.reason) for row in entries.order_by(AuditEntry.sequence)]


def test_what_was_said_is_read_with_who_when_outcome_and_sources(talk: Talk, officer: StaffMember) -> None:
    talk.say("高企要什么条件", citations=[make_reply("x").citations[0].model_dump()])
    number = talk.say("转人工", "handoff", ticket="handoff")
    found = read(talk, officer, number)
    assert found is not None
    assert (found.ticket.number, found.channel) == (number, "web")
    assert texts(found) == ["高企要什么条件", "答：高企要什么条件", "转人工", "答：转人工"]
    assert [said.sender for said in found.messages] == ["user", "bot", "user", "bot"]
    assert [said.outcome for said in found.messages] == [None, "answered", None, "handoff"]
    assert found.messages[0].at == NOW + timedelta(minutes=1)
    assert [citation.title for citation in found.messages[1].citations] == ["办法"]
    assert not found.has_earlier
    assert not found.has_later


def test_who_read_which_conversation_is_an_audit_entry(talk: Talk, officer: StaffMember) -> None:
    number = talk.say("转人工", "handoff", ticket="handoff")
    complaint = talk.say("你们的人态度太差", "ticket", ticket="complaint")
    read(talk, officer, number)
    read(talk, officer, number, reason=REASON)
    assert read(talk, officer, complaint, OPERATOR) is None
    assert read(talk, officer, "SQ20261120-AAAAAA") is None
    with pytest.raises(ReasonRequired):
        read(talk, officer, number, reason="看看")
    subject = f"ticket:{number} conversation:{talk.id}"
    assert looks(talk.database) == [
        (subject, "4 found", None),
        (subject, "4 found", REASON),
        (f"ticket:{complaint}", "not_allowed", None),
        ("ticket:SQ20261120-AAAAAA", "not_found", None),
    ]


def test_a_ticket_outlives_its_conversation_and_says_that_it_is_gone(
    talk: Talk, officer: StaffMember
) -> None:
    number = talk.say("转人工", "handoff", ticket="handoff")
    with talk.database.transaction() as session:
        delete_conversation(session, talk.id, actor="system", now=NOW)
    found = read(talk, officer, number)
    assert found is not None
    assert (found.ticket.text, found.channel, texts(found)) == ("转人工", None, [])
    assert looks(talk.database) == [(f"ticket:{number}", "gone", None)]


def test_a_long_conversation_opens_at_its_ticket_and_is_leafed_through_to_both_ends(
    talk: Talk, officer: StaffMember
) -> None:
    for count in range(60):
        talk.say(f"前 {count}")
    number = talk.say("转人工", "handoff", ticket="handoff")
    for count in range(40):
        talk.say(f"后 {count}")
    first = read(talk, officer, number)
    assert first is not None
    assert (first.has_earlier, first.has_later) == (True, True)
    assert texts(first)[18:20] == ["转人工", "答：转人工"]
    assert len(first.messages) == 40
    assert first.messages[18].id == first.asked_id
    said = list(first.messages)
    page = first
    while page.has_earlier:
        found = read(talk, officer, number, place=Place("before", said[0].id))
        assert found is not None
        assert len(found.messages) <= 50
        page, said = found, [*found.messages, *said]
    page = first
    while page.has_later:
        found = read(talk, officer, number, place=Place("after", said[-1].id))
        assert found is not None
        page, said = found, [*said, *found.messages]
    with talk.database.transaction(read_only=True) as session:
        assert [each.id for each in said] == [row.id for row in session.query(Message).order_by(Message.id)]
    assert len({each.id for each in said}) == 202


PRIVATE: dict[Outcome, Subject] = {
    "case_status": "cases",
    "people": "cases",
    "voucher_balance": "vouchers",
    "voucher_statement": "vouchers",
    "credit_standing": "credit",
    "credit_check": "credit",
}


@pytest.mark.parametrize(("outcome", "subject"), PRIVATE.items())
def test_an_enterprises_data_are_shown_to_who_may_look_them_up_and_money_and_credit_for_a_reason(
    talk: Talk, officer: StaffMember, outcome: Outcome, subject: Subject
) -> None:
    talk.say("我的", outcome)
    number = talk.say("转人工", "handoff", ticket="handoff")
    may_not = Reach(("handoff",), [each for each in EVERYTHING.subjects if each != subject])
    for options in ({}, {"reason": REASON}):
        refused = read(talk, officer, number, may_not, **options)
        assert refused is not None
        assert (refused.messages[1].withheld, refused.messages[1].text) == ("role", "")
        assert refused.messages[1].outcome == outcome
        assert list(refused.for_a_reason) == []
    without = read(talk, officer, number)
    assert without is not None
    if subject == "cases":
        assert without.messages[1].text == "答：我的"
        return
    assert (without.messages[1].withheld, without.messages[1].text) == ("reason", "")
    assert list(without.for_a_reason) == [subject]
    given = read(talk, officer, number, reason=REASON)
    assert given is not None
    assert given.messages[1].text == "答：我的"
    assert list(given.for_a_reason) == []


def test_a_choice_among_cases_is_theirs_who_may_see_cases_and_one_of_the_index_everybodys(
    talk: Talk, officer: StaffMember
) -> None:
    talk.say("我的办件", "clarify", index_version=None)
    talk.say("验收", "clarify", index_version="v1")
    number = talk.say("投诉", "ticket", ticket="complaint")
    found = read(talk, officer, number, AUDITOR)
    assert found is not None
    assert [said.withheld for said in found.messages] == [None, "role", None, None, None, None]


def test_a_complaint_and_what_follows_it_is_withheld_until_a_person_is_asked_for(
    talk: Talk, officer: StaffMember
) -> None:
    talk.say("高企")
    complaint = talk.say("窗口的张某态度差", "ticket", ticket="complaint")
    talk.say("他还骂人", "no_answer")
    number = talk.say("转人工", "handoff", ticket="handoff")
    talk.say("材料清单")
    found = read(talk, officer, number, OPERATOR)
    assert found is not None
    assert [said.withheld for said in found.messages] == [None] * 2 + ["complaint"] * 4 + [None] * 4
    assert "张某" not in str(found)
    assert "骂人" not in str(found)
    assert complaint not in str(found)
    whole = read(talk, officer, complaint, AUDITOR)
    assert whole is not None
    assert all(said.withheld is None for said in whole.messages)


@pytest.mark.parametrize(
    ("seconds", "is_lost"),
    [(-90, False), (-2, False), (0, False), (90, False), (-90, True), (0, True), (2, True)],
)
def test_a_complaint_stays_withheld_when_clocks_differ_and_when_its_reply_is_lost(
    talk: Talk, officer: StaffMember, seconds: int, is_lost: bool
) -> None:
    talk.say("高企")
    off = timedelta(seconds=seconds)
    talk.say("窗口的张某态度差", "ticket", ticket="complaint", clock_is_off_by=off, is_lost=is_lost)
    talk.say("他还骂人")
    number = talk.say("转人工", "handoff", ticket="handoff", clock_is_off_by=off)
    found = read(talk, officer, number, OPERATOR)
    assert found is not None
    assert "张某" not in str(found)
    assert "骂人" not in str(found)
    assert "转人工" in texts(found)
