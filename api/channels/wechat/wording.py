"""What the channel itself says."""

from __future__ import annotations

import unicodedata

IN_PROGRESS = "正在查询，请稍后再发任意消息查看结果。"
BUSY = "系统繁忙，暂时无法答复，请您稍后再发一次。"
NOT_TAKEN = "系统繁忙，这条消息没有收到，请您稍后再发一次。"
NO_PROMISE = "您的消息已经收到，答复还没有准备好，请您稍后再问一次。"
FAILED = "系统出了点问题，暂时无法答复，请您稍后再试。"
NOTHING_WAITING = "现在没有等您查看的答复，请直接说您要办的事或想问的问题。"
CUT = "\n\n（内容较长，后文暂时无法显示）"
TOO_LONG = "您的消息太长了，请精简到 {longest} 字以内，或分几次发送。"
UNREADABLE = "暂时看不懂您发来的{what}，请用文字告诉我您想咨询的事项。"
UNHEARD = "没有听清您的语音，请再说一遍，或用文字告诉我您想咨询的事项。"

_MORE = {"更多", "回复更多", "“更多”", '"更多"', "查看更多", "继续", "下一页"}
_FETCHES = _MORE | {
    "查看结果",
    "结果",
    "查看",
    "查询结果",
    "任意消息",
    "好",
    "好的",
    "嗯",
    "哦",
    "收到",
    "在吗",
    "ok",
}

# Words that stand in the channel's own sentences alone: said back, they are an answer to it and no question.
_OWN = {
    "查看结果",
    "任意消息",
    "发任意消息",
    "任意消息查看结果",
    "发任意消息查看结果",
    "再发任意消息查看结果",
    "稍后再发任意消息查看结果",
    "回复更多",
    "回复“更多”",
    '回复"更多"',
    "回复“更多”查看后文",
}


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).strip().rstrip("。.!?~ ").lower()


def asks_for_more(said: str) -> bool:
    """Tell whether the user wants the rest of a long text."""
    return _plain(said) in _MORE


def is_channels_own(said: str) -> bool:
    """Tell whether a message is nothing but words of this channel's own sentences."""
    sentences = (IN_PROGRESS, BUSY, NOT_TAKEN, NO_PROMISE, FAILED, NOTHING_WAITING)
    return _plain(said) in _OWN or _plain(said) in {_plain(sentence) for sentence in sentences}


def only_fetches(said: str) -> bool:
    """Tell whether a message that follows IN_PROGRESS asks for nothing but the result.

    A mark, an emoji or a digit does too; a longer number may be a code or a telephone number and is to be
    handled.
    """
    plain = _plain(said)
    has_words = any(unicodedata.category(character)[0] == "L" for character in plain)
    return (
        plain in _FETCHES
        or is_channels_own(said)
        or not (has_words or sum(character.isdigit() for character in plain) > 2)
    )


def unreadable(what: str) -> str:
    """Return the answer to something that is not words; `what` names it (图片, 语音, …)."""
    return UNHEARD if what == "语音" else UNREADABLE.format(what=what)
