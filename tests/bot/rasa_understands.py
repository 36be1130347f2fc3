"""What Rasa parses, in its environment (Python 3.10): `rasa_understands.py MODEL FILE`, of [text, shown] pairs."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any


async def parse(agent: Any, text: str, shown: Any) -> dict:
    """Return what the trained pipeline makes of one message."""
    from rasa.core.channels.channel import UserMessage

    message = UserMessage(text, metadata={"shown": shown} if shown else None)
    return await agent.processor.parse_message(message)


async def parse_all(model: str, pairs: list) -> list:
    """Return what is made of each."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    return [await parse(agent, text, shown) for text, shown in pairs]


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    found = asyncio.run(parse_all(sys.argv[1], asked))
    kept = [{key: each.get(key) for key in ("intent", "entities", "asked", "names")} for each in found]
    print(json.dumps(kept, ensure_ascii=False))
