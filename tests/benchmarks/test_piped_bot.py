"""The bot without a port: a child that asks for its actions over the pipe that its calls come by."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from api.rasa.rasa_connection import RasaUnavailable
from benchmarks.dialogues.__main__ import agreement
from benchmarks.dialogues.dialogue import Dialogue, Turn
from benchmarks.dialogues.judge import Verdict
from benchmarks.dialogues.piped_bot import PipedBot
from benchmarks.dialogues.player import Played

# Asks for the action that a message names, and answers with what it gives; `fail` and `end` are what they say.
CHILD = """
import json, sys
for line in sys.stdin:
    said = json.loads(line)
    text = said.get("call", {}).get("message")
    if text == "end":
        sys.exit()
    if text == "fail":
        out = {"number": said["number"], "messages": None}
    elif text:
        out = {"number": said["number"], "action": {"next_action": text, "tracker": {}}}
    else:
        out = {"number": said["number"], "messages": [said["result"]]}
    print(json.dumps(out), flush=True)
"""


class Executor(ActionExecutor):
    async def run(self, action_call: Any) -> Any:
        return None if action_call["next_action"] == "known" else {}["unknown"]


def talk(folder: Path, say: Callable[[PipedBot], Awaitable[Any]]) -> Any:
    path = folder / "child.py"
    path.write_text(CHILD, encoding="utf-8")

    async def run() -> Any:
        bot = PipedBot([sys.executable, str(path)], dict(os.environ), Executor())
        try:
            return await asyncio.wait_for(say(bot), 20)
        finally:
            await bot.close()

    return asyncio.run(run())


def test_a_call_comes_back_with_what_its_action_gave(tmp_path: Path) -> None:
    assert talk(tmp_path, lambda bot: bot.post({"message": "known"})) == [{"events": [], "responses": []}]


@pytest.mark.parametrize("text", ["fail", "end"])
def test_a_turn_that_failed_and_a_child_that_ended_are_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(RasaUnavailable):
        talk(tmp_path, lambda bot: bot.post({"message": text}))


def test_it_is_alive_from_the_first_call_on(tmp_path: Path) -> None:
    async def say(bot: PipedBot) -> list[bool]:
        before = await bot.is_alive()
        await bot.post({"message": "known"})
        return [before, await bot.is_alive()]

    assert talk(tmp_path, say) == [False, True]


def test_two_ways_agree_where_their_totals_do() -> None:
    dialogue = Dialogue.model_validate({"id": "d", "as": None, "speaker": "boss", "turns": []})
    right, wrong = (
        Verdict("case", reasons, refused=False, shown_unasked=False) for reasons in ((), ("none",))
    )
    turn = Turn(say="a", kind="case")
    plays = [
        [Played(dialogue, number, turn, [], verdict) for number, verdict in enumerate(verdicts)]
        for verdicts in ([right, wrong], [wrong, right], [right, right])
    ]
    assert "totals agree: right 1 and 1; the same verdict on 0 of 2 turns" in agreement(plays[0], plays[1])
    assert "totals differ: right 1 and 2; the same verdict on 1 of 2 turns" in agreement(plays[0], plays[2])
