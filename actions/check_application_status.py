"""Application status (办件进度) of the bound enterprise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.case_questions import find_aspect, is_about_own, shown_case
from actions.guidance import Guidance
from actions.lookup import ask_to_bind, refuse_other_enterprise
from actions.periods import Period, find_period
from actions.turn import ActionResult, ActionTurn, offers_of
from actions.views.cases import Aspect, describe_case, describe_choice
from actions.views.missing_cases import describe_missing
from contracts import CaseStatus, QuickReply, ReplyDraft
from index.normalise import canonical
from records.cases.lookup import ApplicationStatusResult, check_application_status
from records.clock import Clock, day_of
from records.database import Database
from records.working_days import WorkingDays

ALL_CASES = QuickReply(title="我的全部办件", text="我的办件")
_TRANSFER = QuickReply(title="转人工", text="转人工")
FOLLOW_UPS = [QuickReply(title="查创新券余额", text="我的创新券还剩多少？"), _TRANSFER]
# What our own quick replies send: a number of any form, other systems' too.
_ASKED_BY_NUMBER = re.compile(r"^查办件\s*(\S{4,40})$")
_NEWEST = re.compile(
    r"(?:最近|最新|最后)(?:交|报|提交|申请|申报|办)?的?(?:那|这|一)(?:一)?(?:个|件|份|次|笔|回)|刚刚?才?(?:交|报|提交|申请|申报|递|送)的"
)
_LONGEST_PICK = 14  # characters of a message that picks a case by its time
_NO_CASE: dict[str, object] = {"case_number": None, "last": None}


@dataclass(frozen=True)
class _Asked:
    """What a look-up is about; `newest`: only the last one of those."""

    number: str | None = None
    topic: str | None = None
    period: Period | None = None
    newest: bool = False
    aspect: Aspect | None = None


class CheckApplicationStatus:
    """One case with its next step, several to choose from, or none."""

    name = "action_check_application_status"

    def __init__(
        self, database: Database, clock: Clock, calendar: WorkingDays, guidance: Guidance | None = None
    ) -> None:
        """`guidance` answers a question that goes on from its last answer (要等多久) and names no case."""
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._guidance = guidance

    async def run(self, turn: ActionTurn) -> ActionResult:
        asked = self._read(turn)
        goes_on = turn.slots.get("last") is not None and not (asked.number or asked.topic or asked.period)
        if self._guidance and goes_on and asked.aspect and not is_about_own(turn.text):
            return await self._guidance.answer(turn)
        return await self._look_up(turn, asked)

    def expects(self, turn: ActionTurn) -> bool:
        """Tell whether a message that was taken for something else goes on from the cases just shown.

        It asks something of the one shown (什么时候能办完), or picks among several by their time (去年的, 最近那个).
        """
        if "topic" in turn.entities:
            return False
        asked = self._read(turn)
        is_time = bool(asked.period or asked.newest) and len(turn.text) <= _LONGEST_PICK
        return bool(asked.aspect and shown_case(turn)) or (is_time and _offers_cases(turn))

    async def look_up(self, turn: ActionTurn, *, case_number: str) -> ActionResult:
        """Look up one case by number."""
        return await self._look_up(turn, _Asked(case_number))

    def _read(self, turn: ActionTurn) -> _Asked:
        typed = _ASKED_BY_NUMBER.match(turn.text.strip())
        number = turn.entities.get("case_number") or (typed[1] if typed else None)
        topic = turn.entities.get("topic")
        period = find_period(turn.text, day_of(self._clock.now()))
        newest = _NEWEST.search(canonical(turn.text)) is not None
        aspect = find_aspect(turn.text)
        if newest and not (number or topic or period) and _offers_cases(turn):
            number = _ASKED_BY_NUMBER.sub(r"\1", offers_of(turn)[0].text)  # of those just offered
        if aspect and not (number or topic or period or newest):
            number = shown_case(turn)
        return _Asked(number, topic, period, newest, aspect)

    async def _look_up(self, turn: ActionTurn, asked: _Asked) -> ActionResult:
        result = await self._database.run_in_transaction(
            lambda session: check_application_status(
                session,
                turn.conversation_id,
                now=self._clock.now(),
                calendar=self._calendar,
                case_number=asked.number,
                service_item=asked.topic,
                opened_from=asked.period.begins_on if asked.period else None,
                opened_to=asked.period.ends_on if asked.period else None,
                limit=1 if asked.newest else 5,
            )
        )
        if result.outcome == "needs_binding":
            first = ask_to_bind("check_application_status", turn.text, asked.topic)
            return ActionResult(first.replies, {**first.slots, "case_number": asked.number})
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        return _answer(asked, result)


def _offers_cases(turn: ActionTurn) -> bool:
    offers = offers_of(turn)
    return bool(offers) and all(_ASKED_BY_NUMBER.match(offer.text) for offer in offers)


def _answer(asked: _Asked, result: ApplicationStatusResult) -> ActionResult:
    done: dict[str, object] = {"pending_lookup": None, **_NO_CASE}
    if result.outcome == "one":
        case = result.cases[0]
        return ActionResult([_one(case, asked.aspect)], done | {"case_number": case.case_number})
    reply = _several(asked, result) if result.outcome == "several" else _none(asked, result)
    return ActionResult([reply], done | {"choices": [offer.model_dump() for offer in reply.quick_replies]})


def _one(case: CaseStatus, aspect: Aspect | None) -> ReplyDraft:
    return ReplyDraft(
        text=describe_case(case, aspect), outcome="case_status", data=case, quick_replies=list(FOLLOW_UPS)
    )


def _several(asked: _Asked, result: ApplicationStatusResult) -> ReplyDraft:
    wanted = f"在{asked.period.label}" if asked.period else ""
    return ReplyDraft(
        text=describe_choice(result.cases, result.total, wanted),
        outcome="clarify",
        quick_replies=[
            QuickReply(title=f"{case.service_item} {case.case_number}", text=f"查办件 {case.case_number}")
            for case in result.cases
        ],
    )


def _none(asked: _Asked, result: ApplicationStatusResult) -> ReplyDraft:
    is_all = not (asked.number or asked.topic or asked.period)
    text = describe_missing(
        result, number=asked.number, period=asked.period.label if asked.period else None, is_all=is_all
    )
    return ReplyDraft(
        text=text, outcome="case_status", quick_replies=[_TRANSFER] if is_all else [ALL_CASES, _TRANSFER]
    )
