"""What the assistant can do, in the words people would use."""

from __future__ import annotations

from actions.guidance.guidance import Guidance
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft

EXAMPLES = [
    QuickReply(title="高企认定要什么条件", text="高新技术企业认定需要什么条件？"),
    QuickReply(title="我的办件到哪一步了", text="我的办件到哪一步了？"),
    QuickReply(title="我的创新券还剩多少", text="我的创新券还剩多少？"),
    QuickReply(title="我在信用名单上吗", text="我的科研诚信情况怎么样？"),
]


class Help:
    """Names the four kinds of questions and whom to ask instead."""

    name = "action_help"

    def __init__(self, guidance: Guidance, help_line: str) -> None:
        self._guidance = guidance
        self._help_line = help_line

    async def run(self, turn: ActionTurn) -> ActionResult:
        if self._guidance.expects(turn):  # 怎么兑付 asks for help only where nothing of that name was offered
            return await self._guidance.answer(turn)
        text = (
            "我能帮您：\n"
            "1. 查科技政策和办事指南：条件、材料、流程、时限、依据、找谁；\n"
            "2. 查办件进度；\n3. 查创新券余额；\n4. 查科研诚信情况。\n"
            f"后三项要先绑定企业。一句话说清事项和地区，查得更准。{self._help_line}"
        )
        return ActionResult([ReplyDraft(text=text, outcome="smalltalk", quick_replies=EXAMPLES)])
