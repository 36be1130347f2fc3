"""A system under measurement, and the conversations with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from benchmarks.turns.process_tree import processor_seconds
from benchmarks.turns.texts import Round

TURNS_PER_CONVERSATION = 30

# Says one text in a conversation; raises NoAnswer where nothing comes back.
Say = Callable[[str], Awaitable[None]]


class NoAnswer(Exception):
    """A turn brought no reply, or an error."""


@dataclass
class System:
    """One of the systems that are compared. `open_conversation` is awaited every 30 turns of a user."""

    name: str
    pid: int
    ready_seconds: float
    open_conversation: Callable[[], Awaitable[Say]]
    texts: Callable[[int], Round]
    users: dict[int, _User] = field(default_factory=dict)


@dataclass
class _User:
    say: Say | None = None
    turns: int = 0
    next_conversation_at: int = 0


@dataclass(frozen=True)
class Measured:
    """One round: milliseconds of each turn, seconds of the round and of the processor, and errors."""

    turns_ms: list[float]
    seconds: float
    processor_s: float
    errors: int


async def run_round(system: System, users: int, turns: int, seed: int) -> Measured:
    """Have `turns` turns asked by `users` users side by side, each waiting for its answer."""
    texts, turns_ms, errors = system.texts(seed), [], 0
    for number in range(users):
        await _ready(system, system.users.setdefault(number, _User()))
    share = [turns // users + (number < turns % users) for number in range(users)]

    async def talk(number: int, count: int) -> None:
        nonlocal errors
        user = system.users[number]
        for _ in range(count):
            say = await _ready(system, user)
            text = texts.next(user.turns + number)  # so that not all ask the same kind at the same time
            began = time.perf_counter()
            try:
                await say(text)
            except NoAnswer:
                errors += 1
            turns_ms.append((time.perf_counter() - began) * 1000)
            user.turns += 1

    processor, began = processor_seconds(system.pid), time.perf_counter()
    await asyncio.gather(*(talk(number, share[number]) for number in range(users)))
    seconds = time.perf_counter() - began
    return Measured(turns_ms, seconds, processor_seconds(system.pid) - processor, errors)


async def _ready(system: System, user: _User) -> Say:
    if user.say is None or user.turns >= user.next_conversation_at:
        user.say = await system.open_conversation()
        user.next_conversation_at = user.turns + TURNS_PER_CONVERSATION
    return user.say
