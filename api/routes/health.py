"""`/healthz` (this process lives) and `/readyz` (a message would be stored and a question answered)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.rasa.rasa_client import RasaClient
from api.web.openapi import sends
from index.library import Library
from index.version.index_state import IndexState
from records.migrations.schema import SchemaOutdated, check_schema
from records.storage.database import Database, DatabaseUnavailable
from records.storage.write_check import find_obstacle

STATE_SECONDS = 2.0  # so long a state of the database is taken for what it still is

# By part and state: what is wrong, for who looks after the service.
PROBLEMS = {
    "database": {
        "disk_full": "数据库所在的磁盘已满，新消息暂时不能保存，请腾出空间。",
        "locked": "数据库被长时间占用，新消息暂时不能保存，请检查正在进行的导入或维护。",
        "read_only": "数据库只能读、不能写，新消息暂时不能保存，请检查文件权限，或是否连到了备用数据库。",
        "unavailable": "连接不上数据库，新消息暂时不能保存，请检查数据库服务。",
        "outdated": "数据库表结构不是最新，请运行 dxe records migrate。",
    },
    "rasa": {"unavailable": "对话服务没有应答，目前直接从文件中查答。"},
}


def build_health_router(database: Database, library: Library, rasa: RasaClient) -> APIRouter:
    """Return the health routes. Readiness names each part; without Rasa the service is degraded, yet ready."""
    router = APIRouter(tags=["运行状况"])
    database_state = _Kept(lambda: _database_state(database), STATE_SECONDS)

    @router.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", responses=sends("application/json", {"type": "object"}, 503))
    async def ready() -> JSONResponse:
        index = await asyncio.to_thread(library.state)
        parts = {
            "database": await database_state.get(),
            "index": _index_part(index),
            "rasa": "ok" if await rasa.is_ready() else "unavailable",
        }
        serves = parts["database"] == "ok" and index.serves
        status = "ok" if set(parts.values()) == {"ok"} else "degraded" if serves else "unavailable"
        problems = [
            {
                "part": part,
                "reason": state,
                "message": index.reason if part == "index" else PROBLEMS[part][state],
            }
            for part, state in parts.items()
            if state != "ok"
        ]
        content = {"status": status, "parts": parts, "problems": problems}
        return JSONResponse(content, status_code=200 if serves else 503)

    return router


class _Kept:
    """A state that is looked up once for all who ask at the same time, and kept for `seconds`."""

    def __init__(self, look_up: Callable[[], Coroutine[Any, Any, str]], seconds: float) -> None:
        self._look_up = look_up
        self._seconds = seconds
        self._looking: asyncio.Task[str] | None = None
        self._until = 0.0

    async def get(self) -> str:
        """Return the state."""
        if self._looking is None or (self._looking.done() and time.monotonic() >= self._until):
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> str:
        state = await self._look_up()
        self._until = time.monotonic() + self._seconds
        return state


async def _database_state(database: Database) -> str:
    obstacle = await database.run_in_thread(lambda: find_obstacle(database))
    if obstacle is not None:
        return obstacle
    try:
        await database.run_in_thread(lambda: check_schema(database))
    except DatabaseUnavailable:
        return "unavailable"
    except SchemaOutdated:
        return "outdated"
    return "ok"


def _index_part(state: IndexState) -> str:
    """ok; refused: what CURRENT names is damaged and the version before serves; damaged or missing: nothing does.

    A version without checksums serves as well as any.
    """
    return "ok" if state.condition == "unverified" else state.condition
