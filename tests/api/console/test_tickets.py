"""待办 and the conversation behind a ticket, by role: listed, counted, searched, read; and every look is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.console.parts import Console
from contracts import Reply
from records.conversations.conversation import open_conversation
from records.conversations.tickets import record_ticket, record_unanswered
from records.conversations.turns import begin_turn, finish_turn
from records.models import Ticket, TicketKind, UnansweredQuestion
from records.staff.accounts.accounts import ROLES, Role
from tests.api.console.conftest import Template
from tests.api.console.support import COOKIE, NOW, audit_of
from tests.records.replies import make_reply

SECRET = "窗口的张某态度差"
HANDED = ("hotline", "case_officer", "administrator")
COMPLAINED = ("auditor", "administrator")


@pytest.fixture(autouse=True)
def empty_desk(whole_console: Console) -> None:
    with whole_console.database.transaction() as session:
        session.query(Ticket).delete()
        session.query(UnansweredQuestion).delete()


@pytest.fixture
def as_role(administrator: TestClient, template: Template) -> Iterator[TestClient]:
    own = administrator.cookies[COOKIE]
    yield administrator
    administrator.cookies.set(COOKIE, own)


def sign_in(client: TestClient, template: Template, role: Role) -> None:
    client.cookies.set(COOKIE, template.tokens[role])


def file_ticket(console: Console, kind: TicketKind, text: str) -> tuple[str, str]:
    """Store a conversation that opens a ticket; return its id and the ticket's number."""
    with console.database.transaction() as session:
        opened = open_conversation(session, hasher=console.hasher, channel="web", now=NOW)
        talk = opened.conversation.id
        turn = begin_turn(session, talk, "m1", text, now=NOW).turn_id
        ticket = record_ticket(session, conversation_id=talk, kind=kind, text=text, now=NOW)
        outcome = "handoff" if kind == "handoff" else "ticket"
        told = {**make_reply(turn, f"已登记 {ticket.number}").model_dump(), "outcome": outcome}
        finish_turn(session, turn, [Reply.model_validate(told)], now=NOW + timedelta(seconds=1))
    return talk, ticket.number


def numbers_in(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"SQ\d{8}-\w{6}", text)))


@pytest.mark.parametrize("role", ROLES)
def test_complaints_are_listed_counted_searched_and_read_by_auditor_and_administrator_only(
    as_role: TestClient, whole_console: Console, template: Template, role: Role
) -> None:
    talk, number = file_ticket(whole_console, "complaint", SECRET)
    _, other = file_ticket(whole_console, "handoff", "转人工")
    sign_in(as_role, template, role)
    listed, found, read = (
        as_role.get(path) for path in ("/tickets", f"/tickets?q={number[-6:]}", f"/tickets/{number}")
    )
    looks = audit_of(whole_console.database, "staff.view_conversation")[-1:]
    if role not in (*HANDED, *COMPLAINED):
        assert {answer.status_code for answer in (listed, found, read)} == {403}
        return
    if role in COMPLAINED:
        assert (SECRET in listed.text, number in listed.text) == (True, True)
        assert SECRET in found.text
        assert SECRET in read.text
        assert looks[0][2:] == (f"ticket:{number} conversation:{talk}", "2 found")
        assert (other in listed.text) == (role == "administrator")
        assert ("2 件待处理" if role == "administrator" else "1 件待处理") in listed.text
    else:
        assert SECRET not in listed.text + found.text + read.text
        assert number not in listed.text
        assert numbers_in(found.text) == []
        assert "1 件待处理" in listed.text
        assert looks[0][2:] == (f"ticket:{number}", "not_allowed")
        unknown = as_role.get("/tickets/SQ20261120-AAAAAA").text
        assert ("没有找到这件诉求" in unknown) == ("没有找到这件诉求" in read.text) is True


@pytest.mark.parametrize("role", ROLES)
def test_a_transfer_is_read_by_who_works_on_tickets_and_not_by_the_auditor(
    as_role: TestClient, whole_console: Console, template: Template, role: Role
) -> None:
    talk, number = file_ticket(whole_console, "handoff", "请转人工")
    sign_in(as_role, template, role)
    answer = as_role.get(f"/tickets/{number}")
    assert ("请转人工" in answer.text) == (role in HANDED)
    if role in HANDED:
        assert audit_of(whole_console.database, "staff.view_conversation")[-1] == (
            f"staff:{role}",
            "staff.view_conversation",
            f"ticket:{number} conversation:{talk}",
            "2 found",
        )


def test_all_of_128_waiting_tickets_are_reached_the_longest_waiting_first(
    administrator: TestClient, whole_console: Console
) -> None:
    with whole_console.database.transaction() as session:
        numbers = [
            record_ticket(session, conversation_id=None, kind="handoff", text="转人工", now=NOW).number
            for _ in range(128)
        ]
    seen: list[str] = []
    address: str | None = "/tickets"
    while address:
        text = administrator.get(address).text
        assert "128 件待处理" in text
        seen += numbers_in(text)
        following = re.search(r"/tickets\?after=\d+", text)
        address = following[0] if following else None
    assert seen == numbers


@pytest.mark.parametrize("after", ["x", "-1", "1" * 40, "9" * 15, "１２"])
def test_a_place_that_is_none_is_the_first_page_or_an_empty_one(
    administrator: TestClient, whole_console: Console, after: str
) -> None:
    file_ticket(whole_console, "handoff", "转人工")
    assert administrator.get("/tickets", params={"after": after}).status_code == 200
    assert administrator.get("/unanswered", params={"before": after}).status_code == 200


def test_all_unanswered_questions_are_reached(administrator: TestClient, whole_console: Console) -> None:
    with whole_console.database.transaction() as session:
        for number in range(120):
            record_unanswered(session, question=f"未答{number:03}", outcome="no_answer", now=NOW)
    seen: list[str] = []
    address: str | None = "/unanswered"
    while address:
        text = administrator.get(address).text
        seen += dict.fromkeys(re.findall(r"未答\d{3}", text))
        following = re.search(r"/unanswered\?before=\d+", text)
        address = following[0] if following else None
    assert seen == [f"未答{number:03}" for number in range(119, -1, -1)]


@pytest.mark.parametrize("role", ["hotline", "knowledge_editor", "administrator"])
def test_what_is_added_to_a_complaint_is_not_among_the_questions_that_everybody_reads(
    as_role: TestClient, whole_console: Console, template: Template, role: Role
) -> None:
    talk, _ = file_ticket(whole_console, "complaint", SECRET)
    with whole_console.database.transaction() as session:
        asked = NOW + timedelta(minutes=1)
        record_unanswered(
            session, conversation_id=talk, question="他上周也这样", outcome="no_answer", now=asked
        )
        record_unanswered(session, question="元宇宙有补贴吗", outcome="no_answer", now=asked)
    sign_in(as_role, template, role)
    text = as_role.get("/unanswered").text
    assert "元宇宙有补贴吗" in text
    assert ("他上周也这样" in text) == (role == "administrator")
