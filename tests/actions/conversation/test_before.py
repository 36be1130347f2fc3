"""What was in view before is kept, so that a question may go back to it."""

from __future__ import annotations

import pytest

from actions.seam.shown import BEFORE, SLOT, note_before
from actions.seam.turn import ActionResult, ActionTurn
from desk.shown import Shown, before_of
from tests.actions.assembled import CASE, Assembled
from tests.actions.conversation.things import SHOWS, UNKNOWN, show

CASE_SHOWN, VOUCHERS_SHOWN = {"kind": "case", "name": CASE}, {"kind": "vouchers"}


def kept(desk: Assembled, slot: str) -> str | None:
    value = desk.slots.get(slot)
    return str(value["kind"]) if isinstance(value, dict) else None


@pytest.mark.parametrize(
    ("first", "then"), [("case", "vouchers"), ("vouchers", "credit"), ("credit", "case")]
)
def test_another_thing_that_is_shown_leaves_the_one_before_it(desk: Assembled, first: str, then: str) -> None:
    show(desk, first)
    desk.say(*SHOWS[then])
    assert (kept(desk, SLOT), kept(desk, BEFORE)) == (then, first)
    desk.say(*SHOWS[then])
    assert (kept(desk, SLOT), kept(desk, BEFORE)) == (then, first)


def test_a_part_of_the_same_thing_is_no_other_thing(desk: Assembled) -> None:
    show(desk, "credit")
    desk.say(*SHOWS["vouchers"])
    desk.say(*SHOWS["statement"])
    assert (kept(desk, SLOT), kept(desk, BEFORE)) == ("statement", "credit")


def test_an_answer_from_documents_comes_after_what_was_in_view(desk: Assembled) -> None:
    show(desk, "case")
    desk.say("高新技术企业认定要什么条件", of_it=0.01)
    assert (kept(desk, SLOT), kept(desk, BEFORE)) == (None, "case")
    desk.say(UNKNOWN, of_it=0.01)
    assert kept(desk, BEFORE) == "case"


def turn_of_before() -> ActionTurn:
    """A question about the case, while vouchers are shown: the slots have changed places."""
    slots = {SLOT: CASE_SHOWN, BEFORE: VOUCHERS_SHOWN}
    return ActionTurn("c", "公示几号", "check_application_status", {}, slots, is_of_before=True)


def test_what_is_gone_back_to_changes_places_with_what_was_shown() -> None:
    result = note_before(turn_of_before(), ActionResult(slots={SLOT: CASE_SHOWN}))
    assert isinstance(kept_before := result.slots[BEFORE], dict)
    assert kept_before["kind"] == "vouchers"


@pytest.mark.parametrize("forged", ["case", 7, ["case"], {"kind": "people"}, {"kind": {"$ne": None}}, {}])
def test_a_forged_slot_is_nothing_that_was_in_view(forged: object) -> None:
    turn = ActionTurn("c", "你好", "greet", {}, {SLOT: forged, BEFORE: forged})
    assert note_before(turn, ActionResult()) == ActionResult()


@pytest.mark.parametrize(
    ("shown", "before", "newer", "kept"),
    [
        (None, None, None, None),
        (None, "case", "vouchers", "case"),
        ("case", None, "vouchers", "case"),
        ("case", "credit", None, "case"),
        ("cases", "credit", "case", "credit"),
        ("vouchers", "credit", "statement", "credit"),
        ("credit_check", "case", "credit", "case"),
    ],
)
def test_of_two_in_a_row_of_one_kind_the_one_before_them_is_kept(
    shown: str | None, before: str | None, newer: str | None, kept: str | None
) -> None:
    things = [Shown(kind) if kind else None for kind in (shown, before, newer, kept)]  # type: ignore[arg-type]
    assert before_of(*things[:3]) == things[3]
