"""谁举报的我们: who has reported an enterprise is told to nobody here, and asking is no complaint."""

from __future__ import annotations

import re

from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from desk.question import TRANSFER
from understanding.values.writing import canonical

_WHO = r"(?:谁|哪个|哪家|哪位|什么人|啥人|何人|哪里)"
_REPORT = r"(?:举报|投诉|检举|揭发|告发|告状|告|打小报告)"
_US = r"(?:我们|咱们|俺们|我|咱|俺|本公司|本单位)"
_ASKED = re.compile(
    rf"{_WHO}(?:家|个)?(?:公司|企业|单位|人)?(?:在|要|把|给|向你们)?{_US}?{_REPORT}(?:的|了|过)*{_US}"
    rf"|{_WHO}(?:把|给){_US}.{{0,3}}{_REPORT}"
    rf"|{_REPORT}(?:了|过)?{_US}.{{0,6}}(?:是|叫){_WHO}"
    rf"|{_US}.{{0,3}}(?:是)?被{_WHO}(?:给)?{_REPORT}"
    rf"|(?:举报|投诉|检举)(?:人|者)(?:的)?(?:是{_WHO}|叫什么|姓名|名字|电话|信息|身份)"
)


class WhoReported:
    """Says that it is not told here, and who can say how a matter stands."""

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if not _ASKED.search(canonical(turn.text)):
            return None
        reply = ReplyDraft(
            text="谁举报、谁投诉，这里不提供。想了解涉及您单位的事项处理到哪一步，可以转人工登记，凭编号联系工作人员。",
            outcome="out_of_scope",
            quick_replies=[TRANSFER],
        )
        return ActionResult([reply], {"choices": [TRANSFER.model_dump()]})
