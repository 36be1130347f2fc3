"""What tests of the supervisor share: a log in memory, a clock that runs fast, and a small server."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from cli.serve.running import ProcessSpec

SERVER = """
import http.server, os, pathlib, signal, sys
pathlib.Path(sys.argv[2]).open("a").write(f"{os.getpid()}\\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(STATUS); self.end_headers()
    def log_message(self, *a): pass
STATUS = 200
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class FastClock:
    """Time that passes `factor` times as fast as it does."""

    def __init__(self, factor: float) -> None:
        self._factor = factor

    def now(self) -> float:
        return time.monotonic() * self._factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)

    def limit(self, seconds: float) -> AbstractAsyncContextManager[object]:
        return asyncio.timeout(seconds / self._factor)


class MemoryLog:
    """The lines that were written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, process: str, line: str) -> None:
        self.lines.append(f"{process} {line}")

    def catch_up(self) -> None:
        return None


def spec(tmp_path: Path, port: int, script: str = SERVER) -> ProcessSpec:
    command = [sys.executable, "-c", script, str(port), str(tmp_path / "pids")]
    return ProcessSpec("web", command, dict(os.environ), tmp_path, f"http://127.0.0.1:{port}/")


def pids(tmp_path: Path) -> list[int]:
    """Return the process ids of all starts so far."""
    file = tmp_path / "pids"
    return [int(pid) for pid in file.read_text().split()] if file.exists() else []


async def wait_for_starts(tmp_path: Path, count: int) -> None:
    async with asyncio.timeout(30):
        while len(pids(tmp_path)) < count:
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
