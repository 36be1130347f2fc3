"""A whole installation for tests and benchmarks: `dxe serve` with its own ports and data folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import create_engine, text

from tests.ports import free_ports

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"
START_SECONDS = 600.0
_LONGEST_WAIT = 60.0  # seconds in which an address may open conversations again


@dataclass(frozen=True)
class Installation:
    """A running installation: its addresses, its data folder, and the first password of `admin`."""

    var: Path
    api: str
    console: str
    admin_password: str
    pid: int
    ready_seconds: float
    records_url: str

    def read(self, query: str, **values: object) -> list[tuple]:
        """Return the rows of a query on the records, in whichever database they are."""
        engine = create_engine(self.records_url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(query), values)]
        finally:
            engine.dispose()

    def process(self, name: str) -> int:
        """Return the process id of rasa, actions, api or console, as the supervisor has it now."""
        word = {
            "rasa": "bot.serving",
            "actions": "actions.server",
            "api": "api.app",
            "console": "api.console.app",
        }[name]
        for child in _children(self.pid):
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it has ended since it was listed
                continue
            if word in command:
                return child
        raise LookupError(f"{name} is not running")

    def open_conversation(self, region: str | None = None) -> Talk:
        """Open a conversation as the widget does; all tests are one address, and wait when they are told to."""
        url, body = f"{self.api}/api/conversations", {"region": region}
        response = httpx.post(url, json=body, timeout=10)
        deadline = time.monotonic() + _LONGEST_WAIT
        while response.status_code == httpx.codes.TOO_MANY_REQUESTS and time.monotonic() < deadline:
            time.sleep(float(response.headers["retry-after"]))
            response = httpx.post(url, json=body, timeout=10)
        response.raise_for_status()
        opened = response.json()
        return Talk(self.api, opened["conversation_id"], opened["token"], opened["greeting"])


@dataclass
class Talk:
    """One conversation over HTTP; with a client, on the connection that it keeps, as a browser does."""

    api: str
    conversation_id: str
    token: str
    greeting: dict
    said: int = 0
    client: httpx.Client | None = None

    def say(self, text: str, message_id: str | None = None) -> list[dict]:
        """Send a message and return the replies."""
        response = self.post(text, message_id)
        response.raise_for_status()
        return response.json()["replies"]

    def post(self, text: str, message_id: str | None = None) -> httpx.Response:
        """Send a message and return the raw response."""
        self.said += 1
        body = {
            "conversation_id": self.conversation_id,
            "text": text,
            "client_message_id": message_id or f"m{self.said}",
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        return (self.client or httpx).post(f"{self.api}/api/chat", json=body, headers=headers, timeout=20)


def _children(pid: int) -> list[int]:
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(child) for child in listing.stdout.split()]


@contextmanager
def serving(var: Path, **extra: str) -> Iterator[Installation]:
    """Run `dxe serve` as a demo until the block ends; raises with the output when it does not become ready."""
    names = ("DXE_API_PORT", "DXE_CONSOLE_PORT", "DXE_RASA_PORT", "DXE_ACTIONS_PORT")
    ports = dict(zip(names, map(str, free_ports(4)), strict=True))
    sources = [str(ROOT / "knowledge"), *([str(SEEDS)] if SEEDS.is_dir() else [])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DXE_")}
    environment |= ports | {
        "DXE_VAR": str(var),
        "DXE_DEMO": "1",
        "DXE_SOURCES": json.dumps(sources),
        "DXE_MESSAGES_PER_MINUTE": "100000",
    }
    environment |= extra
    output = (var.parent / f"{var.name}-serve.txt").open("w+", encoding="utf-8")
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
    )
    try:
        printed = _wait_until_ready(process, Path(output.name), began)
        password = re.search(r"初始密码 (\S+?)（", printed)
        yield Installation(
            var=var,
            api=f"http://127.0.0.1:{ports['DXE_API_PORT']}",
            console=f"http://127.0.0.1:{ports['DXE_CONSOLE_PORT']}",
            admin_password=password.group(1) if password else "",
            pid=process.pid,
            ready_seconds=time.monotonic() - began,
            records_url=extra.get("DXE_DATABASE_URL") or f"sqlite:///{var / 'records.db'}",
        )
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
            output.close()


def _wait_until_ready(process: subprocess.Popen, output: Path, began: float) -> str:
    while time.monotonic() - began < START_SECONDS:
        printed = output.read_text(encoding="utf-8")
        if "已就绪" in printed and "Ctrl-C" in printed:
            return printed
        if process.poll() is not None:
            raise AssertionError(f"dxe serve ended with {process.returncode}:\n{printed}")
        time.sleep(0.2)
    raise AssertionError(
        f"dxe serve was not ready in {START_SECONDS:.0f} s:\n{output.read_text(encoding='utf-8')}"
    )
