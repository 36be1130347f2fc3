"""Start processes, restart those that die or hang, stop them all cleanly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from cli.serve.clock import Clock
from cli.serve.liveness import Liveness
from cli.serve.log_file import Log
from cli.serve.running import ProcessSpec, Running

STOP_GRACE_SECONDS = 10.0
HUNG_STOP_GRACE_SECONDS = 2.0
FIRST_START_TRIES = 3
LONGEST_BACK_OFF_SECONDS = 10.0
SETTLED_SECONDS = 10.0  # who has served so long and then dies is started again without a pause
START_GRACE_SECONDS = 60.0
LONGEST_START_GRACE_SECONDS = 600.0
CATCH_UP_SECONDS = 5.0


class ProcessFailed(Exception):
    """A process could not be started; the message names it and its log."""


@dataclass
class _Watched:
    spec: ProcessSpec
    grace_s: float
    has_been_ready: bool = False
    ready_since: float | None = None
    failures: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """Runs every spec until `stop`. One that dies or answers no more is started again: at once when it had served,
    after a growing pause when it fails again and again.

    A process has `start_grace_s` seconds to answer for the first time, and twice as many after each start in which
    that was not enough: a slow machine comes up in the end.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        log: Log,
        clock: Clock,
        *,
        start_grace_s: float = START_GRACE_SECONDS,
    ) -> None:
        self._watched = [_Watched(spec, start_grace_s) for spec in specs]
        self._log = log
        self._clock = clock
        self._stopping = asyncio.Event()
        self._failed: ProcessFailed | None = None

    async def run(self, on_ready: Callable[[float], None]) -> None:
        """Serve until stopped. Calls `on_ready(seconds)` once all processes answered.

        Raises ProcessFailed when one of them cannot be started at all.
        """
        limits = httpx.Limits(max_keepalive_connections=0)
        async with (
            httpx.AsyncClient(timeout=None, trust_env=False, limits=limits) as client,  # noqa: S113 - Liveness has one
            asyncio.TaskGroup() as tasks,
        ):
            aside = [tasks.create_task(self._announce(on_ready)), tasks.create_task(self._catch_up())]
            keeping = [tasks.create_task(self._keep_running(each, client)) for each in self._watched]
            await asyncio.wait(keeping)
            for task in aside:
                task.cancel()
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Ask all processes to end; `run` returns when they have."""
        self._stopping.set()

    async def _announce(self, on_ready: Callable[[float], None]) -> None:
        started = self._clock.now()
        await asyncio.gather(*(watched.ready.wait() for watched in self._watched))
        on_ready(self._clock.now() - started)

    async def _catch_up(self) -> None:
        while True:
            await self._clock.sleep(CATCH_UP_SECONDS)
            self._log.catch_up()

    async def _keep_running(self, watched: _Watched, client: httpx.AsyncClient) -> None:
        while not self._stopping.is_set():
            watched.ready_since = None
            try:
                running = await Running.start(watched.spec, self._log, self._clock)
            except OSError as problem:
                self._say(f"{watched.spec.name} cannot be started: {problem.strerror}")
            else:
                await self._run(watched, running, client)
            if not self._stopping.is_set():
                await self._pause(watched)

    async def _run(self, watched: _Watched, running: Running, client: httpx.AsyncClient) -> None:
        """Return once the process has ended, by itself, because it hung, or because all are to stop."""
        name = watched.spec.name
        ended = asyncio.create_task(running.wait())
        hung = asyncio.create_task(self._wait_until_hung(watched, client))
        try:
            await self._first_of(ended, hung)
            if ended.done():
                self._say(f"{name} exited with {ended.result()}")
            elif hung.done():
                hung.result()
                self._say(f"{name} does not answer any more; stopping it")
                await running.stop(HUNG_STOP_GRACE_SECONDS)
            else:
                await running.stop(STOP_GRACE_SECONDS)
        finally:
            hung.cancel()
            running.kill()
            await asyncio.wait({ended})

    async def _wait_until_hung(self, watched: _Watched, client: httpx.AsyncClient) -> None:
        liveness = Liveness(client, watched.spec.ready_url, self._clock)
        becoming_ready = asyncio.create_task(self._note_ready(watched, liveness))
        try:
            with suppress(TimeoutError):
                async with self._clock.limit(watched.grace_s):
                    await asyncio.shield(becoming_ready)
            await liveness.wait_until_hung()
        finally:
            becoming_ready.cancel()
        if watched.ready_since is None:
            watched.grace_s = min(2 * watched.grace_s, LONGEST_START_GRACE_SECONDS)

    async def _note_ready(self, watched: _Watched, liveness: Liveness) -> None:
        await liveness.wait_until_ready()
        watched.has_been_ready = True
        watched.ready_since = self._clock.now()
        watched.ready.set()

    async def _pause(self, watched: _Watched) -> None:
        """Wait before the next start, the longer the more starts in a row have failed; give up a first start."""
        name, since = watched.spec.name, watched.ready_since
        if since is not None and self._clock.now() - since >= SETTLED_SECONDS:
            watched.failures = 0
            self._say(f"{name} ended; starting it again at once")
            return
        pause = min(LONGEST_BACK_OFF_SECONDS, 2.0**watched.failures)
        watched.failures += 1
        if not watched.has_been_ready and watched.failures >= FIRST_START_TRIES:
            self._failed = ProcessFailed(name)
            self.stop()
            return
        self._say(f"{name} ended; starting it again in {pause:.0f} s")
        with suppress(TimeoutError):
            async with self._clock.limit(pause):
                await self._stopping.wait()

    async def _first_of(self, *tasks: asyncio.Task[Any]) -> None:
        """Return when one of the tasks is done or all processes are to stop."""
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()

    def _say(self, text: str) -> None:
        self._log.write("serve", text)
