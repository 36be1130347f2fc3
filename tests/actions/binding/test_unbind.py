"""An enterprise is released by a yes to the question, and a yes after other answers never only seems to do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.binding.unbind import ConfirmUnbind, Unbind
from actions.conversation.guarded import Guarded
from actions.conversation.nothing_to_cancel import NothingToAffirm, NothingToCancel, NothingToDeny
from actions.seam.shown import SLOT as SHOWN
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from records.bindings.binding import find_binding
from tests.actions.desk import NAME, NOW, Desk
from tests.golden_files import Golden


class Answers:
    """Another question, answered."""

    name = "action_answer_guidance"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return ActionResult([ReplyDraft(text="二十个工作日。", outcome="answered")])


class AsItIs:
    """Nothing is in view."""

    async def instead_of(self, turn: ActionTurn, result: ActionResult) -> ActionResult:
        return result


class Talk(Desk):
    """A bound conversation with the actions around unbinding, as they are put together for Rasa."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.bind()
        self.unbind = Unbind(self.database, self.clock)
        self.confirm = ConfirmUnbind(self.database, self.clock, self.unbind)
        self.yes, self.no, self.cancel = NothingToAffirm(self.confirm), NothingToDeny(), NothingToCancel()
        self.other = Guarded(Answers(), [], AsItIs(), None)  # type: ignore[arg-type]

    def is_bound(self) -> bool:
        with self.database.transaction(read_only=True) as session:
            return find_binding(session, self.conversation_id, now=NOW) is not None


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    yield talk
    talk.database.close()


@pytest.mark.parametrize("others", [1, 4])
def test_a_yes_after_other_answers_is_asked_again_and_then_unbinds(
    talk: Talk, others: int, golden: Golden
) -> None:
    talk.ask(talk.confirm, "解除绑定")
    for _ in range(others):
        talk.ask(talk.other, "高企认定要多久")
    again = talk.ask(talk.yes, "确定")
    assert (NAME in again.text, again.outcome, talk.is_bound()) == (True, "form", True)
    golden.check("binding_notices", "确定, after other answers", again.text)
    released = talk.ask(talk.yes, "是的")
    assert (released.outcome, talk.is_bound()) == ("smalltalk", False)
    golden.check("binding_notices", "released", released.text)
    golden.check("conversation", "好的, after nothing", talk.ask(talk.yes, "好的").text)


def test_asked_for_again_after_other_answers_it_is_asked_again_and_then_confirmed(talk: Talk) -> None:
    talk.ask(talk.confirm, "解除绑定")
    talk.ask(talk.other, "高企认定要多久")
    assert (talk.ask(talk.confirm, "解除").outcome, talk.is_bound()) == ("form", True)
    talk.ask(talk.confirm, "确定解除")
    assert not talk.is_bound()


def test_asked_again_and_interrupted_again_it_is_still_not_taken_for_done(talk: Talk) -> None:
    talk.ask(talk.confirm, "解除绑定")
    for _ in range(3):
        talk.ask(talk.other, "高企认定要多久")
        assert talk.ask(talk.yes, "好的").outcome == "form"
    assert talk.is_bound()


def test_nothing_that_was_shown_of_the_enterprise_can_be_gone_on_from_after_it_was_released(
    talk: Talk,
) -> None:
    talk.slots |= {SHOWN: {"kind": "case", "key": "XS2026-000001"}, "case_number": "XS2026-000001"}
    talk.ask(talk.unbind, "确定")
    assert not talk.is_bound()
    assert (talk.slots[SHOWN], talk.slots["case_number"]) == (None, None)


@pytest.mark.parametrize("word", ["no", "cancel"])
@pytest.mark.parametrize("is_interrupted", [False, True])
def test_a_no_keeps_the_binding_and_closes_the_question(
    talk: Talk, word: str, is_interrupted: bool, golden: Golden
) -> None:
    talk.ask(talk.confirm, "解除绑定")
    if is_interrupted:
        talk.ask(talk.other, "高企认定要多久")
    golden.check("binding_notices", "不解除", talk.ask(getattr(talk, word), "不解除").text)
    golden.check("conversation", "好的, after nothing", talk.ask(talk.yes, "好的").text)
    assert talk.is_bound()


def test_words_without_a_question_change_nothing(talk: Talk, golden: Golden) -> None:
    golden.check("conversation", "确定, after nothing", talk.ask(talk.yes, "确定").text)
    assert "换个说法" in talk.ask(talk.no, "不对").text
    golden.check("conversation", "取消, after nothing", talk.ask(talk.cancel, "取消").text)
    assert talk.is_bound()


def test_what_ended_meanwhile_is_said_not_to_be_bound(talk: Talk, golden: Golden) -> None:
    talk.ask(talk.confirm, "解除绑定")
    talk.ask(talk.other, "高企认定要多久")
    talk.ask(talk.unbind, "确定")
    talk.slots["unbinding"] = True  # as where the binding ended by itself
    golden.check("binding_notices", "确定, of a binding that has ended", talk.ask(talk.yes, "确定").text)
    golden.check("conversation", "确定, after nothing", talk.ask(talk.yes, "确定").text)
