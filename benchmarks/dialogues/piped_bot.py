"""Rasa without a port: the agent runs in a child of its own environment, and is spoken to over the child's pipes."""

from __future__ import annotations

import asyncio
import itertools
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.executor import ActionExecutor

from api.rasa.rasa_connection import RasaUnavailable
from settings import ROOT

_LONGEST_LINE = 2**24


class PipedBot:
    """A `RasaConnection`. The child asks for its actions in return, which `executor` runs here. Nothing is late."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], executor: ActionExecutor
    ) -> None:
        self._command = command
        self._environment = environment
        self._executor = executor
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._starting = asyncio.Lock()
        self._child: Process | None = None

    async def post(self, body: Mapping[str, Any]) -> Any:
        """Return the messages that a call brings. Raises RasaUnavailable where its turn failed or the child ended."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        async with self._starting:
            if self._child is None:
                self._child = await self._start()
        self._send({"number": number, "call": dict(body)})
        return await answer

    async def is_alive(self) -> bool:
        return self._child is not None and self._child.returncode is None

    async def close(self) -> None:
        """End the child, which ends with its input."""
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.close()
            await self._child.wait()

    async def _start(self) -> Process:
        child = await asyncio.create_subprocess_exec(
            *self._command, cwd=ROOT, env=self._environment, stdin=PIPE, stdout=PIPE, limit=_LONGEST_LINE
        )
        self._keep(self._read(child))
        return child

    def _keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, child: Process) -> None:
        assert child.stdout is not None
        while line := await child.stdout.readline():
            said = json.loads(line)
            if "action" in said:
                self._keep(self._run(said["number"], said["action"]))
            elif said["messages"] is None:
                self._waiting.pop(said["number"]).set_exception(RasaUnavailable("turn failed"))
            else:
                self._waiting.pop(said["number"]).set_result(said["messages"])
        for answer in self._waiting.values():
            answer.set_exception(RasaUnavailable("the bot has ended"))

    async def _run(self, number: int, call: dict[str, Any]) -> None:
        result = None
        try:
            done = await self._executor.run({"domain": {}} | call)
            result = done.model_dump() if done else {"events": [], "responses": []}
        finally:
            self._send({"number": number, "result": result})  # None where it failed, which is raised here too

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(message).encode() + b"\n")
