"""What the tests of the WeChat channel share: an account, a gateway, WeChat's own side of the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import FastAPI

from api.channels.wechat import MemoryMailboxes, Timing, WeChatAccount, build_wechat_router
from api.channels.wechat.mailbox_store import MailboxStore
from api.channels.wechat.protocol.crypto import MessageCipher, decode_aes_key
from api.channels.wechat.protocol.signature import sign
from api.channels.wechat.protocol.xml_in import read_fields
from api.turns.inbound import InboundMessage
from api.web.errors import install_error_handlers
from contracts import Citation, QuickReply, Reply
from records.values.clock import SHANGHAI, FixedClock

TOKEN = "a-token"
APPID = "wx0123456789abcdef"
OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
OFFICIAL = "gh_7f083739789a"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
NOW = datetime(2025, 11, 20, 10, 0, tzinfo=SHANGHAI)

# About a tenth of WeChat's real times.
FAST = Timing(storing=0.25, budget=0.4, hold=0.75)
DISCONNECTS_AFTER = 0.6


def reply(text: str, *choices: str, citations: Sequence[Citation] = (), turn_id: str = "t") -> Reply:
    """Return a reply whose choices say what they show."""
    return Reply(
        id=f"r-{text[:10]}",
        turn_id=turn_id,
        text=text,
        outcome="answered",
        citations=list(citations),
        quick_replies=[QuickReply(title=choice, text=f"{choice}？") for choice in choices],
        created_at=NOW,
    )


GREETING = reply("您好，我是店小二。\n\n隐私说明：对话会保存下来。", "高企认定条件", "创新券怎么用")


@dataclass(frozen=True)
class Turn:
    replies: Sequence[Reply]


@dataclass(frozen=True)
class Conversation:
    conversation_id: str
    greeting: Reply


@dataclass
class FakeGateway:
    """Keeps the gateway's promises: one turn for each id, joined while it is under way, never cancelled by a caller.

    `answers` gives the replies to a text; one that is held back is answered when it is released; `failures` are raised,
    one after the other, before anything is accepted; `opening_failures` when the conversation is opened,
    `turn_failures` by who waits for a turn that has been accepted.
    """

    answers: Callable[[str], Sequence[Reply]] = lambda text: [reply(f"关于“{text}”的答复。")]
    failures: list[Exception] = field(default_factory=list)
    opening_failures: list[Exception] = field(default_factory=list)
    turn_failures: list[Exception] = field(default_factory=list)
    messages: list[InboundMessage] = field(default_factory=list)
    opened: list[tuple[str | None, str | None, str | None]] = field(default_factory=list)
    calls: int = 0
    _held: dict[str, asyncio.Event] = field(default_factory=dict)
    _turns: dict[tuple[str, str], asyncio.Task[Turn]] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """What the turns were about, one for each turn."""
        return [message.text for message in self.messages]

    def hold_back(self, *texts: str) -> None:
        for text in texts:
            self._held[text] = asyncio.Event()

    def release(self, text: str) -> None:
        self._held[text].set()

    async def called(self, times: int) -> None:
        """Wait until `handle` has been called so often."""
        while self.calls < times:
            await asyncio.sleep(0.01)

    async def accept(self, message: InboundMessage, *, within: float | None = None) -> Awaitable[Turn]:
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        key = (message.conversation_id, message.client_message_id)
        if key not in self._turns:
            self.messages.append(message)
            self._turns[key] = asyncio.ensure_future(self._take(message.text))
        return self._wait(self._turns[key])

    async def _wait(self, turn: asyncio.Task[Turn]) -> Turn:
        if self.turn_failures:
            raise self.turn_failures.pop(0)
        return await asyncio.shield(turn)

    async def find(self, conversation_id: str, client_message_id: str) -> Turn | None:
        self.calls += 1
        turn = self._turns.get((conversation_id, client_message_id))
        return await asyncio.shield(turn) if turn is not None else None

    async def _take(self, text: str) -> Turn:
        if text in self._held:
            await self._held[text].wait()
        return Turn(self.answers(text))

    async def open_conversation(
        self,
        *,
        channel: str,
        account: str | None,
        user: str | None,
        site: str | None = None,
        region: str | None = None,
    ) -> Conversation:
        assert channel == "wechat"
        if self.opening_failures:
            raise self.opening_failures.pop(0)
        self.opened.append((account, user, region))
        return Conversation(f"c-{account}-{user}", GREETING)


def build_app(
    gateway: FakeGateway,
    account: WeChatAccount | None = None,
    *,
    clock: FixedClock | None = None,
    timing: Timing = FAST,
    mailboxes: MailboxStore | None = None,
) -> FastAPI:
    """Return an application that serves one account, named `kjj`."""
    app = FastAPI()
    install_error_handlers(app)
    router = build_wechat_router(
        {"kjj": account or WeChatAccount(appid=APPID, token=TOKEN)},
        gateway,
        mailboxes=mailboxes or MemoryMailboxes(),
        clock=clock or FixedClock(NOW),
        timing=timing,
    )
    app.include_router(router)
    return app


def to_xml(fields: dict[str, str]) -> bytes:
    """Return the fields as WeChat writes them (escaped rather than in CDATA, which means the same)."""
    root = Element("xml")
    for name, value in fields.items():
        SubElement(root, name).text = value
    return tostring(root, encoding="utf-8", xml_declaration=False)


def text_push(content: str, number: int = 1, **changes: str) -> dict[str, str]:
    """Return the fields of a text message; `number` is its MsgId."""
    fields = {
        "ToUserName": OFFICIAL,
        "FromUserName": OPENID,
        "CreateTime": str(int(NOW.timestamp())),
        "MsgType": "text",
        "Content": content,
        "MsgId": str(23_000_000_000_000_000 + number),
    }
    return fields | changes


def event_push(event: str, **more: str) -> dict[str, str]:
    """Return the fields of an event."""
    fields = text_push("") | {"MsgType": "event", "Event": event} | more
    return {name: value for name, value in fields.items() if name not in ("Content", "MsgId")}


@dataclass(frozen=True)
class Signed:
    """A request as WeChat makes it."""

    params: dict[str, str]
    body: bytes


def signed(
    fields: dict[str, str], *, key: str | None = None, appid: str = APPID, now: datetime = NOW
) -> Signed:
    """Return the request of a push, encrypted when a key is given."""
    timestamp, nonce = str(int(now.timestamp())), "486452656"
    params = {
        "signature": sign(TOKEN, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": fields.get("FromUserName", ""),
    }
    if key is None:
        return Signed(params, to_xml(fields))
    sealed = MessageCipher(decode_aes_key(key), appid).encrypt(to_xml(fields).decode())
    params |= {"encrypt_type": "aes", "msg_signature": sign(TOKEN, timestamp, nonce, sealed)}
    return Signed(params, to_xml({"ToUserName": fields.get("ToUserName", ""), "Encrypt": sealed}))


def read_reply(body: str, key: str | None = None) -> dict[str, str]:
    """Return the fields of a passive reply as WeChat reads them; an encrypted one is verified and decrypted."""
    fields = read_fields(body)
    if key is None:
        return fields
    assert fields["MsgSignature"] == sign(TOKEN, fields["TimeStamp"], fields["Nonce"], fields["Encrypt"])
    return read_fields(MessageCipher(decode_aes_key(key), APPID).decrypt(fields["Encrypt"]))
