"""What the answer to a push is to consist of."""

from __future__ import annotations

from api.channels.wechat import wording
from api.channels.wechat.mailbox import GREETING, Delivery, Mailbox, Plan
from api.channels.wechat.push import Push
from api.channels.wechat.render import named_number
from api.channels.wechat.timing import Timing


def begin_delivery(box: Mailbox, push: Push, now: float, timing: Timing) -> tuple[Mailbox, Delivery]:
    """Return the mailbox with this attempt noted, and its delivery. `now` is in seconds since 1970.

    Every attempt of a push has the plan of the first, so that all of them show the same.
    """
    known = box.find(push.key)
    after = box.again(push.key, now) if known else box.begin(push.key, _plan(box, push, now, timing), now)
    delivery = after.find(push.key)
    assert delivery is not None
    return after, delivery


def _plan(box: Mailbox, push: Push, now: float, timing: Timing) -> Plan:
    if push.kind == "subscribe":
        return Plan(parts=(GREETING,))
    greeting = () if box.greeted else (GREETING,)
    owed = box.owed(now, timing.abandoned_after, timing.owed_for)
    if push.kind == "unreadable":
        return Plan(parts=_each_once(greeting + owed), note="" if owed else wording.unreadable(push.text))
    if box.more is not None and wording.asks_for_more(push.text):
        return box.more
    if owed and wording.only_fetches(push.text):
        return Plan(parts=owed)
    if wording.is_channels_own(push.text):
        return Plan(parts=_each_once(greeting + owed), note="" if owed else wording.NOTHING_WAITING)
    seen = box.shown if named_number(push.text) is not None else ()
    return Plan(parts=_each_once((*greeting, *owed, push.key)), choices_of=seen)


def _each_once(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts))
