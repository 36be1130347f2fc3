"""A clear question to the guides that finds nothing by itself is asked of the topic spoken of."""

from __future__ import annotations

import pytest

from tests.actions.assembled import Assembled
from tests.actions.conversation.things import DECLINED, LOOK_UP, show

LOST = "得交哪些东西呀"  # finds nothing by itself


@pytest.mark.parametrize(("confidence", "is_found"), [(0.95, True), (0.8, True), (0.79, False), (0.0, False)])
def test_a_clear_question_goes_on_from_the_topic(desk: Assembled, confidence: float, is_found: bool) -> None:
    desk.slots["topic"] = "high-tech-enterprise"
    (reply,) = desk.say(LOST, confidence=confidence)
    assert (reply.outcome == "answered", reply.outcome in DECLINED) == (is_found, not is_found)


def test_without_a_topic_it_is_declined(desk: Assembled) -> None:
    assert desk.say(LOST, confidence=0.95)[0].outcome in DECLINED


def test_what_is_no_clear_question_to_the_guides_is_declined(desk: Assembled) -> None:
    desk.slots["topic"] = "high-tech-enterprise"
    assert desk.say(LOST, "default_fallback", confidence=0.95)[0].outcome in DECLINED


def test_with_another_thing_in_view_that_is_shown_again(desk: Assembled) -> None:
    show(desk, "vouchers")
    desk.slots["topic"] = "high-tech-enterprise"
    assert desk.say(LOST, confidence=0.95)[0].outcome == LOOK_UP["vouchers"]
