"""The public chat contract over real HTTP, with scripted replies and with faults on demand."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import uvicorn
from fastapi import APIRouter, FastAPI, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.types import Receive, Scope, Send

from api.web.errors import Problem, install_error_handlers
from contracts import Reply, ReplyDraft
from contracts.notice import BINDING_NOTICE
from tests.browser.scripted_replies import GREETING, draft_for, make_reply, plain


class OpenRequest(BaseModel):
    """Body of POST /api/conversations."""

    site: str | None = None
    region: str | None = None
    locale: str | None = None


class ChatRequest(BaseModel):
    """Body of POST /api/chat."""

    conversation_id: str
    text: Annotated[str, Field(min_length=1, max_length=2_000)]
    client_message_id: str


class BindingRequest(BaseModel):
    """Body of POST /api/conversations/{id}/binding."""

    token: str
    consent: str


@dataclass
class Conversation:
    """What the service knows of one conversation."""

    token: str
    opened_with: OpenRequest
    turns: dict[str, list[Reply]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    outbox: list[tuple[str, str]] = field(default_factory=list)
    identity: str | None = None


@dataclass
class FakeChat:
    """The service's state, for tests to read and to disturb.

    `faults` are taken one a chat request: "500", "503", "422", "drop_before", "drop_after", "held" (until released).
    """

    conversations: dict[str, Conversation] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    open_faults: deque[str] = field(default_factory=deque)
    attempts: list[str] = field(default_factory=list)
    stream_starts: list[str | None] = field(default_factory=list)
    stream_faults: deque[tuple[int, int]] = field(default_factory=deque)  # status, seconds to wait
    stream_cuts: int = 0
    open_streams: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    mirror_replies: bool = True
    has_portal: bool = True
    tokens: list[tuple[str, str]] = field(default_factory=list)

    def only(self) -> Conversation:
        """Return the one conversation there is."""
        (conversation,) = self.conversations.values()
        return conversation

    def push(
        self, name: str, draft: ReplyDraft | dict[str, Any], conversation: Conversation | None = None
    ) -> None:
        """Put an event into the outbox."""
        body = make_reply(draft, "push").model_dump_json() if isinstance(draft, ReplyDraft) else _json(draft)
        (conversation or self.only()).outbox.append((name, body))

    def authorise(self, conversation_id: str, authorization: str | None) -> Conversation:
        """Return the conversation whose token this is; a wrong token and an unknown id are alike."""
        conversation = self.conversations.get(conversation_id)
        if conversation is None or authorization != f"Bearer {conversation.token}":
            raise Problem(404)
        return conversation


def build_chat_router(fake: FakeChat) -> APIRouter:
    """Return the routes of the contract."""
    router = APIRouter()

    @router.post("/api/conversations")
    async def open_conversation(body: OpenRequest) -> dict[str, Any]:
        if fake.open_faults:
            raise Problem(int(fake.open_faults.popleft()))
        conversation_id, conversation = secrets.token_hex(8), Conversation(secrets.token_hex(16), body)
        fake.conversations[conversation_id] = conversation
        greeting = make_reply(GREETING, "greeting")
        return {
            "conversation_id": conversation_id,
            "token": conversation.token,
            "greeting": greeting.model_dump(mode="json"),
        }

    @router.post("/api/chat")
    async def chat(body: ChatRequest, authorization: Annotated[str | None, Header()] = None) -> Response:
        fake.attempts.append(body.client_message_id)
        conversation = fake.authorise(body.conversation_id, authorization)
        fault = fake.faults.popleft() if fake.faults else ""
        if fault.isdigit():
            raise Problem(int(fault), retry_after=1 if fault == "503" else None)
        if fault == "drop_before":
            return _Broken()
        while fault == "held" and not fake.released.is_set():
            await asyncio.sleep(0.01)
        replies = _take_turn(fake, conversation, body)
        if fault == "drop_after":
            return _Broken()
        items = ",".join(reply.model_dump_json() for reply in replies)
        turn = f'{{"conversation_id":"{body.conversation_id}","turn_id":"{replies[0].turn_id}","replies":[{items}]}}'
        return Response(turn, media_type="application/json")

    @router.get("/api/binding-notice")
    async def notice() -> dict[str, Any]:
        if not fake.has_portal:
            raise Problem(404)
        return BINDING_NOTICE.model_dump()

    @router.post("/api/conversations/{conversation_id}/binding")
    async def bind(
        conversation_id: str, body: BindingRequest, authorization: Annotated[str | None, Header()] = None
    ) -> Response:
        conversation = fake.authorise(conversation_id, authorization)
        fake.tokens.append((body.token, body.consent))
        if body.token != "good":
            raise Problem(403, "未能核验您的企业身份。")
        conversation.identity = body.token
        reply = make_reply(plain("验证通过，已绑定示例甲科技有限公司。", "smalltalk"), "turn-binding")
        turn = (
            f'{{"conversation_id":"{conversation_id}","turn_id":"b","replies":[{reply.model_dump_json()}]}}'
        )
        return Response(turn, media_type="application/json")

    @router.get("/api/conversations/{conversation_id}/events")
    async def events(
        conversation_id: str,
        request: Request,
        authorization: Annotated[str | None, Header()] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        conversation = fake.authorise(conversation_id, authorization)
        fake.stream_starts.append(last_event_id)
        if fake.stream_faults:
            status, wait = fake.stream_faults.popleft()
            raise Problem(status, retry_after=wait)
        return StreamingResponse(
            _stream(fake, conversation, int(last_event_id or 0)), media_type="text/event-stream"
        )

    return router


def _take_turn(fake: FakeChat, conversation: Conversation, body: ChatRequest) -> list[Reply]:
    if body.client_message_id not in conversation.turns:
        replies = [make_reply(draft_for(body.text), f"turn-{len(conversation.turns)}")]
        conversation.turns[body.client_message_id] = replies
        conversation.texts.append(body.text)
        if fake.mirror_replies:
            conversation.outbox.extend(("reply", reply.model_dump_json()) for reply in replies)
    return conversation.turns[body.client_message_id]


async def _stream(fake: FakeChat, conversation: Conversation, sequence: int) -> AsyncIterator[str]:
    cuts = fake.stream_cuts
    fake.open_streams += 1
    try:
        yield ": open\n\n"
        while fake.stream_cuts == cuts:
            # Looked at in this order, nothing that is put there after a cut goes out before it.
            while sequence < len(conversation.outbox) and fake.stream_cuts == cuts:
                name, data = conversation.outbox[sequence]
                sequence += 1
                yield f"id: {sequence}\r\nevent: {name}\r\ndata: {data}\r\n\r\n"
            await asyncio.sleep(0.02)
    finally:
        fake.open_streams -= 1


class _Broken(Response):
    """An answer that stops half-way: the server closes the connection, and the browser sees a network error."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port of the loopback in a thread; give its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="critical",
        ws="none",
        timeout_graceful_shutdown=1,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True  # event streams would never end by themselves
        thread.join(timeout=10)


def build_app(fake: FakeChat, *routers: APIRouter) -> FastAPI:
    """Return an app with the chat contract and these routers."""
    app = FastAPI()
    app.include_router(build_chat_router(fake))
    for router in routers:
        app.include_router(router)
    install_error_handlers(app)
    return app
