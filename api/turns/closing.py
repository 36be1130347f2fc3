"""Closing a turn: its replies are stored, however long the database was away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from api.turns.answering import Answering
from api.turns.intake import Intake
from api.turns.journal import Journal
from api.turns.under_way import Turn
from api.web.errors import ReplyPending
from contracts import ReplyDraft
from records.storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

# Seconds before each further try; each may itself wait for the database as long as it waits for any lock.
PAUSES = (0.2, 1.0, 2.0, 4.0)


class Closing:
    """Stores replies; what cannot be stored is replaced by an apology, and what cannot be stored now is tried again."""

    def __init__(
        self, journal: Journal, answering: Answering, model_version: Callable[[], str | None]
    ) -> None:
        self._journal = journal
        self._answering = answering
        self._model_version = model_version

    async def close(self, intake: Intake, drafts: Sequence[ReplyDraft], *, failed: bool) -> Turn:
        """Return the closed turn. Raises ReplyPending: then it stays open, and is run again later."""
        for pause in (*PAUSES, None):
            try:
                replies = await self._journal.finish(intake, drafts, self._model_version(), failed=failed)
                return Turn(intake.turn_id, replies)
            except DatabaseUnavailable as problem:
                log.warning("turn_not_closed", turn_id=intake.turn_id, reason=type(problem).__name__)
            except Exception as problem:  # noqa: BLE001 - the outermost loop of a turn
                drafts = self._answering.apologise(intake, problem)
                if failed:
                    break
                failed = True
                continue
            if pause is not None:
                await asyncio.sleep(pause)
        raise ReplyPending
