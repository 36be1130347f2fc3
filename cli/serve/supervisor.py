"""Start processes, restart those that die, stop them all cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

STOP_GRACE_SECONDS = 10.0
FIRST_START_TRIES = 3
LONGEST_BACK_OFF_SECONDS = 30.0


class ProcessFailed(Exception):
    """A process could not be started; the message names it and its log."""


@dataclass(frozen=True)
class ProcessSpec:
    """What to run. `ready_url` answers 200 once the process serves; `environment` is complete, not added to ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    working_directory: Path
    ready_url: str


@dataclass
class _Watched:
    spec: ProcessSpec
    process: asyncio.subprocess.Process | None = None
    has_been_ready: bool = False
    failures: int = 0
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """Runs every spec until `stop`; a process that dies is started again after a growing pause."""

    def __init__(self, specs: Sequence[ProcessSpec], write_line: Callable[[str, str], None]) -> None:
        self._watched = [_Watched(spec) for spec in specs]
        self._write_line = write_line
        self._stopping = asyncio.Event()
        self._failed: ProcessFailed | None = None

    async def run(self, on_ready: Callable[[float], None]) -> None:
        """Serve until stopped. Calls `on_ready(seconds)` once all processes answered.

        Raises ProcessFailed when one of them cannot be started at all.
        """
        started = time.monotonic()
        tasks = [asyncio.create_task(self._keep_running(watched)) for watched in self._watched]
        announcer = asyncio.create_task(self._announce(on_ready, started))
        await self._stopping.wait()
        announcer.cancel()
        await asyncio.gather(*(self._terminate(watched) for watched in self._watched))
        await asyncio.gather(*tasks, announcer, return_exceptions=True)
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Ask all processes to end; `run` returns when they have."""
        self._stopping.set()

    async def _announce(self, on_ready: Callable[[float], None], started: float) -> None:
        await asyncio.gather(*(watched.ready.wait() for watched in self._watched))
        on_ready(time.monotonic() - started)

    async def _keep_running(self, watched: _Watched) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            await self._run_once(watched)
            if self._stopping.is_set():
                return
            if time.monotonic() - began > 60:
                watched.failures = 0
            watched.failures += 1
            if not watched.has_been_ready and watched.failures >= FIRST_START_TRIES:
                self._failed = ProcessFailed(watched.spec.name)
                self._stopping.set()
                return
            pause = min(LONGEST_BACK_OFF_SECONDS, 0.5 * 2**watched.failures)
            self._write_line("serve", f"{watched.spec.name} ended; starting it again in {pause:.0f} s")
            await self._sleep_unless_stopping(pause)

    async def _run_once(self, watched: _Watched) -> None:
        spec = watched.spec
        process = await asyncio.create_subprocess_exec(
            *spec.command,
            cwd=spec.working_directory,
            env=dict(spec.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=2**20,
        )
        watched.process = process
        watched.ready.clear()
        probe = asyncio.create_task(self._probe(watched))
        assert process.stdout is not None
        async for line in process.stdout:
            self._write_line(spec.name, line.decode(errors="replace").rstrip())
        code = await process.wait()
        probe.cancel()
        self._write_line("serve", f"{spec.name} exited with {code}")

    async def _probe(self, watched: _Watched) -> None:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            while True:
                try:
                    if (await client.get(watched.spec.ready_url)).status_code == httpx.codes.OK:
                        watched.has_been_ready = True
                        watched.ready.set()
                        return
                except httpx.HTTPError:
                    pass  # not listening yet: asked again below until it is, or it exits
                await asyncio.sleep(0.2)

    async def _terminate(self, watched: _Watched) -> None:
        process = watched.process
        if process is None or process.returncode is not None:
            return
        for name in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, name)
            except ProcessLookupError:
                return
            try:
                await asyncio.wait_for(process.wait(), STOP_GRACE_SECONDS)
            except TimeoutError:
                continue
            return

    async def _sleep_unless_stopping(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
