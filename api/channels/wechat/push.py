"""One thing WeChat pushes: a user's message or an event."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from api.channels.wechat.protocol.errors import MalformedPush

# What WeChat itself writes in place of a sticker or a card it cannot hand on.
_NOT_HANDED_ON = "【收到不支持的消息类型，暂无法显示】"
_KINDS = {
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "shortvideo": "视频",
    "location": "位置",
    "link": "链接",
    "file": "文件",
    "miniprogrampage": "小程序卡片",
}


@dataclass(frozen=True)
class Push:
    """One pushed message or event, reduced to what this channel does about it.

    `utterance`: `text` is what the user said. `unreadable`: `text` names what was sent instead of words.
    `subscribe`: the user began to follow. `silent`: nothing is to be said. `key` is the same for all
    attempts of one push and different for any other; it tells nothing about the user. `created_at` is
    WeChat's CreateTime, in seconds since 1970.
    """

    openid: str
    official_id: str
    created_at: int
    key: str
    kind: Literal["utterance", "unreadable", "subscribe", "silent"]
    text: str = ""


def read_push(fields: Mapping[str, str], appid: str) -> Push:
    """Return the push that the fields describe; raises MalformedPush when they do not describe one."""
    openid, official_id = fields.get("FromUserName", "").strip(), fields.get("ToUserName", "").strip()
    kind = fields.get("MsgType", "").strip().lower()
    created = fields.get("CreateTime", "").strip()
    if not openid or not official_id or not kind:
        raise MalformedPush("缺少 FromUserName、ToUserName 或 MsgType。")
    if not (created.isascii() and created.isdigit() and len(created) <= 12):
        raise MalformedPush("CreateTime 应为以秒计的整数。")
    heard, text = _hear_event(fields) if kind == "event" else _hear_message(kind, fields)
    return Push(
        openid=openid,
        official_id=official_id,
        created_at=int(created),
        key=_key(fields, appid, openid, created),
        kind=heard,
        text=text,
    )


_Heard = tuple[Literal["utterance", "unreadable", "subscribe", "silent"], str]


def _hear_message(kind: str, fields: Mapping[str, str]) -> _Heard:
    """Return kind and text of a user's message: a tap on a message menu (bizmsgmenuid) comes as text too."""
    words = {"text": "Content", "voice": "Recognition"}.get(kind)
    text = fields.get(words, "").strip() if words else ""
    if text and text != _NOT_HANDED_ON:
        return "utterance", text
    return "unreadable", _KINDS.get(kind, "消息" if kind != "text" else "表情")


def _hear_event(fields: Mapping[str, str]) -> _Heard:
    """Return kind and text of an event.

    A menu key (CLICK) written in Chinese is a question that the account's administrator put on the menu.
    """
    event, key = fields.get("Event", "").strip().lower(), fields.get("EventKey", "").strip()
    if event == "subscribe":
        return "subscribe", ""
    if event == "click" and any("一" <= character <= "鿿" for character in key):
        return "utterance", key
    return "silent", ""


def _key(fields: Mapping[str, str], appid: str, openid: str, created: str) -> str:
    """Return the key of a push: MsgId alone collides between users, and events have none."""
    number = fields.get("MsgId", "").strip() or fields.get("MsgID", "").strip()
    own = ("message", number) if number else ("event", fields.get("Event", ""), fields.get("EventKey", ""))
    parts = (appid, openid, created, *own, "" if number else fields.get("Content", ""))
    return "wx-" + hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
