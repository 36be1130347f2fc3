"""What one turn is answered with: the gateway's own reply, Rasa's, one without Rasa, or, whatever fails, an apology."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from api.rasa.rasa_client import RasaClient, RasaUnavailable
from api.turns.fallback import Fallback, asks_for_person
from api.turns.intake import Intake
from api.turns.unfinished import Unfinished
from contracts import ReplyDraft
from telemetry.metrics import RASA_FAILURES, TURN_FAILURES
from telemetry.trouble import kind_and_place

log = structlog.get_logger(__name__)

# A session's events stay in Rasa's memory, and are gone through where a form or a taken-back turn needs a replay.
# Slots carry over.
TURNS_PER_SESSION = 10
# A turn that a process died with is run once more; if that one dies too, the user is asked to say it again.
MOST_RUNS = 2


class Answering:
    """Finds the replies to a stored message."""

    def __init__(self, rasa: RasaClient, fallback: Fallback, unfinished: Unfinished) -> None:
        self._rasa = rasa
        self._fallback = fallback
        self._unfinished = unfinished

    async def answer(self, intake: Intake) -> Sequence[ReplyDraft]:
        """Return the replies to a message, at least one.

        A turn that was run before tells what that run has written, and writes nothing twice.
        """
        if intake.own_reply is not None:
            return [intake.own_reply]
        if intake.runs > MOST_RUNS:
            written = await self._unfinished.list_written(intake)
            return written or [self._fallback.interrupted(intake.said)]
        try:
            if self._starts_session(intake):
                await self._rasa.send_command(intake.conversation_id, "/session_start")
            return await self._rasa.send(
                intake.conversation_id, intake.text, turn_id=intake.turn_id, again=intake.is_again
            )
        except RasaUnavailable as problem:
            RASA_FAILURES.labels(str(problem)).inc()
            log.warning("rasa_unavailable", turn_id=intake.turn_id, reason=str(problem))
            return await self._answer_without_rasa(intake)

    def apologise(self, intake: Intake, problem: Exception) -> list[ReplyDraft]:
        """Return what is said when answering failed in a way nobody foresaw; count and log it, without any text."""
        TURN_FAILURES.labels(type(problem).__name__).inc()
        log.error("turn_failed", turn_id=intake.turn_id, **kind_and_place(problem))
        return [self._fallback.interrupted(intake.said)]

    def _starts_session(self, intake: Intake) -> bool:
        is_due = intake.turn_number > 0 and intake.turn_number % TURNS_PER_SESSION == 0
        return is_due and not intake.in_form and not intake.is_again

    async def _answer_without_rasa(self, intake: Intake) -> Sequence[ReplyDraft]:
        """An action may have written something before Rasa failed: then that is told."""
        written = await self._unfinished.list_written(intake)
        if written:
            return written
        if asks_for_person(intake.text):
            return await self._unfinished.record_handoff(intake, self._fallback.handed_over)
        return [await self._fallback.answer(intake.text, intake.region, is_command=intake.is_command)]
