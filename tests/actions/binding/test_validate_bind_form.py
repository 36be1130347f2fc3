import asyncio

import pytest

from actions.binding.validate_bind_form import ValidateBindForm
from actions.seam.turn import ActionResult, ActionTurn


def validate(**candidates: object) -> ActionResult:
    turn = ActionTurn("c", "", "bind_enterprise", {}, {"requested_slot": "phone"}, candidates)
    return asyncio.run(ValidateBindForm().run(turn))


def test_a_right_code_is_written_in_one_way() -> None:
    result = validate(uscc="91330109yl0000001c")
    assert result.slots["uscc"] == "91330109YL0000001C"
    assert not result.replies


@pytest.mark.parametrize("uscc", ["91330109YL0000001D", "9133", ""])
def test_a_wrong_code_is_refused_with_the_reason(uscc: str) -> None:
    result = validate(uscc=uscc)
    assert result.slots["uscc"] is None
    assert result.replies[0].outcome == "form"


def test_a_masked_phone_is_taken() -> None:
    assert validate(phone="160****0001").slots["phone"] == "160****0001"


@pytest.mark.parametrize("phone", ["1600000", "123456789012"])
def test_digits_that_are_no_phone_are_refused(phone: str) -> None:
    result = validate(phone=phone)
    assert result.slots["phone"] is None
    assert "11 位" in result.replies[0].text


def said(text: str, entities: dict[str, str] | None = None, **slots: object) -> ActionResult:
    """Return what becomes of a message in a form that waits for `requested_slot`, or that begins with it."""
    found = entities or {}
    names = ("consent", "uscc", "phone")
    candidates = {name: slots[name] for name in names if slots.get(name) and "requested_slot" not in slots}
    return asyncio.run(ValidateBindForm().run(ActionTurn("c", text, "", found, slots, candidates)))


@pytest.mark.parametrize("text", ["绑定企业", "绑定另一家企业", "我要绑定", "/bind", "好的"])
def test_a_binding_that_begins_takes_nothing_from_an_earlier_attempt(text: str) -> None:
    result = said(text, uscc="91330109YL0000001C", phone="160****0006", consent=True)
    assert result.slots == {"uscc": None, "phone": None, "consent": None}
    assert not result.replies


def test_a_binding_that_goes_on_keeps_what_was_given() -> None:
    given = {"uscc": "91330109YL0000001C", "phone": "160****0006", "consent": True}
    turn = ActionTurn("c", "继续绑定", "resume_binding", {}, given, given)
    assert asyncio.run(ValidateBindForm().run(turn)).slots == given


def test_another_uscc_while_a_code_is_awaited_begins_anew_with_it() -> None:
    uscc = "91330109YL0000001C"
    result = said(uscc, {"uscc": uscc}, uscc=uscc, phone="160****0006", consent=True)
    assert result.slots == {"uscc": uscc, "phone": None, "consent": None}


def test_another_phone_while_a_code_is_awaited_is_a_correction() -> None:
    slots = {"uscc": "91330109YL0000001C", "phone": "160****0007", "consent": True}
    assert said("160****0007", {"phone": "160****0007"}, **slots).slots == slots


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Z1330109YL0000001C", "第 1 位不会是“Z”"),
        ("信用代码是O1330109YL0000001C", "第 1 位不会是“O”"),
        ("A1330109YL000001C", "17 位"),
    ],
)
def test_signs_in_the_place_of_a_uscc_are_an_attempt_at_one(text: str, reason: str) -> None:
    result = said(text, requested_slot="uscc")
    assert result.slots == {"uscc": None}
    assert reason in result.replies[0].text


@pytest.mark.parametrize("text", ["1380013800a", "138 0013 800", "手机号是1380013800O", "138001380001"])
def test_digits_with_a_letter_in_the_place_of_a_phone_are_an_attempt_at_one(text: str) -> None:
    result = said(text, requested_slot="phone")
    assert result.slots == {"phone": None}
    assert "11 位" in result.replies[0].text


@pytest.mark.parametrize("asked", ["uscc", "phone", "consent"])
@pytest.mark.parametrize(
    "text", ["高企认定要什么条件", "XS2026-000123", "同意", "2026年有哪些政策", "2026-11-20"]
)
def test_a_question_in_between_is_no_attempt(asked: str, text: str) -> None:
    result = said(text, requested_slot=asked)
    assert (list(result.replies), dict(result.slots)) == ([], {})
