"""Application status (办件进度) of the bound enterprise."""

from __future__ import annotations

from actions.lookup import ask_to_bind, refuse_other_enterprise
from actions.turn import ActionResult, ActionTurn
from actions.views.cases import describe_case
from contracts import CaseStatus, QuickReply, ReplyDraft
from records.cases.lookup import ApplicationStatusResult, check_application_status
from records.clock import Clock
from records.database import Database
from records.working_days import WorkingDays

FOLLOW_UPS = [
    QuickReply(title="查创新券余额", text="我的创新券还剩多少？"),
    QuickReply(title="转人工", text="转人工"),
]


class CheckApplicationStatus:
    """One case with its next step, several to choose from, or none."""

    name = "action_check_application_status"

    def __init__(self, database: Database, clock: Clock, calendar: WorkingDays) -> None:
        self._database = database
        self._clock = clock
        self._calendar = calendar

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self.look_up(
            turn, case_number=turn.entities.get("case_number"), topic=turn.entities.get("topic")
        )

    async def look_up(
        self, turn: ActionTurn, *, case_number: str | None = None, topic: str | None = None
    ) -> ActionResult:
        """Look up one case by number, those of a service item, or all of the enterprise."""
        result = await self._database.run_in_transaction(
            lambda session: check_application_status(
                session,
                turn.conversation_id,
                now=self._clock.now(),
                calendar=self._calendar,
                case_number=case_number,
                service_item=topic,
            )
        )
        if result.outcome == "needs_binding":
            return ask_to_bind("check_application_status")
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.outcome == "not_found":
            return ActionResult([_none_found(case_number, result)], {"pending_lookup": None})
        if result.outcome == "one":
            return ActionResult([_one(result.cases[0])], {"pending_lookup": None})
        reply = _several(result.cases)
        offers = [offer.model_dump() for offer in reply.quick_replies]
        return ActionResult([reply], {"pending_lookup": None, "choices": offers, "last": None})


def _one(case: CaseStatus) -> ReplyDraft:
    return ReplyDraft(
        text=describe_case(case), outcome="case_status", data=case, quick_replies=list(FOLLOW_UPS)
    )


def _several(cases: tuple[CaseStatus, ...]) -> ReplyDraft:
    lines = [
        f"{number}. {case.title}（{case.case_number}）：{case.stage_label}"
        for number, case in enumerate(cases, start=1)
    ]
    return ReplyDraft(
        text="\n".join([f"{cases[0].enterprise_name}有这些办件，您想看哪一个？回复序号即可。", *lines]),
        outcome="clarify",
        quick_replies=[
            QuickReply(title=f"{case.service_item} {case.case_number}", text=f"查办件 {case.case_number}")
            for case in cases
        ],
    )


def _none_found(case_number: str | None, result: ApplicationStatusResult) -> ReplyDraft:
    owner = result.enterprise.name if result.enterprise else "这家企业"
    text = (
        f"在{owner}的办件中没有找到受理编号 {case_number}。请核对编号，或直接说“我的办件”查看全部。"
        if case_number
        else f"{owner}目前没有查到相关办件。"
    )
    return ReplyDraft(
        text=text,
        outcome="case_status",
        quick_replies=[
            QuickReply(title="我的全部办件", text="我的办件"),
            QuickReply(title="转人工", text="转人工"),
        ],
    )
