"""`/api/conversations`, `/api/chat`, `/api/conversations/{id}/events`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.routes.token import check_token
from api.turns.gateway import Gateway
from api.turns.inbound import LONGEST_TEXT, InboundMessage, clean_text
from api.turns.journal import Journal
from api.web.address import address_of
from api.web.errors import Problem
from api.web.event_streams import EventStreams
from api.web.openapi import problems, sends
from api.web.rate_limit import RateLimit
from api.web.region import check_region
from contracts import Reply
from records.conversations.outbox import OutboxEvent
from records.storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 15.0
POLL_SECONDS = 1.0

Authorization = Annotated[str | None, Header(max_length=200)]


class NewConversation(BaseModel):
    """Where a conversation is opened: the embedding site, the region it speaks for, the page's language."""

    site: str | None = Field(default=None, max_length=100)
    region: str | None = Field(default=None, max_length=100)
    locale: str | None = Field(default=None, max_length=20)


class ConversationOpened(BaseModel):
    """The id is public; the token goes as `Authorization: Bearer` with every call."""

    conversation_id: str
    token: str
    greeting: Reply


class ChatMessage(BaseModel):
    """One message. The same `client_message_id` returns the stored replies, or joins the turn under way."""

    conversation_id: str = Field(max_length=64)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    client_message_id: str = Field(min_length=1, max_length=100)


class ChatReplies(BaseModel):
    conversation_id: str
    turn_id: str
    replies: list[Reply]


def build_conversation_router(
    gateway: Gateway,
    journal: Journal,
    opening_limit: RateLimit,
    message_limit: RateLimit,
    streams: EventStreams,
) -> APIRouter:
    """Return the routes of the chat API."""
    router = APIRouter(prefix="/api", tags=["对话"])

    @router.post("/conversations", status_code=201, responses=problems(429))
    async def open_conversation(body: NewConversation, request: Request) -> ConversationOpened:
        opening_limit.check(address_of(request))
        region = check_region(body.region)
        opened = await gateway.open_conversation(channel="web", site=body.site, region=region)
        assert opened.token is not None
        return ConversationOpened(
            conversation_id=opened.conversation_id, token=opened.token, greeting=opened.greeting
        )

    @router.post("/chat", responses=problems(404, 429))
    async def chat(body: ChatMessage, request: Request, authorization: Authorization = None) -> ChatReplies:
        await check_token(journal, body.conversation_id, authorization)
        message_limit.check(body.conversation_id)
        if not clean_text(body.text):
            raise Problem(422, "没有看到文字内容，请输入您的问题。")
        message = InboundMessage(
            body.conversation_id, body.text, body.client_message_id, "web", address_of(request)
        )
        turn = await gateway.handle(message)
        return ChatReplies(
            conversation_id=body.conversation_id, turn_id=turn.turn_id, replies=list(turn.replies)
        )

    @router.get(
        "/conversations/{conversation_id}/events",
        response_class=StreamingResponse,
        responses=problems(404, 429) | sends("text/event-stream", {"type": "string"}),
    )
    async def events(
        conversation_id: str,
        request: Request,
        authorization: Authorization = None,
        last_event_id: Annotated[int, Header(ge=0)] = 0,
    ) -> StreamingResponse:
        await check_token(journal, conversation_id, authorization)
        stream = _stream(journal, conversation_id, last_event_id)
        return streams.respond(stream, conversation_id, address_of(request))

    return router


async def _stream(journal: Journal, conversation_id: str, after: int) -> AsyncIterator[str]:
    quiet_since = time.monotonic()
    yield ": connected\n\n"
    while True:
        for event in await _new_events(journal, conversation_id, after):
            after = event.sequence
            quiet_since = time.monotonic()
            yield _format(event)
            if event.kind == "closed":
                return
        if time.monotonic() - quiet_since >= HEARTBEAT_SECONDS:
            quiet_since = time.monotonic()
            yield ": heartbeat\n\n"
        await asyncio.sleep(POLL_SECONDS)


async def _new_events(journal: Journal, conversation_id: str, after: int) -> Sequence[OutboxEvent]:
    """Return the events after a sequence; none while the database is away, so that the stream outlives that."""
    try:
        return await journal.list_events(conversation_id, after)
    except DatabaseUnavailable as problem:
        log.warning("events_postponed", reason=type(problem).__name__)
        return ()


def _format(event: OutboxEvent) -> str:
    data = event.reply.model_dump_json() if event.reply is not None else "{}"
    return f"id: {event.sequence}\nevent: {event.kind}\ndata: {data}\n\n"
