"""`/healthz` (this process lives) and `/readyz` (a question would be answered)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.openapi import sends
from api.rasa_client import RasaClient
from index.errors import IndexMissing
from index.library import Library
from records.database import Database, DatabaseUnavailable, SchemaOutdated


def build_health_router(database: Database, library: Library, rasa: RasaClient) -> APIRouter:
    """Return the health routes. Readiness names each part; without Rasa the service is degraded, yet ready."""
    router = APIRouter(tags=["运行状况"])

    @router.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", responses=sends("application/json", {"type": "object"}, 503))
    async def ready() -> JSONResponse:
        parts = {
            "database": await _database_state(database),
            "index": _index_state(library),
            "rasa": "ok" if await rasa.is_ready() else "unavailable",
        }
        serves = parts["database"] == parts["index"] == "ok"
        status = "ok" if set(parts.values()) == {"ok"} else "degraded" if serves else "unavailable"
        return JSONResponse({"status": status, "parts": parts}, status_code=200 if serves else 503)

    return router


async def _database_state(database: Database) -> str:
    try:
        await database.run_in_thread(database.check)
    except DatabaseUnavailable:
        return "unavailable"
    except SchemaOutdated:
        return "outdated"
    return "ok"


def _index_state(library: Library) -> str:
    try:
        library.answerer()
    except IndexMissing:
        return "missing"
    return "ok"
