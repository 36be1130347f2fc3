"""A transfer to a person and a complaint: what is promised is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.guidance.tickets import RecordComplaint, TransferToPerson
from api.turns.fallback import Fallback
from index.library import Library
from records.conversations.turns import begin_turn
from records.models import Ticket, TicketKind
from records.staff.accounts.accounts import StaffMember
from records.staff.files.conversation_file import view_conversation
from records.staff.files.said import Reach
from tests.actions.desk import NOW, Desk
from tests.conftest import ROOT

NUMBER = re.compile(r"编号 (SQ\d{8}-\w{6})")
HOTLINE = "样例-000-0000"
OPERATOR = StaffMember(1, "张三", "hotline")
# What nobody may be promised: that somebody will look, answer, call or take care.
PROMISE = re.compile(
    r"工作人员[^，。]{0,8}会[^，。]{0,8}(?:查看|答复|回复|跟进|联系|处理)|由工作人员|会转给|会(?:尽快)?(?:联系|回复|答复|回电)您"
    r"|尽快(?:联系|回复|答复|回电|处理)"
)
SAID_IN = (
    "actions/**/*.py",
    "api/*.py",
    "api/channels/**/*.py",
    "api/static/**/*.js",
    "api/static/**/*.html",
)
SAID_IN += ("bot/domain/*.yml", "contracts/*.py", "index/*.py")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def tickets(desk: Desk) -> list[tuple[TicketKind, str, str | None]]:
    with desk.database.transaction(read_only=True) as session:
        return [(row.kind, row.number, row.conversation_id) for row in session.query(Ticket)]


def test_by_the_number_that_is_told_staff_read_the_conversation(desk: Desk) -> None:
    with desk.database.transaction() as session:
        begin_turn(session, desk.conversation_id, "m1", "转人工", now=NOW)
    reply = desk.ask(TransferToPerson(desk.database, desk.clock, HOTLINE), "转人工")
    told = NUMBER.search(reply.text)
    assert told is not None
    assert reply.outcome == "handoff"
    assert HOTLINE in reply.text
    with desk.database.transaction() as session:
        found = view_conversation(session, OPERATOR, Reach(("handoff",), ()), told[1], now=NOW)
    assert found is not None
    assert [said.text for said in found.messages] == ["转人工"]


def test_a_complaint_is_a_ticket_of_its_own_kind_with_the_number_that_is_told(desk: Desk) -> None:
    reply = desk.ask(RecordComplaint(desk.database, desk.clock, None), "窗口态度差")
    told = NUMBER.search(reply.text)
    assert told is not None
    assert reply.outcome == "ticket"
    assert tickets(desk) == [("complaint", told[1], desk.conversation_id)]


@pytest.mark.parametrize("hotline", [HOTLINE, None])
def test_a_transfer_is_told_alike_with_the_bot_and_without_it_and_no_number_is_invented(
    desk: Desk, tmp_path: Path, hotline: str | None
) -> None:
    reply = desk.ask(TransferToPerson(desk.database, desk.clock, hotline), "转人工")
    ((_, number, _),) = tickets(desk)
    assert Fallback(Library(tmp_path), hotline, None).handed_over(number) == reply
    assert (HOTLINE in reply.text) == (hotline is not None)


def test_nothing_that_is_said_promises_what_staff_will_do() -> None:
    said = [path for pattern in SAID_IN for path in sorted(ROOT.glob(pattern))]
    assert len(said) > 100
    found = [
        (path.relative_to(ROOT).as_posix(), match[0])
        for path in said
        for match in PROMISE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
