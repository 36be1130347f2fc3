"""One process that was started: what it says goes to the log, and it ends with all that it has started itself."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cli.private_folder import PRIVATE
from cli.serve.clock import Clock
from cli.serve.log_file import Log

LONGEST_LINE = 64 * 1024
DRAIN_SECONDS = 1.0  # for what an ended process had still written
_PIPE_BYTES = 1024 * 1024  # what a process may say before it has to wait for us
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class ProcessSpec:
    """What to run. `ready_url` answers 200 once the process serves; `environment` is complete, not added to ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    working_directory: Path
    ready_url: str


class Running:
    """A process in a group of its own. What it creates is its user's alone."""

    def __init__(
        self, process: asyncio.subprocess.Process, draining: asyncio.Task[None], clock: Clock
    ) -> None:
        self._process = process
        self._draining = draining
        self._clock = clock
        self._is_gone = False

    @classmethod
    async def start(cls, spec: ProcessSpec, log: Log, clock: Clock) -> Running:
        """Start a process, which the kernel ends when this one dies: the next supervisor needs its port.

        Raises OSError when the machine cannot.
        """
        prctl = ctypes.CDLL(None).prctl
        reading, writing = os.pipe()
        try:
            with suppress(OSError):  # the size that the kernel gives will do
                fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            process = await asyncio.create_subprocess_exec(
                *spec.command,
                cwd=spec.working_directory,
                env=dict(spec.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                start_new_session=True,
                umask=PRIVATE,
                preexec_fn=partial(prctl, _SET_PARENT_DEATH_SIGNAL, signal.SIGTERM),
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return cls(process, asyncio.create_task(_drain(reading, spec.name, log)), clock)

    async def wait(self) -> int:
        """Return the exit code, once the process has ended and what it had started is gone too."""
        code = await self._process.wait()
        self._signal(signal.SIGKILL)  # workers of a killed parent would keep its port
        self._is_gone = True
        await asyncio.wait({self._draining}, timeout=DRAIN_SECONDS)
        self._draining.cancel()
        return code

    async def stop(self, patience_s: float) -> None:
        """Ask the process to end, also one that is suspended; after `patience_s` seconds it is killed."""
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)
        try:
            async with self._clock.limit(patience_s):
                await self._process.wait()
        except TimeoutError:
            self.kill()
        await self.wait()

    def kill(self) -> None:
        """End the process and what it has started, at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._is_gone:  # the number may be somebody else's by now
            return
        with suppress(ProcessLookupError):  # nobody of the group is left
            os.killpg(self._process.pid, number)


async def _drain(descriptor: int, name: str, log: Log) -> None:
    """Hand all that a process says to the log, line by line, until nobody can say anything more."""
    reader = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    rest = b""
    try:
        while chunk := await reader.read(LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                log.write(name, line.decode(errors="replace").rstrip())
            if len(rest) > LONGEST_LINE:
                log.write(name, rest.decode(errors="replace"))
                rest = b""
        if rest:
            log.write(name, rest.decode(errors="replace").rstrip())
    finally:
        transport.close()
