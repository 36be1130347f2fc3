"""While something is in view, nobody is told that it is out of scope: it is shown again, with what can be asked of it.

That holds for one's own data; registers and contacts the desk shows again. What is plainly about another matter is
declined as before. The second time in a row a person is offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from actions.cases.case_request import case_in_view
from actions.cases.check_application_status import CheckApplicationStatus
from actions.guidance.guidance import Guidance
from actions.seam.shown import SLOT, Kind, Shown, read_shown, write_shown
from actions.seam.turn import Action, ActionResult, ActionTurn
from contracts import QuickReply
from desk.in_view import DECLINES, OTHER_MATTER, SEARCH, ViewOffer, say_again

_OF_POLICY = 0.9  # of the intent, from which a message means no case of one's own
_OWN_RATHER = 0.35  # of a look-up of one's own data, which then comes before what documents say
WHAT: dict[Kind, str] = {
    "case": "这个办件",
    "cases": "您的办件",
    "vouchers": "您的创新券",
    "statement": "您的创新券",
    "credit": "您的科研诚信",
    "credit_check": "您的科研诚信",
}


def _offer(title: str, text: str, asked: str) -> ViewOffer:
    return ViewOffer(QuickReply(title=title, text=text), asked)


_OF_CASE = (
    _offer("还缺什么材料", "这个办件还缺什么材料", "materials"),
    _offer("什么时候办完", "这个办件什么时候办完", "time"),
    _offer("到哪一步了", "这个办件到哪一步了", "step"),
    _offer("催办", "催一下这个办件", "urge"),
)
_OF_VOUCHERS = (
    _offer("什么时候到期", "我的创新券什么时候到期", "lapse"),
    _offer("能付哪些服务", "我的创新券能付哪些服务", "services"),
    _offer("哪些被预约了", "我的创新券哪些被预约了", "reserved"),
    _offer("用在哪里了", "我的创新券用在哪里了", "spent"),
)
_OF_CREDIT = (
    _offer("依据什么记录", "我的科研诚信依据什么记录", "why"),
    _offer("有什么影响", "我的科研诚信有什么影响", "measures"),
    _offer("怎么修复", "我的科研诚信怎么修复", "repair"),
)
OFFERS: dict[Kind, tuple[ViewOffer, ...]] = {
    "case": _OF_CASE,
    "vouchers": _OF_VOUCHERS,
    "statement": _OF_VOUCHERS,
    "credit": _OF_CREDIT,
    "credit_check": _OF_CREDIT,
}


class Guard(Protocol):
    """A reader of messages that answers those it knows, whatever intent they were taken for."""

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        """Return the answer; None where the message is another's."""
        ...


class AskOf:
    """Runs a look-up as if asked for one thing, of what is in view or not: what a button of ours does."""

    def __init__(self, action: Action, asked: str, *, is_about_shown: bool = True) -> None:
        self._action = action
        self._asked = asked
        self._is_about_shown = is_about_shown

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._action.run(replace(turn, asked=self._asked, is_about_shown=self._is_about_shown))


class ShowCaseAgain:
    """Shows the case in view as a whole."""

    def __init__(self, cases: CheckApplicationStatus) -> None:
        self._cases = cases

    @property
    def name(self) -> str:
        return self._cases.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        number = case_in_view(turn)
        if number is None or turn.asked != "whole":
            return await self._cases.run(turn)
        return await self._cases.look_up(turn, case_number=number)


