"""The staff application: hotline, cases, API documentation. One worker: its pages live in the process's memory."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI

from api.console.audit_export import export_daily
from api.console.feeds import FeedSchedule
from api.console.gate import Gate
from api.console.hosts import OwnHosts
from api.console.parts import Console
from api.console.routes.audit import build_audit_router
from api.console.routes.cases import build_case_router
from api.console.routes.enterprises import build_enterprise_router
from api.console.routes.guidance import build_guidance_router
from api.console.routes.operations import add_documentation, build_operations_router
from api.console.routes.session import build_session_router
from api.console.session import SessionCookie, SessionKeeper
from api.web.body_limit import BodyLimit
from api.web.errors import install_error_handlers
from api.web.http_protocol import PunctualHttp
from api.web.openapi import ALWAYS, describe_problems, problems
from api.web.rate_limit import RateLimit
from api.web.response_headers import NoSniff
from desk.door import Door, build_door
from index.lexicon.divisions import NATIONWIDE
from index.library import Library
from index.model.errors import IndexMissing
from index.version.versions import Versions
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.feeds.connectors.config import ConnectorsInvalid, read_connectors
from records.feeds.feeding import Feeder
from records.storage.database import Database
from records.values.clock import Clock, clock_of
from records.values.keyed_hash import KeyedHash
from records.values.masking import mask_text
from records.vouchers.rules_file import VoucherRulesFile
from settings import Settings
from telemetry.logs import configure_logs
from telemetry.metric_files import open_metric_files

log = structlog.get_logger(__name__)

# A person waits before a page, and there is a page that says so.
BUSY_TIMEOUT_SECONDS = 2.5
SIGN_INS_PER_MINUTE = 60  # of one address, behind which a whole office may sit
LARGEST_FRAME = 256 * 1024


def regions_of(index: Path) -> list[str]:
    """Return the regions the index's documents speak for, nationwide ones aside; none when there is no index."""
    manifest = Versions(index).find_current()
    return (
        sorted({entry.region for entry in manifest.documents if entry.region} - {NATIONWIDE})
        if manifest
        else []
    )


def build_console(settings: Settings) -> Console:
    """Put the staff process together. Raises SettingsInvalid."""
    settings.derived_key("console")  # No secret, no start; nothing is signed with it here.
    database = Database(settings.records_url, busy_timeout_s=BUSY_TIMEOUT_SECONDS)
    clock = clock_of(settings.demo_date)
    library = Library(settings.index_dir, terms=settings.terms_file)
    credit_rules = CreditRulesFile(settings.credit_rules_file)

    async def public_schema() -> dict[str, Any]:
        from api.app import build_app as build_public_app
        from api.app import build_parts

        # Nothing of it is served: as a demo it needs no SMS service, which only the public process is told of.
        described = settings.model_copy(update={"demo": True})
        parts = build_parts(described)
        try:
            return build_public_app(described, parts).openapi()
        finally:
            await parts.rasa.close()
            parts.database.close()

    return Console(
        database=database,
        library=library,
        door=build_door(database, clock, library, credit_rules, settings.models_dir),
        list_regions=lambda: regions_of(settings.index_dir),
        clock=clock,
        calendar=WorkingDays(settings.holidays),
        hasher=KeyedHash(settings.derived_key("records")),
        voucher_rules=VoucherRulesFile(*settings.voucher_rules_files),
        credit_rules=credit_rules,
        audit_heads=settings.audit_heads,
        sessions=SessionKeeper(database, clock),
        cookie=SessionCookie(f"dxe_staff_{settings.console_port}", settings.demo),
        public_schema=public_schema,
        public_address=f"http://localhost:{settings.api_port}",
        hosts=OwnHosts((settings.console_host, *settings.console_hosts)),
        demo=settings.demo,
        bureau_name=settings.bureau_name,
        region=settings.region,
        feeds=_build_feeds(settings, database, clock),
    )


def _build_feeds(settings: Settings, database: Database, clock: Clock) -> FeedSchedule | None:
    """Return what asks other systems. A connectors file that is wrong stops no hotline: it is logged, nothing asked."""
    if settings.connectors is None:
        return None
    try:
        sources = read_connectors(settings.connectors)
    except ConnectorsInvalid as problem:
        log.error("connectors_invalid", reason=str(problem))
        return None
    return FeedSchedule(Feeder(database, clock, WorkingDays(settings.holidays)), sources)


def build_staff_api(console: Console) -> FastAPI:
    """Return the application with the JSON contract, the sign-in page and the documentation; the pages come on top."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(asyncio.to_thread(_warm_up, console))
        exporting = asyncio.create_task(export_daily(console))
        feeding = asyncio.create_task(console.feeds.run()) if console.feeds is not None else None
        yield
        for task in (exporting, feeding):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await warming
        console.database.close()

    app = FastAPI(
        title="店小二 工作台接口",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=problems(*ALWAYS, 401, 403, 421),
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    install_error_handlers(app)
    describe_problems(app)
    app.add_middleware(Gate, console=console)
    app.add_middleware(BodyLimit)
    app.add_middleware(NoSniff)
    app.include_router(build_session_router(console, RateLimit("sign-in", SIGN_INS_PER_MINUTE)))
    app.include_router(build_case_router(console))
    app.include_router(build_enterprise_router(console))
    app.include_router(build_audit_router(console))
    app.include_router(build_guidance_router(console))
    app.include_router(build_operations_router(console))
    add_documentation(app, console)
    return app


def _warm_up(console: Console) -> None:
    """Load index and model before the first caller asks. Without an index the pages say so."""
    if isinstance(console.door, Door):
        console.door.prepare()
    with contextlib.suppress(IndexMissing):
        console.library.answerer().answer("杭州市萧山区高新技术企业认定条件")


def build_app(console: Console) -> FastAPI:
    """Return the whole staff application."""
    from api.console.pages.site import add_pages

    app = build_staff_api(console)
    add_pages(app, console)
    return app


def main() -> None:
    """Serve until told to stop."""
    os.umask(0o077)  # what this process creates is its user's alone
    settings = Settings()
    configure_logs("console", mask_text)
    open_metric_files()
    # It would log the address of every page's connection.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    uvicorn.run(
        build_app(build_console(settings)),
        host=settings.console_host,
        port=settings.console_port,
        log_config=None,
        access_log=False,
        server_header=False,
        http=PunctualHttp,
        ws_max_size=LARGEST_FRAME,
        timeout_graceful_shutdown=3,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


if __name__ == "__main__":
    main()
