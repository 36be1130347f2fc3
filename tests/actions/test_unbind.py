"""An enterprise is released by a yes to the question, and a yes after other answers never only seems to do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.follow_ups import FollowUps
from actions.nothing_to_cancel import NothingToAffirm, NothingToCancel, NothingToDeny
from actions.turn import ActionResult, ActionTurn
from actions.unbind import ConfirmUnbind, Unbind
from contracts import ReplyDraft
from records.people.binding import find_binding
from tests.actions.desk import NAME, NOW, Desk


class Answers:
    """Another question, answered."""

    name = "action_answer_guidance"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return ActionResult([ReplyDraft(text="二十个工作日。", outcome="answered")])


class Talk(Desk):
    """A bound conversation with the actions around unbinding, as they are put together for Rasa."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.bind()
        self.unbind = Unbind(self.database, self.clock)
        self.confirm = ConfirmUnbind(self.database, self.clock, self.unbind)
        self.yes, self.no, self.cancel = NothingToAffirm(self.confirm), NothingToDeny(), NothingToCancel()
        self.other = FollowUps(Answers(), [])

    def is_bound(self) -> bool:
        with self.database.transaction(read_only=True) as session:
            return find_binding(session, self.conversation_id, now=NOW) is not None


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    yield talk
    talk.database.close()


@pytest.mark.parametrize("others", [1, 4])
def test_a_yes_after_other_answers_is_asked_again_and_then_unbinds(talk: Talk, others: int) -> None:
    talk.ask(talk.confirm, "解除绑定")
    for _ in range(others):
        talk.ask(talk.other, "高企认定要多久")
    again = talk.ask(talk.yes, "确定")
    assert again.text.startswith("还没有解除绑定。")
    assert (NAME in again.text, again.text.endswith("确定解除吗？"), talk.is_bound()) == (True, True, True)
    assert talk.ask(talk.yes, "是的").text.startswith("已解除绑定")
    assert not talk.is_bound()
    assert "还没有解除" not in talk.ask(talk.yes, "好的").text


def test_asked_for_again_after_other_answers_it_is_asked_again_and_then_confirmed(talk: Talk) -> None:
    talk.ask(talk.confirm, "解除绑定")
    talk.ask(talk.other, "高企认定要多久")
    assert talk.ask(talk.confirm, "解除").text.startswith("还没有解除绑定。")
    talk.ask(talk.confirm, "确定解除")
    assert not talk.is_bound()


def test_asked_again_and_interrupted_again_it_is_still_not_taken_for_done(talk: Talk) -> None:
    talk.ask(talk.confirm, "解除绑定")
    for _ in range(3):
        talk.ask(talk.other, "高企认定要多久")
        assert talk.ask(talk.yes, "好的").text.startswith("还没有解除绑定。")
    assert talk.is_bound()


@pytest.mark.parametrize("word", ["no", "cancel"])
@pytest.mark.parametrize("is_interrupted", [False, True])
def test_a_no_keeps_the_binding_and_closes_the_question(talk: Talk, word: str, is_interrupted: bool) -> None:
    talk.ask(talk.confirm, "解除绑定")
    if is_interrupted:
        talk.ask(talk.other, "高企认定要多久")
    assert talk.ask(getattr(talk, word), "不解除").text == "好的，不解除绑定，没有任何改动。"
    assert talk.ask(talk.yes, "好的").text == "好的。您接下来想问什么，请直接告诉我。"
    assert talk.is_bound()


def test_words_without_a_question_change_nothing(talk: Talk) -> None:
    assert talk.ask(talk.yes, "确定").text == "好的。您接下来想问什么，请直接告诉我。"
    assert "换个说法" in talk.ask(talk.no, "不对").text
    assert "没有正在办的步骤" in talk.ask(talk.cancel, "取消").text
    assert talk.is_bound()


def test_what_ended_meanwhile_is_said_not_to_be_bound(talk: Talk) -> None:
    talk.ask(talk.confirm, "解除绑定")
    talk.ask(talk.other, "高企认定要多久")
    talk.ask(talk.unbind, "确定")
    talk.slots["unbinding"] = True  # as where the binding ended by itself
    assert "现在没有绑定企业" in talk.ask(talk.yes, "确定").text
    assert "接下来想问什么" in talk.ask(talk.yes, "确定").text
