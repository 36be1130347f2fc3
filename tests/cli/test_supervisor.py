"""The supervisor with real processes."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from cli.serve.supervisor import ProcessFailed, ProcessSpec, Supervisor

SERVER = """
import http.server, os, pathlib, sys
pathlib.Path(sys.argv[2]).open("a").write(f"{os.getpid()}\\n")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die": os._exit(3)
        self.send_response(200); self.end_headers()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def spec(tmp_path: Path, port: int, script: str = SERVER) -> ProcessSpec:
    command = [sys.executable, "-c", script, str(port), str(tmp_path / "pids")]
    return ProcessSpec("web", command, dict(os.environ), tmp_path, f"http://127.0.0.1:{port}/")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_dies_is_started_again_and_all_end_on_stop(tmp_path: Path, free_port: int) -> None:
    lines: list[str] = []

    async def scenario() -> None:
        supervisor = Supervisor(
            [spec(tmp_path, free_port)], lambda name, line: lines.append(f"{name} {line}")
        )
        ready = asyncio.Event()
        running = asyncio.create_task(supervisor.run(lambda _: ready.set()))
        await asyncio.wait_for(ready.wait(), 20)
        first = int((tmp_path / "pids").read_text().split()[0])
        os.kill(first, 9)
        while len((tmp_path / "pids").read_text().split()) < 2:
            await asyncio.sleep(0.05)
        supervisor.stop()
        await asyncio.wait_for(running, 20)

    asyncio.run(scenario())
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert not any(is_running(pid) for pid in pids)
    assert any("starting it again" in line for line in lines)


def test_a_process_that_cannot_start_stops_the_others_and_is_named(tmp_path: Path, free_port: int) -> None:
    broken = spec(tmp_path, free_port, script="import sys; print('no model'); sys.exit(1)")
    lines: list[str] = []
    supervisor = Supervisor([broken], lambda name, line: lines.append(line))
    with pytest.raises(ProcessFailed, match="web"):
        asyncio.run(supervisor.run(lambda _: None))
    assert "no model" in lines
