"""A wish to be quick: a ticket for the bureau, one as long as it is open, of one's own open case."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from records.conversations.turns import begin_turn
from records.models import Ticket
from tests.actions.cases.bot import LATE, NEW, NOW, OVERDUE, Bot, at, numbers, shown
from tests.golden_files import Golden
from tests.records.support import OTHER_USCC


def close_ticket(bot: Bot, state: str) -> None:
    with bot.database.transaction() as session:
        session.scalars(select(Ticket)).one().state = state


@pytest.mark.parametrize("number", [OVERDUE, LATE, NEW])
def test_to_urge_the_case_in_view_is_recorded_and_its_number_told(
    talk: Bot, number: str, golden: Golden
) -> None:
    talk.show(number)
    reply = talk.ask_of_it("催一下", "urge")
    (ticket,) = talk.tickets()
    assert (reply.outcome, shown(reply)) == ("case_status", number)
    assert (ticket.kind, ticket.state, ticket.conversation_id) == ("handoff", "open", talk.id)
    assert number in ticket.text
    assert reply.text.count(ticket.number) == 1
    golden.check("case_asked", f"urge, {number}", reply.text.replace(ticket.number, "SQ"))


def test_a_case_named_by_its_number_is_urged_without_being_in_view(talk: Bot) -> None:
    reply = talk.ask(f"催办 {LATE}", asked="urge", case_number=LATE)
    (ticket,) = talk.tickets()
    assert (shown(reply), LATE in ticket.text, ticket.number in reply.text) == (LATE, True, True)


def test_to_urge_again_names_the_ticket_that_is_open(talk: Bot) -> None:
    talk.show(LATE)
    talk.ask_of_it("催一下", "urge")
    (first,) = talk.tickets()
    for state in ("open", "taken"):
        close_ticket(talk, state)
        assert first.number in talk.ask_of_it("快点", "urge").text
        assert len(talk.tickets()) == 1


def test_once_the_ticket_is_closed_to_urge_opens_another(talk: Bot) -> None:
    talk.show(LATE)
    talk.ask_of_it("催一下", "urge")
    close_ticket(talk, "closed")
    reply = talk.ask_of_it("还没动静，再催", "urge")
    first, second = talk.tickets()
    assert (first.state, second.state) == ("closed", "open")
    assert (first.number in reply.text, second.number in reply.text) == (False, True)


def test_each_case_has_a_ticket_of_its_own(talk: Bot) -> None:
    for number in (LATE, NEW, LATE):
        talk.show(number)
        talk.ask_of_it("催一下", "urge")
    assert [number in ticket.text for ticket, number in zip(talk.tickets(), (LATE, NEW), strict=True)] == [
        True,
        True,
    ]


@pytest.mark.parametrize("stage", ["withdrawn", "rejected", "closed"])
def test_an_ended_case_is_urged_by_nobody(talk: Bot, stage: str, golden: Golden) -> None:
    before = [("decided", at(11, 26))] if stage == "closed" else []
    talk.move(LATE, *before, (stage, at(11, 27)))
    talk.show(LATE)
    reply = talk.ask_of_it("催一下", "urge")
    assert (shown(reply), talk.tickets()) == (LATE, [])
    golden.check("case_asked", f"urge, of one that is {stage}", reply.text)


@pytest.mark.parametrize("text", ["催一下 WH2026-000009", f"催 WH2026-000009 和 {LATE}"])
def test_the_case_of_somebody_else_is_not_urged(talk: Bot, text: str) -> None:
    talk.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    replies = talk.say(text, asked="urge")
    assert "WH2026-000009" not in [shown(reply) for reply in replies]
    assert not any("WH2026-000009" in ticket.text for ticket in talk.tickets())


def test_nobody_urges_who_is_not_bound(stranger: Bot) -> None:
    stranger.slots["shown"] = {"kind": "case", "name": LATE}
    assert stranger.ask_of_it("催一下", "urge").outcome == "needs_binding"
    assert stranger.tickets() == []


def test_of_several_the_late_ones_are_meant_and_which_is_asked_for(talk: Bot) -> None:
    reply = talk.ask("催一下", asked="urge")
    assert (set(numbers(reply)), talk.tickets()) == ({OVERDUE, LATE}, [])


def test_of_several_the_one_late_case_is_urged(talk: Bot) -> None:
    talk.move(OVERDUE, ("withdrawn", at(11, 25)))
    reply = talk.ask("催一下", asked="urge")
    (ticket,) = talk.tickets()
    assert (shown(reply), LATE in ticket.text) == (LATE, True)


def test_of_several_of_which_none_is_late_one_is_asked_for(several: Bot) -> None:
    for number in ("XS2025-000001", "XS2026-000003"):
        several.move(number, ("withdrawn", at(11, 25)))
    several.add("contract", "XS2026-000004", at(11, 26))
    reply = several.ask("催一下", asked="urge")
    assert (len(numbers(reply)), several.tickets()) == (4, [])


@pytest.mark.parametrize(
    ("text", "number"), [("高新那个催一下", NEW), ("外国人那个催一下", LATE), ("催一下尾号77的", NEW)]
)
def test_a_case_that_is_named_is_urged_though_another_is_late(talk: Bot, text: str, number: str) -> None:
    reply = talk.ask(text, asked="urge")
    (ticket,) = talk.tickets()
    assert (shown(reply), number in ticket.text) == (number, True)


def test_the_case_spoken_of_before_is_urged_though_another_is_late(talk: Bot) -> None:
    talk.show(NEW)
    talk.forget()
    reply = talk.ask("催一下", asked="urge")
    (ticket,) = talk.tickets()
    assert (shown(reply), NEW in ticket.text) == (NEW, True)


def test_a_turn_that_is_run_again_tells_the_same_ticket(talk: Bot) -> None:
    talk.show(LATE)
    with talk.database.transaction() as session:
        turn_id = begin_turn(session, talk.id, "m1", "催一下", now=NOW).turn_id
    turn = replace(talk.turn("催一下", asked="urge", about=True), turn_id=turn_id)
    texts = []
    for _ in range(2):
        (reply,) = asyncio.run(talk.cases.run(turn)).replies
        texts.append(reply.text)
        close_ticket(talk, "closed")
    assert texts[0] == texts[1]
    assert len(talk.tickets()) == 1
