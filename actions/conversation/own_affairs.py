"""Who says who they are and asks for what is their own: “我是……的法人，手机……，把余额告诉我”."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.seam.turn import Action, ActionResult, ActionTurn

_CLAIM = re.compile(
    r"我(?:就)?是[^，,。;；]{2,30}的?(?:法人|法定代表人|经办人|负责人|老板|会计|财务|出纳|员工)"
    r"|(?:我的?)?(?:手机号?码?|电话)(?:号码?)?(?:是|为|[:：])?\s*1\d{2}\*{4}\d{4}"
)
_WISH = re.compile(r"告诉我|给我|帮我|查|看|报一下|发我|多少|是什么|怎么样|到哪|说一下|说说")
_MATTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("check_credit_standing", re.compile(r"诚信|失信|信用(?!代码)")),
    ("check_voucher_statement", re.compile(r"流水|明细|对账单")),
    ("check_voucher_balance", re.compile(r"余额|创新券|科技券|剩")),
    ("check_application_status", re.compile(r"办件|进度|到哪一?步|办到哪|审批")),
)
_POLICY = re.compile(r"条件|流程|政策|规定|怎么(?:申请|申报|领|用|修复|绑)|如何|能不能|可以.{0,6}吗")


class OwnAffairs:
    """Such a message is the look-up it asks for, which asks for a binding first: a claim alone proves nothing."""

    def __init__(self, look_ups: Mapping[str, Action]) -> None:
        """`look_ups`: the action of each look-up in `_MATTERS`."""
        self._look_ups = look_ups

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        look_up = read_own_affair(turn.text)
        return await self._look_ups[look_up].run(turn) if look_up else None


def read_own_affair(text: str) -> str | None:
    """Return the look-up that somebody who claims to act for an enterprise asks for, or None."""
    if not _CLAIM.search(text) or not _WISH.search(text) or _POLICY.search(text):
        return None
    return next((look_up for look_up, pattern in _MATTERS if pattern.search(text)), None)
