"""What one user of one account has been shown, and what is still owed to them.

A passive reply can only ride on a message of the user's. So what could not be said in time rides on the
next one, and the rest of a long text on the user's 更多. The mailbox holds no words, only references to
stored turns: the gateway returns the same replies for the same `client_message_id`, so that a text can be
rendered again, page for page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict

GREETING = "greeting"
_KEPT = 12

State = Literal["open", "promised", "shown", "handed_on", "refused"]


class Plan(BaseModel):
    """What the answer to one push consists of.

    `note`: a sentence of the channel's own that stands first. `parts`: client_message_ids of turns in the
    order shown, or GREETING. `page` counts from 0. `choices_of`: the parts whose numbered choices the user
    had before them.
    """

    model_config = ConfigDict(frozen=True)

    parts: tuple[str, ...]
    note: str = ""
    page: int = 0
    choices_of: tuple[str, ...] = ()


class Delivery(BaseModel):
    """One push and how far its answer has come. `last_attempt` is in seconds since 1970.

    open: not answered yet. promised: the user was told to ask again. shown: answered. handed_on: a later
    push carries what it owed. refused: this push itself was not accepted.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    plan: Plan
    attempts: int
    last_attempt: float
    state: State = "open"

    def owed(self, now: float, abandoned_after: float) -> tuple[str, ...]:
        """Return the parts that the user is owed and that this push will not show any more."""
        if self.state == "refused":
            return tuple(part for part in self.plan.parts if part != self.key)
        is_abandoned = self.state == "open" and now - self.last_attempt > abandoned_after
        return self.plan.parts if self.state == "promised" or is_abandoned else ()


class Mailbox(BaseModel):
    """The state of one user with one account."""

    model_config = ConfigDict(frozen=True)

    greeted: bool = False
    deliveries: tuple[Delivery, ...] = ()
    shown: tuple[str, ...] = ()
    more: Plan | None = None

    def find(self, key: str) -> Delivery | None:
        """Return the delivery of a push, None when it is new."""
        return next((delivery for delivery in self.deliveries if delivery.key == key), None)

    def owed(self, now: float, abandoned_after: float, kept_for: float) -> tuple[str, ...]:
        """Return the parts that no push under way will show: promised ones, and those WeChat has given up.

        What is older than `kept_for` seconds is not owed any more: the user has moved on.
        """
        recent = [one for one in self.deliveries if now - one.last_attempt <= kept_for]
        parts = [part for one in recent for part in one.owed(now, abandoned_after)]
        return tuple(dict.fromkeys(parts))

    def begin(self, key: str, plan: Plan, now: float) -> Mailbox:
        """Return the mailbox with a new push; what other pushes owed and this one shows is handed on."""
        carried = set(plan.parts)
        deliveries = tuple(
            delivery.model_copy(update={"state": "handed_on"})
            if delivery.state in ("open", "promised") and carried.issuperset(delivery.plan.parts)
            else delivery
            for delivery in self.deliveries
        )
        new = Delivery(key=key, plan=plan, attempts=1, last_attempt=now)
        return self.model_copy(
            update={
                "greeted": self.greeted or GREETING in plan.parts,
                "deliveries": (*deliveries, new)[-_KEPT:],
            }
        )

    def again(self, key: str, now: float) -> Mailbox:
        """Return the mailbox after another attempt of a known push."""

        def attempted(one: Delivery) -> Delivery:
            state = "open" if one.state == "refused" else one.state
            return one.model_copy(update={"attempts": one.attempts + 1, "last_attempt": now, "state": state})

        return self._with(key, attempted)

    def close_shown(self, key: str, plan: Plan, *, is_last_page: bool) -> Mailbox:
        """Return the mailbox after a page of the plan was sent."""
        closed = self._with(key, lambda one: one.model_copy(update={"state": "shown"}))
        return closed._after(plan, is_last_page)

    def promise(self, key: str, shown: Plan, rest: tuple[str, ...], *, is_last_page: bool) -> Mailbox:
        """Return the mailbox after a page of `shown` was sent and the rest was promised."""
        change = {"state": "promised", "plan": Plan(parts=rest)}
        promised = self._with(key, lambda one: one.model_copy(update=change))
        return promised._after(shown, is_last_page)

    def _after(self, plan: Plan, is_last_page: bool) -> Mailbox:
        more = None if is_last_page else plan.model_copy(update={"page": plan.page + 1})
        return self.model_copy(update={"shown": plan.parts or self.shown, "more": more})

    def refuse(self, key: str) -> Mailbox:
        """Return the mailbox after a push was not accepted."""
        return self._with(key, lambda one: one.model_copy(update={"state": "refused"}))

    def _with(self, key: str, change: Callable[[Delivery], Delivery]) -> Mailbox:
        deliveries = tuple(change(one) if one.key == key else one for one in self.deliveries)
        return self.model_copy(update={"deliveries": deliveries})
