"""What a turn writes, it writes once: each step is claimed under the turn's id, in the transaction that writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.models import Conversation, Turn, TurnEffect
from records.storage.upsert import insert_if_absent


class TurnClosed(Exception):
    """The turn was answered while this was under way: what comes now is too late, and nothing is written."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"turn {turn_id} is closed")


def claim_step(session: Session, turn_id: str, step: str, *, now: datetime) -> bool:
    """Tell whether this transaction is the one to write a step of a turn; False if it has been written.

    A turn that is not (or no longer) there has no steps to claim: True. Raises TurnClosed.
    """
    turn = _lock_turn(session, turn_id)
    if turn is None:
        return True
    values = {"turn_id": turn_id, "step": step, "written_at": now}
    if not insert_if_absent(session, TurnEffect, values, ["turn_id", "step"]):
        return False
    if turn.state != "open":
        raise TurnClosed(turn_id)
    return True


def keep_result(session: Session, turn_id: str, step: str, result: dict[str, Any]) -> None:
    """Keep what the user is told of a claimed step."""
    mine = (TurnEffect.turn_id == turn_id, TurnEffect.step == step)
    session.execute(update(TurnEffect).where(*mine).values(result=result))


def get_result(session: Session, turn_id: str, step: str) -> dict[str, Any] | None:
    """Return what the user was to be told of a step that has been written; None where nothing is."""
    return session.scalar(
        select(TurnEffect.result).where(TurnEffect.turn_id == turn_id, TurnEffect.step == step)
    )


def list_results(session: Session, turn_id: str) -> list[dict[str, Any]]:
    """Return what the user is to be told of all that a turn has written, in the order it was written."""
    kept = session.scalars(
        select(TurnEffect.result)
        .where(TurnEffect.turn_id == turn_id)
        .order_by(TurnEffect.written_at, TurnEffect.step)
    )
    return [result for result in kept if result is not None]


def _lock_turn(session: Session, turn_id: str) -> Turn | None:
    """Return the turn, its conversation locked as by all who write to one."""
    found = session.scalar(select(Turn.conversation_id).where(Turn.id == turn_id))
    if found is None:
        return None
    session.execute(select(Conversation.id).where(Conversation.id == found).with_for_update())
    return session.get(Turn, turn_id, populate_existing=True)
