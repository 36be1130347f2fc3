"""Ours and the project of `rasa init`, started together and asked in turn, at 1, 4, 16 and 64 users.

Goals, as ratios to stock in one run: p50 at one user .8, turns/s at 16 users 2.0, memory 1.0, start .6; processor 30 ms
a turn. `python -m benchmarks.turns [--rounds N] [--keep FOLDER]`.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from rich.progress import Progress

from benchmarks.turns.ours import our_system
from benchmarks.turns.process_tree import memory_mib
from benchmarks.turns.stock import make_stock, make_stock_with_actions, stock_system
from benchmarks.turns.system import Measured, System, run_round
from benchmarks.turns.table import figures, table

TURNS = {1: 60, 4: 120, 16: 160, 64: 192}
WARM_UP_TURNS = 60


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="Where to make the projects, and find them made.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dxe-turns-") as temporary:
        asyncio.run(measure(arguments.keep or Path(temporary), arguments.rounds))


async def measure(folder: Path, rounds: int) -> None:
    """Make what is missing in `folder`, start the systems, ask them in turn, print the table."""
    folder.mkdir(parents=True, exist_ok=True)
    stock, acting = folder / "stock", folder / "stock-with-actions"
    if not stock.is_dir():
        make_stock(stock)
    if not acting.is_dir():
        make_stock_with_actions(stock, acting)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as client:
        with ExitStack() as stack:
            systems = [
                stack.enter_context(our_system(folder / "var", client)),
                stack.enter_context(stock_system("stock", stock, client, with_actions=False)),
                stack.enter_context(stock_system("stock, one action", acting, client, with_actions=True)),
            ]
            found = await _ask_in_turn(systems, rounds)
            print(
                f"{datetime.now(UTC).date().isoformat()}, {platform.machine()}, {_cores()} cores, {rounds} rounds\n"
            )
            print(
                table(
                    {users: {n: figures(r) for n, r in by.items()} for users, by in found.items()},
                    {system.name: system.ready_seconds for system in systems},
                    {system.name: memory_mib(system.pid) for system in systems},
                    "ours",
                )
            )


async def _ask_in_turn(systems: list[System], rounds: int) -> dict[int, dict[str, list[Measured]]]:
    found: dict[int, dict[str, list[Measured]]] = {u: {s.name: [] for s in systems} for u in TURNS}
    with Progress(transient=True) as progress:
        task = progress.add_task("turns", total=rounds * len(TURNS) * len(systems) + len(systems))
        for system in systems:
            await run_round(system, 4, WARM_UP_TURNS, seed=-1)
            progress.advance(task)
        for number in range(rounds):
            for users, turns in TURNS.items():
                for system in systems:
                    found[users][system.name].append(await run_round(system, users, turns, seed=number))
                    progress.advance(task)
    return found


def _cores() -> int:
    import os

    return os.cpu_count() or 1


if __name__ == "__main__":
    main()
