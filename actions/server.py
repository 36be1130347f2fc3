"""The action server: one guarded route that Rasa calls. rasa-sdk's own launcher would listen on every address,
allow any origin and echo the tracker in its errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
import uvicorn
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions.assembly import build_actions
from actions.seam.rasa_seam import build_executor
from index.library import Library
from index.model.errors import IndexMissing
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import Identity
from records.people.sms_http import build_sms_gateway
from records.storage.database import Database
from records.values.clock import clock_of
from records.values.keyed_hash import KeyedHash
from records.values.masking import mask_text
from records.vouchers.rules_file import VoucherRulesFile
from settings import Settings
from telemetry.heap import keep_what_is_loaded
from telemetry.logs import configure_logs
from telemetry.metric_files import open_metric_files

log = structlog.get_logger(__name__)

# Rasa itself would wait five minutes for an action; the gateway waits 3.5 s for Rasa.
ACTION_SECONDS = 2.5
SEARCHES_AT_ONCE = 1
KEEP_ALIVE_SECONDS = 75  # longer than Rasa keeps a connection


class _Actions:
    """The two routes. Plain Starlette: what FastAPI adds to a route costs a third of a short action."""

    def __init__(self, executor: ActionExecutor, token: str) -> None:
        self._executor = executor
        self._expected = f"Bearer {token}".encode()

    async def health(self, _: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def webhook(self, request: Request) -> JSONResponse:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            return JSONResponse({"error": "unauthorized"}, status_code=401)
        call: dict[str, Any] = await request.json()
        call.setdefault("domain", {})  # left out of the call: our actions read slots only
        name = str(call.get("next_action"))
        try:
            result = await asyncio.wait_for(self._executor.run(call), ACTION_SECONDS)
        except ActionNotFoundException:
            return JSONResponse({"error": "unknown action", "action_name": name}, status_code=404)
        except Exception as problem:
            log.error("action_failed", action=name, kind=type(problem).__name__, exc_info=problem)
            return JSONResponse({"error": "action failed", "action_name": name}, status_code=500)
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})


def build_app(executor: ActionExecutor, token: str, close: Callable[[], Awaitable[None]]) -> Starlette:
    """Return the application. Every call to `/webhook` must bear the token."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # Searching is work for the processor: side by side, threads would only take it from each other.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(SEARCHES_AT_ONCE, "search"))
        yield
        await close()

    served = _Actions(executor, token)
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/healthz", served.health),
            Route("/webhook", served.webhook, methods=["POST"]),
        ],
    )


def assemble(settings: Settings, database: Database) -> ActionExecutor:
    """Return the executor of an installation's actions, with the index that is current."""
    library = Library(settings.index_dir, terms=settings.terms_file)
    with contextlib.suppress(IndexMissing):
        library.answerer()  # loaded now, so that the first question need not wait for it
    hasher = KeyedHash(settings.derived_key("records"))
    actions = build_actions(
        database=database,
        library=library,
        clock=clock_of(settings.demo_date),
        identity=Identity(
            hasher,
            build_sms_gateway(demo=settings.demo, url=settings.sms_url, token=settings.sms_secret),
            ChallengeLimits(address=Limit(settings.codes_per_hour, timedelta(hours=1))),
        ),
        calendar=WorkingDays(settings.holidays),
        voucher_rules=VoucherRulesFile(*settings.voucher_rules_files),
        credit_rules=CreditRulesFile(settings.credit_rules_file),
        region=settings.region,
        hotline=settings.hotline,
        demo=settings.demo,
    )
    return build_executor(actions)


def main() -> None:
    """Serve the actions on the loopback until told to stop."""
    os.umask(0o077)  # what this process creates is its user's alone
    settings = Settings()
    configure_logs("actions", mask_text)
    open_metric_files()
    database = Database(settings.records_url)

    async def close() -> None:
        database.close()

    app = build_app(assemble(settings, database), settings.actions_token, close)
    keep_what_is_loaded()
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.actions_port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main()
