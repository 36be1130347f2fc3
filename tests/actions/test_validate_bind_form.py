import asyncio

import pytest

from actions.turn import ActionResult, ActionTurn
from actions.validate_bind_form import ValidateBindForm


def validate(**candidates: object) -> ActionResult:
    turn = ActionTurn("c", "", "bind_enterprise", {}, {}, candidates)
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
