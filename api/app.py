"""The public face: chat, answers, widget, WeChat, health. Any number of workers."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from api.channels.wechat import FileMailboxes, WeChatAccount, build_wechat_router
from api.channels.widget import build_widget_router
from api.rasa.rasa_client import RasaClient
from api.rasa.rasa_connection import KeptConnection, RasaConnection
from api.routes.answer import build_answer_router
from api.routes.binding import build_binding_router
from api.routes.conversations import build_conversation_router
from api.routes.health import build_health_router
from api.routes.registers import build_register_router
from api.routes.statements import build_statement_router
from api.routes.webhooks import build_webhook_router
from api.turns.answering import Answering
from api.turns.fallback import Fallback
from api.turns.gateway import Gateway
from api.turns.journal import Journal
from api.turns.recovery import keep_recovering
from api.web.body_limit import BodyLimit
from api.web.errors import install_error_handlers
from api.web.event_streams import EventStreams
from api.web.http_protocol import PunctualHttp
from api.web.openapi import ALWAYS, describe_problems, problems
from api.web.rate_limit import RateLimit
from api.web.response_headers import NoSniff
from api.web.webhook_signature import SHORTEST_SECRET, SecretTooShort, WebhookKeys
from desk.door import Door, build_door
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.people.identity import Identity
from records.people.portal_token import Portal, PortalKeyInvalid
from records.people.sms_http import build_sms_gateway
from records.storage.database import Database
from records.values.clock import clock_of
from records.values.keyed_hash import KeyedHash
from records.values.masking import mask_text
from settings import PortalSettings, Settings, SettingsInvalid, WeChatSettings
from telemetry.heap import keep_what_is_loaded
from telemetry.logs import configure_logs
from telemetry.metric_files import open_metric_files

DRAIN_SECONDS = 5.0
OPENINGS_PER_MINUTE = 60
WEBHOOKS_PER_MINUTE = 600  # of one address: one system reports for a whole city
STATEMENTS_PER_MINUTE = 10
BINDINGS_PER_MINUTE = 5
BINDINGS_PER_MINUTE_AND_ADDRESS = 30


@dataclass(frozen=True)
class Parts:
    """What the routes are built from."""

    database: Database
    library: Library
    door: Door
    rasa: RasaClient
    journal: Journal
    gateway: Gateway


def build_parts(settings: Settings, to_rasa: RasaConnection | None = None) -> Parts:
    """Put the public process together; Rasa is its own process, unless another way `to_rasa` is given.

    Raises SettingsInvalid where production lacks a secret or an SMS gateway.
    """
    database = Database(settings.records_url)
    library = Library(settings.index_dir, terms=settings.terms_file)
    rasa = RasaClient(to_rasa or KeptConnection(settings.rasa_base_url, settings.rasa_token))
    hasher = KeyedHash(settings.derived_key("records"))
    identity = Identity(
        hasher,
        build_sms_gateway(demo=settings.demo, url=settings.sms_url, token=settings.sms_secret),
    )  # codes are sent, and counted by address, by the action server
    journal = Journal(database, hasher, identity, clock_of(settings.demo_date), settings.hotline)
    fallback = Fallback(library, settings.hotline, settings.region)
    answering = Answering(rasa, fallback, journal.unfinished)
    gateway = Gateway(journal, answering, settings.current_model_version)
    rules = CreditRulesFile(settings.credit_rules_file)
    door = build_door(database, clock_of(settings.demo_date), library, rules, settings.models_dir)
    return Parts(database, library, door, rasa, journal, gateway)


def build_app(settings: Settings, parts: Parts) -> FastAPI:
    """Return the public application."""
    clock = clock_of(settings.demo_date)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        recovery = asyncio.create_task(keep_recovering(parts.gateway))
        warming = asyncio.create_task(asyncio.to_thread(parts.door.prepare))
        yield
        recovery.cancel()
        await warming
        await parts.gateway.drain(DRAIN_SECONDS)
        await parts.rasa.close()
        parts.database.close()

    app = FastAPI(
        title="店小二 公开接口",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=problems(*ALWAYS),
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    install_error_handlers(app)
    describe_problems(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(NoSniff)
    messages = RateLimit("message", settings.messages_per_minute)
    opening = RateLimit("opening", OPENINGS_PER_MINUTE)
    asking = RateLimit("answer", settings.messages_per_minute)
    streams = EventStreams(settings.streams_per_address)
    app.include_router(build_conversation_router(parts.gateway, parts.journal, opening, messages, streams))
    app.include_router(
        build_binding_router(
            parts.gateway,
            parts.journal,
            _portal(settings.portal) if settings.portal else None,
            RateLimit("binding", BINDINGS_PER_MINUTE),
            RateLimit("binding-address", BINDINGS_PER_MINUTE_AND_ADDRESS),
        )
    )
    statements = RateLimit("statement", STATEMENTS_PER_MINUTE)
    app.include_router(build_statement_router(parts.database, parts.journal, clock, statements))
    app.include_router(build_answer_router(parts.door, asking, settings.region))
    public = RateLimit("register", settings.messages_per_minute)
    app.include_router(build_register_router(parts.database, public, clock))
    webhooks = RateLimit("webhook", WEBHOOKS_PER_MINUTE)
    keys, calendar = _webhook_keys(settings), WorkingDays(settings.holidays)
    app.include_router(build_webhook_router(parts.database, keys, webhooks, clock, calendar))
    app.include_router(build_health_router(parts.database, parts.library, parts.rasa))
    accounts = {name: _account(account) for name, account in settings.wechat.items()}
    mailboxes = FileMailboxes(settings.var / "wechat")
    app.include_router(build_wechat_router(accounts, parts.gateway, mailboxes=mailboxes, clock=clock))
    app.include_router(
        build_widget_router(
            hotline=settings.hotline,
            allowed_origins=settings.widget_origins,
            bureau_name=settings.bureau_name,
            demo=settings.demo,
        )
    )
    return app


def _webhook_keys(settings: Settings) -> WebhookKeys:
    try:
        return WebhookKeys({name: secret.get_secret_value() for name, secret in settings.webhook.items()})
    except SecretTooShort as problem:
        raise SettingsInvalid(
            f"DXE_WEBHOOK__{problem.source.upper().replace('-', '_')} 过短：密钥至少 {SHORTEST_SECRET} 个字符。"
        ) from problem


def _portal(portal: PortalSettings) -> Portal:
    """Raises SettingsInvalid when the key does not fit the algorithm."""
    try:
        return Portal(
            issuer=portal.issuer,
            audience=portal.audience,
            algorithm=portal.algorithm,
            key=portal.key.get_secret_value(),
        )
    except PortalKeyInvalid as problem:
        raise SettingsInvalid(f"DXE_PORTAL__KEY 与 DXE_PORTAL__ALGORITHM 不符：{problem}") from problem


def _account(account: WeChatSettings) -> WeChatAccount:
    return WeChatAccount(
        appid=account.appid,
        token=account.token.get_secret_value(),
        aes_key=account.aes_key.get_secret_value() if account.aes_key else None,
        previous_aes_key=account.previous_aes_key.get_secret_value() if account.previous_aes_key else None,
        region=account.region,
    )


def create() -> FastAPI:
    """Return the application for one worker (uvicorn's factory)."""
    settings = Settings()
    configure_logs("api", mask_text)
    open_metric_files()
    app = build_app(settings, build_parts(settings))
    keep_what_is_loaded()
    return app


def main() -> None:
    """Serve until told to stop."""
    os.umask(0o077)  # what this process creates is its user's alone
    settings = Settings()
    configure_logs("api", mask_text)
    uvicorn.run(
        "api.app:create",
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        workers=settings.api_workers,
        log_config=None,
        access_log=False,
        server_header=False,
        http=PunctualHttp,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


if __name__ == "__main__":
    main()
