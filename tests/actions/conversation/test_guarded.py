"""What is heard before the action that Rasa chose: who has reported us, changes of people, districts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.guarded import Guarded
from actions.seam.shown import BEFORE, SLOT, Shown, write_shown
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from records.conversations.tickets import list_tickets
from tests.actions.assembled import OTHER_NAME, Assembled
from tests.actions.conversation.things import in_view
from tests.golden_files import Golden

# Actions of every kind that a message may be taken for.
TAKEN_FOR = (
    "answer_guidance",
    "default_fallback",
    "choose",
    "check_register",
    "check_voucher_balance",
    "check_application_status",
    "nothing_to_cancel",
    "help",
)


def tickets(desk: Assembled) -> list[tuple[str, str]]:
    with desk.database.transaction(read_only=True) as session:
        return [(ticket.kind, ticket.text) for ticket in list_tickets(session)]


class Known:
    """A guard that answers one message."""

    def __init__(self, text: str, slots: Mapping[str, object] | None = None) -> None:
        self._text, self._slots = text, slots or {}

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if turn.text != self._text:
            return None
        return ActionResult([ReplyDraft(text=self._text, outcome="answered")], self._slots)


class Chosen:
    def __init__(self, name: str = "action_answer_guidance", outcome: str = "error") -> None:
        self.name = name
        self._outcome = outcome

    async def run(self, turn: ActionTurn) -> ActionResult:
        return ActionResult([ReplyDraft.model_validate({"text": "chosen", "outcome": self._outcome})])


class AsItIs:
    """In the place of what puts the thing in view before a refusal."""

    async def instead_of(self, turn: ActionTurn, result: ActionResult) -> ActionResult:
        return result

    async def find_named(self, turn: ActionTurn) -> ActionResult | None:
        return ActionResult([ReplyDraft(text="named", outcome="register")]) if "汉阳" in turn.text else None


def heard(action: Chosen, text: str, *guards: Known, shown: object = None) -> ActionResult:
    guarded = Guarded(action, guards, AsItIs(), None)  # type: ignore[arg-type]
    assert guarded.name == action.name
    return asyncio.run(guarded.run(ActionTurn("c", text, "", {}, {SLOT: shown})))


def test_the_first_guard_that_knows_a_message_answers_it_and_else_the_action() -> None:
    guards = [Known("a"), Known("b", {"choices": []}), Known("b")]
    assert [reply.text for reply in heard(Chosen(), "b", *guards).replies] == ["b"]
    assert heard(Chosen(), "b", *guards).slots["choices"] == []
    assert [reply.text for reply in heard(Chosen(), "c", *guards).replies] == ["chosen"]


@pytest.mark.parametrize("name", ["action_record_complaint", "action_transfer_to_person"])
def test_who_complains_or_wants_a_person_meets_the_first_guards_alone(name: str) -> None:
    guards = [Known("a"), Known("b"), Known("c")]
    assert [heard(Chosen(name), text, *guards).replies[0].text for text in "abc"] == ["a", "b", "chosen"]


@pytest.mark.parametrize("name", ["action_unbind", "validate_bind_form", "action_session_start"])
def test_what_works_on_a_form_or_a_command_is_guarded_by_nothing(name: str) -> None:
    assert heard(Chosen(name), "a", Known("a")).replies[0].text == "chosen"


def test_a_no_that_names_another_of_what_is_in_view_asks_for_that_and_no_other_action_does() -> None:
    assert heard(Chosen("action_nothing_to_deny"), "不对，汉阳的").replies[0].text == "named"
    assert heard(Chosen("action_nothing_to_deny"), "不对").replies[0].text == "chosen"
    assert heard(Chosen("action_unbind"), "汉阳的").replies[0].text == "chosen"


def test_a_guards_answer_in_the_fallback_is_taken_back_from_the_dialogue_too() -> None:
    assert heard(Chosen("action_default_fallback"), "a", Known("a")).revert
    assert not heard(Chosen(), "a", Known("a")).revert


@pytest.mark.parametrize(("outcome", "stays"), [("answered", False), ("smalltalk", True), ("form", True)])
def test_another_answer_ends_what_was_in_view_and_a_courtesy_does_not(outcome: str, stays: bool) -> None:
    result = heard(Chosen(outcome=outcome), "c", shown={"kind": "cases"})
    assert (SLOT not in result.slots) is stays
    slots = heard(Chosen(), "a", Known("a"), shown={"kind": "cases"}).slots
    assert (slots[SLOT], slots[BEFORE]) == (None, write_shown(Shown("cases"))[SLOT])


@pytest.mark.parametrize("taken_for", TAKEN_FOR)
@pytest.mark.parametrize("text", ["谁举报的我们", "我们被谁举报了"])
def test_who_has_reported_us_is_told_to_nobody_whatever_it_was_taken_for(
    desk: Assembled, taken_for: str, text: str
) -> None:
    desk.bind()
    (reply,) = desk.say(text, taken_for)
    assert (reply.outcome, [offer.text for offer in reply.quick_replies]) == ("out_of_scope", ["转人工"])
    assert tickets(desk) == []


@pytest.mark.parametrize(
    "text", ["谁举报的我们", "是谁投诉我们公司", "举报我们的人是谁", "哪家公司告的我们", "举报人叫什么"]
)
def test_asking_who_has_reported_us_is_no_complaint(desk: Assembled, text: str) -> None:
    (reply,) = desk.say(text, "record_complaint")
    assert (reply.outcome, tickets(desk)) == ("out_of_scope", [])


@pytest.mark.parametrize(
    "text",
    [
        "我要举报你们不作为",
        f"我要投诉{OTHER_NAME}失信",
        "有人举报我们，我们是冤枉的",
        "取消160****0001的权限你们不办",
    ],
)
def test_a_complaint_is_heard_whatever_it_names(desk: Assembled, text: str) -> None:
    desk.bind()
    (reply,) = desk.say(text, "record_complaint")
    assert (reply.outcome, tickets(desk)) == ("ticket", [("complaint", text)])
    assert desk.lookups() == []


def test_a_person_is_fetched_whatever_company_is_named(desk: Assembled) -> None:
    (reply,) = desk.say(f"转人工，问{OTHER_NAME}的科研诚信", "transfer_to_person")
    assert (reply.outcome, [kind for kind, _ in tickets(desk)]) == ("handoff", ["handoff"])


def test_a_word_that_calls_off_and_names_nobody_changes_nothing(desk: Assembled, golden: Golden) -> None:
    desk.bind("legal_representative")
    (reply,) = desk.say("取消", "nothing_to_cancel")
    golden.check("people", "取消", reply.text)


@pytest.mark.parametrize("taken_for", ["answer_guidance", "check_register", "check_application_status"])
def test_who_looks_after_a_district_is_told_from_the_table(desk: Assembled, taken_for: str) -> None:
    (reply,) = desk.say("江岸区的包区联系人是谁", taken_for)
    assert reply.outcome == "register"
    assert in_view(desk) == "district"


@pytest.mark.parametrize(
    ("slot", "words"),
    [("invitee_phone", "手机号"), ("invitee_role", "经办人"), ("uscc", "18 位"), ("consent", "同意")],
)
def test_an_open_form_says_again_what_it_waits_for(slot: str, words: str) -> None:
    declining = Chosen(outcome="out_of_scope")
    turn = ActionTurn("c", "邀请我老婆", "", {}, {"requested_slot": slot})
    result = asyncio.run(AnswerUnexpected(declining).run(turn))
    assert [reply.outcome for reply in result.replies] == ["out_of_scope", "form"]
    assert words in result.replies[1].text
    assert result.revert
    idle = asyncio.run(AnswerUnexpected(declining).run(ActionTurn("c", "邀请我老婆", "", {}, {})))
    assert len(idle.replies) == 1
