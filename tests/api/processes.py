"""The processes as production wires them: settings of the environment, uvicorn's configuration, real connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

import actions.server
import api.app
import api.console.app
from records.migrations.schema import migrate
from records.storage.database import Database
from settings import Settings

PROXY = "10.0.0.1"


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an installation behind a proxy; one address may ask for two codes an hour; logs stay as they are."""
    for name, value in {
        "DXE_VAR": str(folder),
        "DXE_DEMO": "1",
        "DXE_CODES_PER_HOUR": "2",
        "DXE_TRUSTED_PROXIES": PROXY,
        "DXE_RASA_URL": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    for module in (actions.server, api.app, api.console.app):
        monkeypatch.setattr(module, "configure_logs", lambda *_: None)
    database = Database(Settings().records_url)
    migrate(database)
    database.close()


def configured(module: Any, environment: pytest.MonkeyPatch) -> uvicorn.Config:
    """Return what a process's `main` would have uvicorn serve, proxies and all."""
    given: list[uvicorn.Config] = []
    with environment.context() as patch:
        patch.setattr(uvicorn, "run", lambda app, **options: given.append(uvicorn.Config(app, **options)))
        module.main()
    return given[0]


def served(module: Any, environment: pytest.MonkeyPatch) -> Any:
    """Return the ASGI application that a process would serve."""
    config = configured(module, environment)
    config.load()
    return config.loaded_app


@asynccontextmanager
async def listening(config: uvicorn.Config) -> AsyncIterator[int]:
    """Serve what is configured on a free port of the loopback; give the port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config.lifespan, config.timeout_graceful_shutdown = "off", 1
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await running
        listener.close()
