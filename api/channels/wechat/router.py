"""GET|POST /wechat/{account}: the address that is entered in an official account's settings (服务器地址)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.channel import WeChatChannel
from api.channels.wechat.dropped import Dropped
from api.channels.wechat.mailbox_store import MailboxStore
from api.channels.wechat.port import GatewayPort
from api.channels.wechat.protocol.envelope import Opened, Stamp, open_envelope
from api.channels.wechat.protocol.errors import MalformedPush, PushTooLarge, UnknownAccount
from api.channels.wechat.protocol.xml_out import sealed_reply, text_reply
from api.channels.wechat.push import Push, read_push
from api.channels.wechat.timing import Timing
from api.web.errors import Problem
from records.values.clock import Clock

log = structlog.get_logger(__name__)

LARGEST_BODY = 64 * 1024


class WeChatEndpoint:
    """Verifies what comes to one account's address and writes what goes back."""

    def __init__(self, account: WeChatAccount, channel: WeChatChannel, clock: Clock, timing: Timing) -> None:
        self._account = account
        self._channel = channel
        self._clock = clock
        self._timing = timing

    def verify_address(self, request: Request) -> Response:
        """Return `echostr`: the address is ours. In every mode it is `signature` that is verified."""
        stamp = self._stamp(request)
        stamp.verify_plain(self._account.token)
        return Response(
            request.query_params.get("echostr", ""),
            media_type="text/plain",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    async def receive(self, request: Request) -> Response:
        """Return the passive reply to one attempt of a push."""
        stamp = self._stamp(request)
        opened = open_envelope(self._account, stamp, await _read_body(request))
        push = read_push(opened.fields, self._account.appid)
        async with _disconnection(request) as gone:
            answer = await self._channel.answer(push, gone)
        if answer.kind == "success":
            return Response("success", media_type="text/plain")
        if answer.kind == "unanswered":
            return Dropped()
        return Response(self._write(answer.text, push, opened), media_type="application/xml")

    def _stamp(self, request: Request) -> Stamp:
        stamp = Stamp.of(request.query_params)
        stamp.verify_fresh(self._clock.now(), self._timing.replay_window)
        return stamp

    def _write(self, text: str, push: Push, opened: Opened) -> str:
        now = self._clock.now()
        xml = text_reply(text, to_user=push.openid, from_user=push.official_id, now=now)
        return sealed_reply(xml, opened.cipher, self._account.token, now) if opened.cipher else xml


def build_wechat_router(
    accounts: Mapping[str, WeChatAccount],
    gateway: GatewayPort,
    *,
    mailboxes: MailboxStore,
    clock: Clock,
    timing: Timing | None = None,
) -> APIRouter:
    """Return the routes GET and POST /wechat/{account}; the case of account names does not matter.

    `mailboxes`: FileMailboxes(folder) when more than one process serves the accounts or answers are to
    outlive a restart, else MemoryMailboxes().
    """
    limits = timing or Timing()
    endpoints = {
        name.lower(): WeChatEndpoint(
            account, WeChatChannel(name.lower(), account, gateway, mailboxes, clock, limits), clock, limits
        )
        for name, account in accounts.items()
    }
    router = APIRouter(include_in_schema=False)

    def find_endpoint(account: str) -> WeChatEndpoint:
        endpoint = endpoints.get(account.lower())
        if endpoint is None:
            raise UnknownAccount
        return endpoint

    @router.get("/wechat/{account}")
    def verify_address(account: str, request: Request) -> Response:
        endpoint = find_endpoint(account)
        with _refusals_logged(account):
            return endpoint.verify_address(request)

    @router.post("/wechat/{account}")
    async def receive(account: str, request: Request) -> Response:
        endpoint = find_endpoint(account)
        with _refusals_logged(account):
            return await endpoint.receive(request)

    return router


@contextmanager
def _refusals_logged(account: str) -> Iterator[None]:
    """Log why a push was refused: WeChat shows it to nobody, and whoever sets an account up needs it."""
    try:
        yield
    except Problem as problem:
        log.warning("wechat_push_refused", account=account.lower(), reason=type(problem).__name__)
        raise


async def _read_body(request: Request) -> bytes:
    """Return the body; raises PushTooLarge as soon as it exceeds 64 KiB."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise PushTooLarge
    except ClientDisconnect as error:
        raise MalformedPush("连接在消息发完之前断开。") from error
    return bytes(body)


@asynccontextmanager
async def _disconnection(request: Request) -> AsyncIterator[asyncio.Future[None]]:
    """Give a future that is done when the other side has closed the connection."""

    async def wait_for_disconnect() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    gone = asyncio.ensure_future(wait_for_disconnect())
    try:
        yield gone
    finally:
        gone.cancel()
        await asyncio.wait({gone})
