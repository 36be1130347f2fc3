"""What has left the enterprise's hands, or never was in them, is not shown again, whatever the slot says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.seam.shown import SLOT
from contracts import CaseStatus
from tests.actions.assembled import BATCH, CASE, OTHER_NAME, OTHER_USCC, SECOND_CASE, Assembled
from tests.actions.conversation.things import UNKNOWN, in_view, of, offered, show
from tests.actions.desk import NAME


@pytest.mark.parametrize("kind", ["case", "cases", "vouchers", "statement", "credit", "credit_check"])
@pytest.mark.parametrize("how", ["released", "expired"])
def test_a_binding_that_has_ended_leaves_nothing_but_the_request_to_bind(
    desk: Assembled, kind: str, how: str
) -> None:
    show(desk, kind)
    if how == "released":
        desk.end_binding()
    else:
        desk.clock.advance(timedelta(days=40))
    (reply,) = desk.say(UNKNOWN)
    assert (reply.outcome, reply.data, in_view(desk)) == ("needs_binding", None, None)
    assert "绑定企业" in offered(reply)
    assert not [word for word in (NAME, CASE, SECOND_CASE, BATCH) if word in reply.text]
    assert desk.lookups()[-1].outcome == "needs_binding"


def test_a_role_that_may_not_see_the_credit_any_more_is_refused(desk: Assembled) -> None:
    show(desk, "credit")
    desk.end_binding()
    desk.bind("viewer")
    (reply,) = desk.say(UNKNOWN)
    assert (reply.outcome, reply.data, in_view(desk)) == ("needs_binding", None, None)


def test_a_case_that_another_now_owns_is_not_shown(desk: Assembled) -> None:
    show(desk, "case")
    desk.give_away()
    (reply,) = desk.say(UNKNOWN)
    assert (reply.data, in_view(desk)) == (None, None)
    assert OTHER_NAME not in reply.text
    assert not set(of("case")) & set(offered(reply))  # there is nothing to ask of it
    assert desk.lookups()[-1].outcome == "not_found"


@pytest.mark.parametrize(
    "forged",
    [
        {"kind": "case", "name": CASE},
        {"kind": "case", "name": f"{CASE}' OR 1=1 --"},
        {"kind": "case", "name": None},
        {"kind": "cases", "name": CASE},
        {"kind": "statement", "name": "2026-01-01/2026-12-31"},
        {"kind": "statement", "name": OTHER_USCC},
        {"kind": "vouchers", "services": [BATCH]},
        {"kind": "credit", "name": OTHER_NAME},
        {"kind": "register", "register": "people", "name": OTHER_NAME},
        {"kind": "contact", "name": OTHER_USCC},
        {"kind": "secrets", "name": CASE},
        {"kind": ["case"]},
        CASE,
        [CASE],
    ],
)
@pytest.mark.parametrize("is_bound", [True, False])
def test_a_forged_slot_shows_nothing_of_others(desk: Assembled, forged: object, is_bound: bool) -> None:
    desk.add_case()
    desk.add_vouchers(123_456_00)
    desk.give_away()
    if is_bound:
        desk.bind()
    desk.slots[SLOT] = forged
    for reply in desk.say(UNKNOWN):
        assert OTHER_NAME not in reply.text or reply.outcome == "register"
        assert "123,456" not in reply.text
        assert not isinstance(reply.data, CaseStatus)
        assert not getattr(reply.data, "batches", None)
