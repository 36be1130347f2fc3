"""The console asks other systems at their intervals, and serves its pages meanwhile."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.console.app import build_console, build_staff_api
from api.console.feeds import FeedSchedule
from api.console.parts import Console
from records.calendar.working_days import WorkingDays
from records.feeds.connectors.config import HttpSource
from records.feeds.feeding import Feeder
from records.feeds.syncing import SyncResult
from records.storage.database import Database, DatabaseUnavailable
from records.values.clock import FixedClock
from settings import Settings
from tests.api.console.support import HOST, NOW

SOURCE = HttpSource.model_validate(
    {
        "title": "样例系统",
        "kind": "http",
        "feeds": "district-contacts",
        "url": "https://other.example/x",
        "every_minutes": 1,
        "fields": {name: name for name in ("region", "district", "leader", "section", "contact", "document")},
    }
)


@dataclass(frozen=True)
class ScriptedFeeder(Feeder):
    """Does what it is told instead of asking."""

    do: Callable[[str], None] = lambda name: None
    asked: list[str] = field(default_factory=list)

    def run(self, name: str, source: Any, **options: Any) -> SyncResult:
        self.asked.append(name)
        self.do(name)
        return SyncResult(name, source.title)


class LeapingLoop(asyncio.SelectorEventLoop):
    """A loop whose time can be put forward. It remembers when it gave work to threads, and its longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = self.longest_pause = 0.0
        self.given_out: list[float] = []

    def time(self) -> float:
        return super().time() + self.ahead

    def run_in_executor(self, *work: Any) -> Any:
        self.given_out.append(self.time())
        return super().run_in_executor(*work)

    async def wait_until(self, holds: Callable[[], bool], *, leap: float = 0.0) -> None:
        """Wait until something holds; `leap` seconds pass at each look."""
        ends = time.monotonic() + 10
        while not holds():
            before = time.monotonic()
            assert before < ends
            self.ahead += leap
            await asyncio.sleep(0.001)
            self.longest_pause = max(self.longest_pause, time.monotonic() - before)


def feeder(database: Database, do: Callable[[str], None] = lambda name: None) -> ScriptedFeeder:
    return ScriptedFeeder(database, FixedClock(NOW), WorkingDays(), {}, do)


def run_beside(
    loop: LeapingLoop, schedule: FeedSchedule, scenario: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Run a scenario while the schedule runs."""

    async def both() -> None:
        running = asyncio.create_task(schedule.run())
        try:
            await scenario()
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(both())


def test_each_source_is_asked_at_the_start_and_again_when_its_time_has_come_and_not_before(
    database: Database,
) -> None:
    loop = LeapingLoop()
    asking = feeder(database)

    async def scenario() -> None:
        await loop.wait_until(lambda: len(asking.asked) == 2)
        assert sorted(asking.asked) == ["a", "b"]
        await loop.wait_until(lambda: len(asking.asked) == 4, leap=0.5)
        assert sorted(asking.asked) == ["a", "a", "b", "b"]
        first, second, third, fourth = loop.given_out[:4]
        assert second - first < 1
        assert 60 <= third - first < 600  # a thread may be late, and time leaps
        assert 60 <= fourth - second < 600

    run_beside(loop, FeedSchedule(asking, {"a": SOURCE, "b": SOURCE}), scenario)


def test_a_slow_system_blocks_neither_the_loop_nor_the_others(database: Database) -> None:
    release = threading.Event()

    def wait_if_slow(name: str) -> None:
        if name == "slow":
            release.wait(10)

    asking = feeder(database, wait_if_slow)
    loop = LeapingLoop()

    async def scenario() -> None:
        await loop.wait_until(lambda: asking.asked.count("quick") >= 3, leap=0.5)
        assert asking.asked.count("slow") == 1
        assert loop.longest_pause < 0.3
        release.set()
        await loop.wait_until(lambda: asking.asked.count("slow") == 2, leap=0.5)

    run_beside(loop, FeedSchedule(asking, {"slow": SOURCE, "quick": SOURCE}), scenario)


@pytest.mark.parametrize("problem", [DatabaseUnavailable("locked"), RuntimeError("a bug"), MemoryError()])
def test_a_failure_stops_nothing(database: Database, problem: BaseException) -> None:
    def fail(name: str) -> None:
        if name == "bad":
            raise problem

    asking = feeder(database, fail)
    loop = LeapingLoop()

    async def scenario() -> None:
        await loop.wait_until(lambda: min(map(asking.asked.count, ("bad", "good"))) >= 2, leap=0.5)

    run_beside(loop, FeedSchedule(asking, {"bad": SOURCE, "good": SOURCE}), scenario)


def test_it_ends_with_the_application(console: Console, database: Database) -> None:
    asking = feeder(database)
    served = replace(console, feeds=FeedSchedule(asking, {"a": SOURCE}, tick_seconds=0.02))
    with TestClient(build_staff_api(served), base_url=f"http://{HOST}") as client:
        deadline = time.monotonic() + 5
        while not asking.asked and time.monotonic() < deadline:
            client.get("/staff/session")
            time.sleep(0.02)
    assert asking.asked == ["a"]


def test_a_wrong_connectors_file_stops_no_hotline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    path = tmp_path / "connectors.yml"
    path.write_text("sources: [", encoding="utf-8")
    wrong = build_console(Settings(connectors=path))
    assert wrong.feeds is None
    path.write_text(
        "sources:\n  a:\n    title: 样例\n    kind: http\n    feeds: external-services\n"
        "    url: https://other.example/x\n    fields: {code: /c, name: /n, document: /d}\n",
        encoding="utf-8",
    )
    right = build_console(Settings(connectors=path))
    assert right.feeds is not None
    for built in (wrong, right):
        built.database.close()
