"""The staff application as a process of its own, over a real database and a small real index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from index.encoders.training import Schedule
from index.ingest.build import build_index
from records.staff.accounts.accounts import Role, sign_in
from records.storage.database import Database
from records.values.clock import SystemClock
from tests.api.console.support import fill_database, password_of
from tests.conftest import ROOT
from tests.ports import free_ports

TOPICS = ("high-tech-enterprise", "innovation-voucher", "district-contact")
START_SECONDS = 90.0


@dataclass(frozen=True)
class RunningConsole:
    """Where the console is, the database and the index behind it, and the errors that it was made to log."""

    address: str
    database: Database
    index: Path
    expected_errors: set[str] = field(default_factory=set)


@pytest.fixture(scope="session")
def console_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo's records, staff of each role, and an index of a few guides."""
    folder = tmp_path_factory.mktemp("console-process")
    knowledge = folder / "knowledge"
    for topic in TOPICS:
        shutil.copytree(ROOT / "knowledge/guides" / topic, knowledge / "guides" / topic)
    shutil.copy(ROOT / "knowledge/terms.yml", knowledge / "terms.yml")
    build_index([knowledge], folder / "var/index", schedule=Schedule(least=30, most=30))
    fill_database(folder / "var/records.db")
    return folder


@pytest.fixture(scope="session")
def running_console(console_folder: Path) -> Iterator[RunningConsole]:
    (port,) = free_ports(1)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DXE_")}
    environment |= {
        "DXE_VAR": str(console_folder / "var"),
        "DXE_DEMO": "1",
        "DXE_CONSOLE_PORT": str(port),
        "DXE_BUREAU_NAME": "样例市科学技术局",
        "NICEGUI_STORAGE_PATH": str(console_folder / "nicegui"),
    }
    log = (console_folder / "console.log").open("w+", encoding="utf-8")
    command = [sys.executable, "-m", "api.console.app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    database = Database(f"sqlite:///{console_folder / 'var/records.db'}")
    console = RunningConsole(address, database, console_folder / "var/index")
    try:
        _wait_until_ready(process, address, Path(log.name))
        yield console
    finally:
        database.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        finally:
            process.kill()
            log.close()
    lines = Path(log.name).read_text(encoding="utf-8").splitlines()
    errors = [line for line in lines if '"level": "error"' in line]
    assert [line for line in errors if not any(each in line for each in console.expected_errors)] == []
    assert not (console_folder / "nicegui").exists(), "nothing about a visitor is kept in files"


@pytest.fixture(scope="session")
def token_of(running_console: RunningConsole) -> Callable[[Role], str]:
    """Sign somebody of a role in once, for all tests that do not sign out."""

    @cache
    def token(role: Role) -> str:
        found = sign_in(running_console.database, role, password_of(role), now=SystemClock().now()).token
        assert found is not None
        return found

    return token


@pytest.fixture
def page_of(
    new_page: Callable[..., Page], running_console: RunningConsole, token_of: Callable[[Role], str]
) -> Callable[..., Page]:
    """Open a page as somebody of a role: `page_of("hotline", "/hotline")`."""

    def open_page(role: Role, path: str, width: int = 1280, height: int = 800) -> Page:
        page = new_page(width, height, base_url=running_console.address)
        name = f"dxe_staff_{running_console.address.rpartition(':')[2]}"
        page.context.add_cookies([{"name": name, "value": token_of(role), "url": running_console.address}])
        page.goto(path)
        return page

    return open_page


def _wait_until_ready(process: subprocess.Popen, address: str, log: Path) -> None:
    began = time.monotonic()
    while time.monotonic() - began < START_SECONDS:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/healthz", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"the console did not start:\n{log.read_text(encoding='utf-8')[-3_000:]}")
