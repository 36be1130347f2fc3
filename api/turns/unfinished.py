"""Turns that are not finished: which came before, which were left open by a process that died, what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.turns.intake import Intake
from contracts import ReplyDraft
from records.conversations.open_turns import LeftOpen, is_left_open, list_left_open, renew, take_over
from records.conversations.tickets import record_ticket
from records.conversations.turn_effects import claim_step, get_result, keep_result, list_results
from records.conversations.turn_order import find_earlier_open_turn
from records.storage.database import Database
from records.values.clock import Clock

# How long a turn may take; after that its process counts as dead.
TURN_LIFE = timedelta(seconds=10)
HANDOFF_STEP = "action_transfer_to_person"


@dataclass(frozen=True)
class Earlier:
    """An open turn that came before; `is_left` when nobody runs it any more."""

    turn_id: str
    is_left: bool


class Unfinished:
    """Open turns in the database; each method is one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find_earlier(self, intake: Intake) -> Earlier | None:
        """Return the first earlier turn of the conversation that is still open."""
        found = await self._database.run_in_transaction(
            lambda session: find_earlier_open_turn(session, intake.conversation_id, intake.turn_id),
            read_only=True,
        )
        return Earlier(found.turn_id, is_left=found.taken_at < self._left_before()) if found else None

    async def is_left_open(self, turn_id: str) -> bool:
        """Tell whether a turn is open and nobody runs it any more."""
        before = self._left_before()
        return await self._database.run_in_transaction(
            lambda session: is_left_open(session, turn_id, before=before), read_only=True
        )

    async def list_left_open(self) -> Sequence[LeftOpen]:
        """Return turns that a process left open when it died, in order: stored messages that nobody answered."""
        before = self._left_before()
        return await self._database.run_in_transaction(
            lambda session: list_left_open(session, before=before), read_only=True
        )

    async def take_over(self, turn_id: str) -> Intake | None:
        """Take a turn that was left open, to run it again; None if it is closed or somebody has it."""
        now = self._clock.now()
        taken = await self._database.run_in_transaction(
            lambda session: take_over(session, turn_id, before=self._left_before(), now=now)
        )
        if taken is None:
            return None
        return Intake(
            taken.conversation_id,
            taken.turn_id,
            taken.command or taken.text,
            is_new=False,
            is_command=taken.command is not None,
            is_behind=True,
            region=taken.region,
            own_reply=ReplyDraft.model_validate(taken.own_reply) if taken.own_reply else None,
            said=taken.text,
            runs=taken.runs,
        )

    async def renew(self, intake: Intake) -> None:
        """Note that the turn is under way, when it has waited long for its place."""
        now = self._clock.now()
        await self._database.run_in_transaction(lambda session: renew(session, intake.turn_id, now=now))

    async def list_written(self, intake: Intake) -> list[ReplyDraft]:
        """Return what the user is to be told of what this turn has written already."""
        results = await self._database.run_in_transaction(
            lambda session: list_results(session, intake.turn_id), read_only=True
        )
        return [ReplyDraft.model_validate(reply) for result in results for reply in result.get("replies", [])]

    async def record_handoff(self, intake: Intake, tell: Callable[[str], ReplyDraft]) -> list[ReplyDraft]:
        """Put the conversation on the desk of the hotline, once; return what `tell` says of the ticket's number.

        The step is that of the action by which Rasa does the same.
        """
        now = self._clock.now()

        def run(session: Session) -> list[ReplyDraft]:
            if not claim_step(session, intake.turn_id, HANDOFF_STEP, now=now):
                kept = get_result(session, intake.turn_id, HANDOFF_STEP) or {}
                return [ReplyDraft.model_validate(reply) for reply in kept.get("replies", [])]
            ticket = record_ticket(
                session, conversation_id=intake.conversation_id, kind="handoff", text=intake.text, now=now
            )
            told = tell(ticket.number)
            kept = {"replies": [told.model_dump(mode="json")], "slots": {}}
            keep_result(session, intake.turn_id, HANDOFF_STEP, kept)
            return [told]

        return await self._database.run_in_transaction(run)

    def _left_before(self) -> datetime:
        return self._clock.now() - TURN_LIFE
