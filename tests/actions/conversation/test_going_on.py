"""A question that goes on from an answer of documents, and finds nothing by itself, is asked of the topic spoken of."""

from __future__ import annotations

import pytest

from tests.actions.assembled import Assembled
from tests.actions.conversation.things import DECLINED, LOOK_UP, show

LOST = "得交哪些东西呀"  # finds nothing by itself


@pytest.mark.parametrize(
    ("follow_up", "is_found"), [("point", True), ("none", False), ("more", False), (None, False)]
)
def test_a_question_for_another_point_is_asked_of_the_topic(
    desk: Assembled, follow_up: str | None, is_found: bool
) -> None:
    desk.slots["topic"] = "high-tech-enterprise"
    (reply,) = desk.say(LOST, follow_up=follow_up)
    assert (reply.outcome == "answered") == is_found


def test_without_a_topic_it_is_declined(desk: Assembled) -> None:
    assert desk.say(LOST, follow_up="point")[0].outcome in DECLINED


def test_with_another_thing_in_view_that_is_shown_again(desk: Assembled) -> None:
    show(desk, "vouchers")
    desk.slots["topic"] = "high-tech-enterprise"
    assert desk.say(LOST, follow_up="point")[0].outcome == LOOK_UP["vouchers"]