class InView:
    """Puts what is in view in the place of a refusal."""

    def __init__(
        self,
        look_ups: Mapping[Kind, Action],
        cases: CheckApplicationStatus,
        guidance: Guidance,
        by_intent: Mapping[str, Action] | None = None,
    ) -> None:
        """`look_ups`: what shows each kind of thing; `cases` and `guidance` find what the message names.

        `by_intent`: the look-ups of one's own data, for a message that may mean one of them.
        """
        self._look_ups = look_ups
        self._cases = cases
        self._guidance = guidance
        self._by_intent = by_intent or {}

    async def instead_of(self, turn: ActionTurn, result: ActionResult) -> ActionResult:
        """Return the result itself, unless it declines what may be about the thing in view."""
        shown = read_shown(turn)
        if turn.text.startswith(SEARCH):
            return result
        if not _declines(result):
            return await self._own_rather(turn, shown) or result
        if shown is not None and shown.kind not in WHAT:
            shown = None
        found = await self._find(turn, shown)
        if found is not None:
            return replace(found, revert=found.revert or result.revert)
        return result if shown is None else replace(result, slots={**result.slots, **write_shown(shown)})

    async def find_named(self, turn: ActionTurn) -> ActionResult | None:
        """Return another of what is in view that the message names (听岔了，汉阳的); None where it names none."""
        shown = read_shown(turn)
        if shown is not None and shown.kind in ("register", "district", "contact"):
            return await self._guidance.find_named(turn)
        if shown is not None and shown.kind == "cases":
            return await self._cases.find_named(turn)
        return None

    async def _find(self, turn: ActionTurn, shown: Shown | None) -> ActionResult | None:
        """Return what is said in the place of a refusal; None where it stays one."""
        is_other = turn.of_it is not None and turn.of_it < OTHER_MATTER
        if named := await self.find_named(turn):
            return named
        if shown is None or is_other:
            if turn.own is None and turn.intent == "ask_guidance" and turn.confidence >= _OF_POLICY:
                return None  # a question of policy names an item too
            return await self._cases.find_named(turn) or await self._look_up_own(turn)
        again = await self._look_ups[shown.kind].run(_as_whole(turn))
        if _declines(again) or not again.replies:
            return None
        if SLOT not in again.slots:
            return again  # it cannot be shown any more, and says why: bind again, or no such case
        return _said_again(turn, shown, again)

    async def _own_rather(self, turn: ActionTurn, shown: Shown | None) -> ActionResult | None:
        """Return one's own data in the place of an answer from documents, where they are likely meant.

        Who is bound and asks 申报进没进评审 asks of the own case.
        """
        is_likely = turn.own is not None and turn.own.odds >= _OWN_RATHER
        is_of_documents = turn.intent == "ask_guidance" and shown is None
        return await self._look_up_own(turn) if is_likely and is_of_documents else None

    async def _look_up_own(self, turn: ActionTurn) -> ActionResult | None:
        """Return what the look-up says that a message may mean; None where nothing of one's own is shown by it."""
        action = self._by_intent.get(turn.own.intent) if turn.own is not None else None
        if action is None or turn.own is None or not await self._cases.is_bound(turn):
            return None
        found = await action.run(replace(turn, intent=turn.own.intent, asked=turn.own.asked))
        is_shown = any(reply.outcome not in ("needs_binding", "error", *DECLINES) for reply in found.replies)
        return found if is_shown else None


def _declines(result: ActionResult) -> bool:
    return bool(result.replies) and all(reply.outcome in DECLINES for reply in result.replies)


def _as_whole(turn: ActionTurn) -> ActionTurn:
    """Return the turn as if what is in view had been asked for by its name, as a whole."""
    return replace(
        turn, text="", intent="", entities={}, names=(), public=None, asked="whole", is_about_shown=True
    )


def _said_again(turn: ActionTurn, shown: Shown, again: ActionResult) -> ActionResult:
    first, *others = again.replies
    of_it = [each.offer for each in OFFERS.get(shown.kind, ())] or first.quick_replies
    reply = say_again(turn.text, first, WHAT[shown.kind], of_it, times=shown.again + 1)
    newer = read_shown(replace(turn, slots=again.slots)) or shown
    slots = {
        "choices": [offer.model_dump() for offer in reply.quick_replies],
        **write_shown(replace(newer, again=shown.again + 1)),
    }
    return ActionResult([reply, *others], {**again.slots, **slots})
