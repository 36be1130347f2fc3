"""The time limits of WeChat's passive replies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Timing:
    """How long to wait at each attempt. Seconds, unless said otherwise.

    WeChat disconnects after 5 s and sends the same message again, three attempts in all; `success` or an
    empty body ends the attempts, and any other body that is not a reply shows the user an error
    (developers.weixin.qq.com, 被动回复用户消息).

    `storing`: a message that is not stored within this time is not stored at all, so that it can be said what is so.
    `budget`: the last attempt answers within this time with what is there. `hold`: an earlier attempt waits
    for the answer until WeChat disconnects, at most this long. It must exceed the 5 s, or WeChat would take
    our end of the connection for an answer. `attempts`: how often WeChat sends one message.
    `last_attempt_age`: a message this old by its CreateTime is at its last attempt, although this machine
    has seen no earlier one (the third attempt comes about 10 s after the first; CreateTime has whole
    seconds). `abandoned_after`: WeChat has given a message up when its last attempt is this long ago.
    `owed_for`: an answer that was not shown in this time is not shown any more. `replay_window`: how far
    the signed timestamp may be from our clock; None accepts any.
    """

    storing: float = 2.5
    budget: float = 4.0
    hold: float = 5.5
    attempts: int = 3
    last_attempt_age: float = 9.0
    abandoned_after: float = 20.0
    owed_for: float = 86_400.0
    replay_window: timedelta | None = timedelta(minutes=10)
