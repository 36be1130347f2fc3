"""`/healthz` (this process lives) and `/readyz` (a question would be answered)."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.rasa_client import RasaClient
from index.index_state import IndexState
from index.library import Library
from records.database import Database, DatabaseUnavailable, SchemaOutdated


def build_health_router(database: Database, library: Library, rasa: RasaClient) -> APIRouter:
    """Return the health routes. Readiness names each part; without Rasa the service is degraded, yet ready."""
    router = APIRouter(tags=["运行状况"])

    @router.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        index = await asyncio.to_thread(library.state)
        parts = {
            "database": await _database_state(database),
            "index": _index_part(index),
            "rasa": "ok" if await rasa.is_ready() else "unavailable",
        }
        serves = parts["database"] == "ok" and index.serves
        status = "ok" if set(parts.values()) == {"ok"} else "degraded" if serves else "unavailable"
        reasons = {"reasons": {"index": index.reason}} if index.reason else {}
        return JSONResponse({"status": status, "parts": parts, **reasons}, status_code=200 if serves else 503)

    return router


async def _database_state(database: Database) -> str:
    try:
        await database.run_in_thread(database.check)
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
