"""What an action writes is written once a turn: run again, the turn tells what it told the first time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from records.conversations.turn_effects import claim_step, get_result, keep_result
from records.storage.database import Database
from records.values.clock import Clock


class Once:
    """Runs what an action writes in one transaction, under the turn's id."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(
        self, turn: ActionTurn, step: str, write: Callable[[Session], ActionResult]
    ) -> ActionResult:
        """Return the result of `write`, or that of the first time this turn took this step.

        Without a turn's id (Rasa's own shell, tests) it is written each time. Raises TurnClosed when the user has been
        answered otherwise meanwhile: then nothing is written.
        """
        return await self._database.run_in_transaction(lambda session: self._run(session, turn, step, write))

    def _run(
        self, session: Session, turn: ActionTurn, step: str, write: Callable[[Session], ActionResult]
    ) -> ActionResult:
        if turn.turn_id is None:
            return write(session)
        if not claim_step(session, turn.turn_id, step, now=self._clock.now()):
            return _load(get_result(session, turn.turn_id, step) or {})
        result = write(session)
        keep_result(session, turn.turn_id, step, _dump(result))
        return result


def _dump(result: ActionResult) -> dict[str, object]:
    return {
        "replies": [reply.model_dump(mode="json") for reply in result.replies],
        "slots": dict(result.slots),
    }


def _load(kept: dict[str, object]) -> ActionResult:
    replies, slots = kept.get("replies"), kept.get("slots")
    return ActionResult(
        [ReplyDraft.model_validate(reply) for reply in replies] if isinstance(replies, list) else [],
        slots if isinstance(slots, dict) else {},
    )
