"""The console asks other systems at their intervals, and serves its pages meanwhile."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
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


def feeder(database: Database, do: Callable[[str], None] = lambda name: None) -> ScriptedFeeder:
    return ScriptedFeeder(database, FixedClock(NOW), WorkingDays(), {}, do)


def run_for(schedule: FeedSchedule, seconds: float) -> float:
    """Run a schedule beside a ticking loop; return the longest pause of the loop in seconds."""

    async def watch() -> float:
        task = asyncio.create_task(schedule.run())
        longest, ends = 0.0, time.monotonic() + seconds
        while (before := time.monotonic()) < ends:
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return longest

    return asyncio.run(watch())


def test_each_source_is_asked_at_the_start_and_not_again_before_its_time(database: Database) -> None:
    asking = feeder(database)
    run_for(FeedSchedule(asking, {"a": SOURCE, "b": SOURCE}, tick_seconds=0.02), 0.3)
    assert sorted(asking.asked) == ["a", "b"]


def test_a_source_is_asked_again_when_its_time_has_come(database: Database) -> None:
    asking = feeder(database)
    often = SOURCE.model_copy(update={"every_minutes": 0.001})
    run_for(FeedSchedule(asking, {"a": often}, tick_seconds=0.02), 0.5)
    assert len(asking.asked) >= 3


def test_a_slow_system_blocks_neither_the_loop_nor_the_others(database: Database) -> None:
    release = threading.Event()
    asking = feeder(database, lambda name: release.wait(0.6) and None if name == "slow" else None)
    often = SOURCE.model_copy(update={"every_minutes": 0.001})
    schedule = FeedSchedule(asking, {"slow": often, "quick": often}, tick_seconds=0.02)
    assert run_for(schedule, 0.4) < 0.3
    assert asking.asked.count("slow") == 1
    assert asking.asked.count("quick") >= 2


@pytest.mark.parametrize("problem", [DatabaseUnavailable("locked"), RuntimeError("a bug"), MemoryError()])
def test_a_failure_stops_nothing(database: Database, problem: BaseException) -> None:
    def fail(name: str) -> None:
        if name == "bad":
            raise problem

    asking = feeder(database, fail)
    often = SOURCE.model_copy(update={"every_minutes": 0.001})
    run_for(FeedSchedule(asking, {"bad": often, "good": often}, tick_seconds=0.02), 0.5)
    assert asking.asked.count("bad") >= 2
    assert asking.asked.count("good") >= 2


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
