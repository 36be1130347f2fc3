"""A question that a guide asks in just these words is answered from the guide, whatever it was taken for."""

from __future__ import annotations

import pytest

from tests.actions.assembled import Assembled
from tests.actions.conversation.test_guarded import TAKEN_FOR
from tests.actions.conversation.things import show

ASKED = "高企的企业所得税税率是多少？"


@pytest.mark.parametrize("taken_for", [*TAKEN_FOR, "check_credit_standing", "record_complaint"])
def test_it_is_answered_from_there(desk: Assembled, taken_for: str) -> None:
    (reply,) = desk.say(ASKED, taken_for)
    assert reply.outcome == "answered"
    assert "15%" in reply.text


def test_so_it_is_with_the_own_data_in_view(desk: Assembled) -> None:
    show(desk, "vouchers")
    (reply,) = desk.say(ASKED, "check_voucher_balance", asked="use", about=True, of_it=0.9)
    assert reply.outcome == "answered"


def test_in_a_form_it_is_the_forms(desk: Assembled) -> None:
    assert all(reply.outcome != "answered" for reply in desk.say(ASKED, "start_binding"))
