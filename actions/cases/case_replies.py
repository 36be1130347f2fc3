"""What is said of the cases found, and what is in view after it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.cases.case_offers import ALL_CASES_TEXT, offer_case
from actions.cases.case_request import CaseRequest
from actions.cases.say_cases import Aspect, describe_case, describe_choice
from actions.cases.say_late_cases import is_late
from actions.cases.say_missing_cases import describe_missing
from actions.seam.shown import Shown, write_shown
from actions.seam.turn import ActionResult
from contracts import CaseStatus, QuickReply, ReplyDraft
from desk.question import TRANSFER
from records.cases.lookup import ApplicationStatusResult

ALL_CASES = QuickReply(title="我的全部办件", text=ALL_CASES_TEXT)
FOLLOW_UPS = [QuickReply(title="查创新券余额", text="我的创新券还剩多少？"), TRANSFER]
_SHOWN = 5  # cases in a list
NO_CASE: dict[str, object] = {"case_number": None, "last": None}
WHICH_TIME = ReplyDraft(
    text="您说的时间不对，或者还没有到。办件按收件的时间查，到今天为止，请换个时间，比如“上个月报的”“今年9月报的”。",
    outcome="clarify",
    quick_replies=[ALL_CASES, TRANSFER],
)
Found = tuple[CaseRequest, ApplicationStatusResult]


def answer(asked: CaseRequest, result: ApplicationStatusResult) -> ActionResult:
    """Return the one case, the choice of several, or that there is none; and what is in view from now on."""
    done: dict[str, object] = {"pending_lookup": None, **NO_CASE}
    if result.outcome == "one":
        case = result.cases[0]
        shown = write_shown(Shown("case", name=case.case_number))
        return ActionResult([_one(case, asked.aspect)], done | {"case_number": case.case_number} | shown)
    is_list = result.outcome == "several"
    reply = _several(asked, result) if is_list else _none(asked, result)
    kept = {"choices": [offer.model_dump() for offer in reply.quick_replies]}
    return ActionResult([reply], done | kept | (write_shown(Shown("cases")) if is_list else {}))


def answer_each(found: Sequence[Found]) -> ActionResult:
    """Return one reply a number; those found can be picked next, and the last one offers more."""
    replies = [reply for asked, result in found for reply in answer(asked, result).replies]
    cases = [offer_case(case) for _, result in found for case in result.cases]
    plain = [reply.model_copy(update={"quick_replies": []}) for reply in replies[:-1]]
    offers = [offer.model_dump() for offer in cases or replies[-1].quick_replies]
    shown = write_shown(Shown("cases")) if cases else {}
    return ActionResult([*plain, replies[-1]], {"pending_lookup": None, **NO_CASE, "choices": offers} | shown)


def _one(case: CaseStatus, aspect: Aspect | None) -> ReplyDraft:
    return ReplyDraft(
        text=describe_case(case, aspect), outcome="case_status", data=case, quick_replies=list(FOLLOW_UPS)
    )


def _several(asked: CaseRequest, result: ApplicationStatusResult) -> ReplyDraft:
    wanted = f"在{asked.period.label}" if asked.period else ""
    if asked.aspect == "lateness" and all(is_late(case) for case in result.cases):
        wanted += "已逾期或超时的"
    return ReplyDraft(
        text=describe_choice(result.cases[:_SHOWN], result.total, wanted, asked.aspect),
        outcome="clarify",
        quick_replies=[offer_case(case) for case in result.cases[:_SHOWN]],
    )


def _none(asked: CaseRequest, result: ApplicationStatusResult) -> ReplyDraft:
    number = asked.numbers[0] if asked.numbers else None
    is_all = not (number or asked.topic or asked.period or result.service_items)
    text = describe_missing(
        result, number=number, period=asked.period.label if asked.period else None, is_all=is_all
    )
    return ReplyDraft(
        text=text, outcome="case_status", quick_replies=[TRANSFER] if is_all else [ALL_CASES, TRANSFER]
    )
