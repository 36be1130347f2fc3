"""A message that one process is taking, from before it is stored until its turn is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from api.turns.admission import Admission
from contracts import Reply
from records.storage.database import DatabaseUnavailable


@dataclass(frozen=True)
class Turn:
    """A closed turn."""

    turn_id: str
    replies: tuple[Reply, ...]


@dataclass(eq=False)
class UnderWay:
    """Its task goes on whoever waits for it gives up; `stored` is set once the message is safe."""

    admission: Admission = field(default_factory=Admission)
    stored: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[Turn] | None = None

    def start(self, work: Coroutine[Any, Any, Turn]) -> asyncio.Task[Turn]:
        """Begin the work; its failure is nobody's surprise if nobody waits for it any more."""
        self._task = asyncio.create_task(work)
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._task

    @property
    def task(self) -> asyncio.Task[Turn]:
        assert self._task is not None
        return self._task

    async def wait_until_stored(self, within: float | None) -> None:
        """Return once the message is stored; after `within` seconds, if it is not, it never will be.

        Raises DatabaseUnavailable then, and whatever else kept it from being stored.
        """
        if await self._settled(within):
            return
        if self.admission.give_up():
            raise DatabaseUnavailable("the message could not be stored in time")
        await self._settled(None)  # it is being committed

    async def _settled(self, within: float | None) -> bool:
        waiting = asyncio.ensure_future(self.stored.wait())
        try:
            await asyncio.wait({waiting, self.task}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self.stored.is_set():
            return True
        if self.task.done():
            self.task.result()
            return True
        return False
