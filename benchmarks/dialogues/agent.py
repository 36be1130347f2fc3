"""`python -m benchmarks.dialogues.agent --model FILE`, in Rasa's environment: the served bot, spoken to over its pipes.

A line of JSON each way. In: {"number", "call"} is a call of the gateway, {"number", "result"} what an action that was
asked for gave, None where it failed. Out: {"number", "messages"} answers a call, None where its turn failed, and
{"number", "action"} asks for an action.
"""

import argparse
import asyncio
import itertools
import json
import os
import sys
from contextlib import suppress
from typing import Any, ClassVar

from bot.serving.unneeded import leave_out

leave_out()  # before the first import of Rasa

from rasa.core.agent import Agent  # noqa: E402
from rasa.utils.endpoints import ClientResponseError  # noqa: E402

from bot.serving.__main__ import keep_quiet, load_agent  # noqa: E402
from bot.serving.action_endpoint import ActionEndpoint  # noqa: E402
from bot.serving.gateway_channel import answer  # noqa: E402
from bot.serving.replacements import install  # noqa: E402
from bot.serving.turns_once import TurnFailed  # noqa: E402

LONGEST_LINE = 2**24
# What is printed by mistake goes to the error output.
OUT = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def send(**message: Any) -> None:
    """Write one line."""
    OUT.write(json.dumps(message) + "\n")
    OUT.flush()


class PipedActions(ActionEndpoint):
    """Asks for an action over the pipe instead of over HTTP."""

    numbers = itertools.count()
    waiting: ClassVar[dict[int, asyncio.Future[Any]]] = {}

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Return what an action gives. Raises ClientResponseError where it failed."""
        number = next(self.numbers)
        answered = self.waiting[number] = asyncio.get_running_loop().create_future()
        send(number=number, action=kwargs["json"])
        result = await answered
        if result is None:
            raise ClientResponseError(500, "action failed", "")
        return result


async def serve(agent: Agent) -> None:
    """Answer until the input ends."""
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    calls = set()
    while line := await lines.readline():
        said = json.loads(line)
        if "call" in said:
            task = asyncio.create_task(take(agent, said["number"], said["call"]))
            calls.add(task)
            task.add_done_callback(calls.discard)
        else:
            PipedActions.waiting.pop(said["number"]).set_result(said["result"])


async def take(agent: Agent, number: int, call: "dict[str, Any]") -> None:
    """Answer one call, whatever becomes of it."""
    messages = None
    try:
        with suppress(TurnFailed):
            messages = await answer(agent, call, agent.handle_message)
    finally:
        send(number=number, messages=messages)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    keep_quiet()
    install()
    asyncio.run(serve(load_agent(parser.parse_args().model, PipedActions)))
