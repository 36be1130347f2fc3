"""The time by which processes are watched."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Clock(Protocol):
    """Seconds that pass; in tests they pass faster."""

    def now(self) -> float:
        """Return seconds since some moment, never going back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        ...

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Return a block that ends with TimeoutError after `seconds`."""
        ...


class MonotonicClock:
    """The machine's own time, which no change of the date touches."""

    def now(self) -> float:
        """Return seconds since the machine was started."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        await asyncio.sleep(seconds)

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        """Return a block that ends with TimeoutError after `seconds`."""
        return asyncio.timeout(seconds)
