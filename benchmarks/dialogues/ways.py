"""Two ways to say a dialogue to the whole product: over HTTP to four processes, or in process, without a port."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import httpx
import structlog
from rich.console import Console
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from actions.server import assemble
from api.app import build_app, build_parts
from benchmarks.dialogues.piped_bot import PipedBot
from benchmarks.dialogues.player import DAY, SOURCES, Player
from cli.serve.prepare import prepare
from cli.serve.processes import current_model, rasa_environment
from records.storage.database import Database
from settings import ROOT, Settings
from tests.installation import serving

Way = Literal["http", "in-process"]
SECONDS = 20.0  # in which an answer must come
ENVIRONMENT = {
    "DXE_DEMO_DATE": DAY.isoformat(),
    "DXE_TRUSTED_PROXIES": "127.0.0.1",
    "DXE_SOURCES": json.dumps(SOURCES),
}


@contextmanager
def opened(way: Way, var: Path) -> Iterator[Player]:
    """Yield a player of a demo that lives in `var`, on the day of the dialogues."""
    with _served(var) if way == "http" else _in_process(var) as (client, records_url):
        database = Database(records_url)
        try:
            yield Player(client, database)
        finally:
            database.close()


@contextmanager
def _served(var: Path) -> Iterator[tuple[Any, str]]:
    with (
        serving(var, **ENVIRONMENT) as running,
        httpx.Client(base_url=running.api, timeout=SECONDS) as client,
    ):
        yield client, running.records_url


@contextmanager
def _in_process(var: Path) -> Iterator[tuple[Any, str]]:
    """Gateway and actions in this process, the bot in a child of it; what is prepared is prepared as by `dxe serve`."""
    for name in [name for name in os.environ if name.startswith("DXE_")]:
        del os.environ[name]
    own = {"DXE_VAR": str(var), "DXE_DEMO": "1", "DXE_MESSAGES_PER_MINUTE": "100000"}
    os.environ.update(ENVIRONMENT | own)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = Settings()
    prepare(settings, Console(stderr=True))
    database = Database(settings.records_url)
    command = [str(ROOT / "bot/.venv/bin/python"), "-m", "benchmarks.dialogues.agent"]
    bot = PipedBot(
        [*command, "--model", str(current_model(settings))],
        rasa_environment(settings),
        assemble(settings, database),
    )
    app = build_app(settings, build_parts(settings, bot))
    with TestClient(ProxyHeadersMiddleware(app, "*")) as client:  # type: ignore[arg-type]
        yield client, settings.records_url
    database.close()
