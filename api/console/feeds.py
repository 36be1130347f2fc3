"""Asks the systems of the connectors file at their intervals, beside the pages and never in their way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog
from sqlalchemy.exc import SQLAlchemyError

from records.feeds.feeding import Feeder, Source
from records.feeds.syncing import SyncResult
from records.storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

_AT_ONCE = 2  # sources asked at the same time
_TICK_SECONDS = 5.0
_PATIENCE_SECONDS = 5.0  # for a page that is being written when the process ends


class FeedSchedule:
    """Runs each source on its `every_minutes`, never twice at once; a failure waits for its next turn."""

    def __init__(
        self, feeder: Feeder, sources: Mapping[str, Source], *, tick_seconds: float = _TICK_SECONDS
    ) -> None:
        self._feeder = feeder
        self._sources = sources
        self._tick = tick_seconds
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="feeds")
        self._stopping = threading.Event()
        # By the loop's own time, which no change of the machine's clock moves.
        self._due: dict[str, float] = {}
        self._running: dict[str, asyncio.Future[None]] = {}

    async def run(self) -> None:
        """Ask sources as they fall due, until cancelled; then let the pages under way be written."""
        try:
            while True:
                self._start_due()
                await asyncio.sleep(self._tick)
        finally:
            await self._stop()

    def _start_due(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for name, source in self._sources.items():
            running = self._running.get(name)
            if (running is not None and not running.done()) or self._due.get(name, now) > now:
                continue
            if running is not None and (problem := running.exception()) is not None:
                log.error("feed_crashed", source=name, kind=type(problem).__name__, exc_info=problem)
            self._due[name] = now + 60 * source.every_minutes
            self._running[name] = loop.run_in_executor(self._threads, self._ask, name, source)

    def _ask(self, name: str, source: Source) -> None:
        """Ask one source; whatever becomes of it is logged, and the others go on."""
        if self._stopping.is_set():
            return
        try:
            result = self._feeder.run(name, source, is_stopping=self._stopping.is_set)
        except DatabaseUnavailable as problem:
            log.warning("feed_postponed", source=name, reason=str(problem))
        except SQLAlchemyError as problem:
            log.error("feed_broken", source=name, kind=type(problem).__name__)
        else:
            _log(result)

    async def _stop(self) -> None:
        self._stopping.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        running = [future for future in self._running.values() if not future.done()]
        if running:
            await asyncio.wait(running, timeout=_PATIENCE_SECONDS)


def _log(result: SyncResult) -> None:
    counts = {"pages": result.pages, "new": result.new, "changed": result.changed}
    if result.failure is not None:
        log.warning("feed_failed", source=result.name, reason=result.failure, **counts)
    else:
        log.info("feed_done", source=result.name, left_out=result.left_out, **counts)
