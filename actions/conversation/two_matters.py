"""A message with two matters is answered in two parts, each as if it had been said alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.conversation.in_view import Guard, InView
from actions.seam.shown import SLOT, note_before
from actions.seam.turn import Action, ActionResult, ActionTurn
from understanding.values.names import names_within


class TwoMatters:
    """Runs another action, or for two matters the actions of both."""

    def __init__(
        self, action: Action, by_intent: Mapping[str, Action], guards: Sequence[Guard], in_view: InView
    ) -> None:
        """`by_intent`: what answers each intent that can be one of two matters; `guards` hear each part before."""
        self._action = action
        self._by_intent = by_intent
        self._guards = guards
        self._in_view = in_view

    @property
    def name(self) -> str:
        return self._action.name

    async def run(self, turn: ActionTurn) -> ActionResult:
        actions = [self._by_intent.get(matter.intent) for matter in turn.matters]
        if len(actions) != 2 or None in actions:
            return await self._action.run(turn)
        replies, slots = [], dict(turn.slots)
        set_here: dict[str, object] = {}
        for matter, action in zip(turn.matters, actions, strict=True):
            assert action is not None
            alone = replace(
                turn,
                text=matter.text,
                intent=matter.intent,
                asked=matter.asked,
                matters=(),
                is_about_shown=matter.is_about_shown,
                of_it=None,
                follow_up=None,
                slots={**slots, SLOT: turn.slots.get(SLOT)} if matter.is_about_shown else slots,
                names=names_within(turn.names, matter.text),
                public=matter.public,
                entities={},
            )
            found = await self._answer(action, alone)
            replies += list(found.replies)
            set_here |= note_before(alone, found).slots
            slots |= found.slots
        if set_here.get("pending_lookup") and len(replies) > 1 and replies[0] == replies[-1]:
            replies = replies[:1]  # the same request to bind, for both
        return ActionResult(replies, {SLOT: None, **set_here})

    async def _answer(self, action: Action, alone: ActionTurn) -> ActionResult:
        for guard in self._guards:
            if found := await guard.answer(alone):
                return found
        return await self._in_view.instead_of(alone, await action.run(alone))
