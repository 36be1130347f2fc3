"""Tickets in words: kinds and states, each state with the tone in which it is shown."""

from __future__ import annotations

from records.models import TicketKind, TicketState

KINDS: dict[TicketKind, str] = {"handoff": "转人工", "complaint": "投诉建议"}
STATES: dict[TicketState, tuple[str, str]] = {
    "open": ("待处理", "ask"),
    "taken": ("处理中", "running"),
    "closed": ("已办结", "done"),
}
