"""“券呢”, “那创新券呢” right after an enterprise's own data: the same enterprise's vouchers, statement or credit."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.seam.turn import Action, ActionResult, ActionTurn
from actions.spoken.last_answer import read_last
from index.text.normalise import canonical
from records.people.binding import find_binding
from records.storage.database import Database
from records.values.clock import Clock

_SIGNS = re.compile(r"[\s\W_]+")
_BEFORE = r"(?:好的?|嗯|那么?|还有|我们?|咱们?|公司|企业|的|科技|查一?下|看一?下)*"
_MATTERS = {
    "check_voucher_balance": r"(?:创新)?[券卷劵](?:余额|情况)?|余额",
    "check_voucher_statement": r"(?:创新[券卷劵])?(?:对账单|流水)",
    "check_credit_standing": r"(?:科研)?(?:诚信|信用)(?:记录|情况|状态)?|黑名单",
}
_PATTERNS = {
    look_up: re.compile(f"{_BEFORE}(?:{words})(?:呢|怎么样)[啊呀]?") for look_up, words in _MATTERS.items()
}


class BareLookUps:
    """Only for a bound enterprise, and not after an answer about policy: there 那创新券呢 asks the same of vouchers."""

    def __init__(self, database: Database, clock: Clock, look_ups: Mapping[str, Action]) -> None:
        """`look_ups`: the action of each look-up in `_MATTERS`."""
        self._database = database
        self._clock = clock
        self._look_ups = look_ups

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        look_up = read_bare_look_up(turn.text)
        if look_up is None or read_last(turn) is not None:
            return None
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        return await self._look_ups[look_up].run(turn) if bound else None


def read_bare_look_up(text: str) -> str | None:
    """Return the look-up that a message names and nothing besides; None for anything else."""
    plain = _SIGNS.sub("", canonical(text))
    return next((look_up for look_up, pattern in _PATTERNS.items() if pattern.fullmatch(plain)), None)
