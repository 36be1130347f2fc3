"""Application status (办件进度) of the bound enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise
from actions.cases.case_materials import find_cases_of_material
from actions.cases.case_offers import offer_case, offered_cases
from actions.cases.case_request import CaseRequest, case_in_view, read_case_request
from actions.cases.named_cases import choose_cases, picks_case
from actions.cases.say_cases import Aspect, describe_case, describe_choice
from actions.cases.say_late_cases import is_late
from actions.cases.say_missing_cases import describe_missing
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from actions.spoken.shown import Shown, write_shown
from contracts import CaseStatus, QuickReply, ReplyDraft
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.cases.lookup import ApplicationStatusResult, check_application_status, list_case_views
from records.cases.stages import ENDED
from records.catalogue.service_item_choice import list_named_items
from records.conversations.tickets import record_ticket_once
from records.people.binding import find_binding
from records.people.rights import may
from records.storage.database import Database
from records.values.clock import Clock, day_of

ALL_CASES = QuickReply(title="我的全部办件", text="我的办件")
_TRANSFER = QuickReply(title="转人工", text="转人工")
FOLLOW_UPS = [QuickReply(title="查创新券余额", text="我的创新券还剩多少？"), _TRANSFER]
_LONGEST_PICK = 14  # characters of a message that picks a case by its time
_SHOWN, _LOOKED_THROUGH = 5, 50  # cases in a list, and those among which late ones are looked for
_NO_CASE: dict[str, object] = {"case_number": None, "last": None}
_WHICH_TIME = ReplyDraft(
    text="您说的时间不对，或者还没有到。办件按收件的时间查，到今天为止，请换个时间，比如“上个月报的”“今年9月报的”。",
    outcome="clarify",
    quick_replies=[ALL_CASES, _TRANSFER],
)
_Found = tuple[CaseRequest, ApplicationStatusResult]


class CheckApplicationStatus:
    """One case with its next step, several to choose from, or none; each of those named by number."""

    name = "action_check_application_status"

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendar: WorkingDays,
        library: Library | None = None,
    ) -> None:
        """`library` knows the topics by their other names; without it only those that Rasa found are known."""
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._library = library
        self._once = Once(database, clock)

    async def run(self, turn: ActionTurn) -> ActionResult:
        asked = self._read(turn)
        if asked.is_no_past_time:
            offers = [offer.model_dump() for offer in _WHICH_TIME.quick_replies]
            return ActionResult([_WHICH_TIME], {**_NO_CASE, "choices": offers})
        return await self._look_up(turn, asked)

    def expects(self, turn: ActionTurn) -> bool:
        """Tell whether a message that was taken for something else goes on from the cases just shown.

        It is about the one in view, or picks among several by their time (去年的, 最近那个).
        """
        if turn.is_about_shown and case_in_view(turn):
            return True
        if "topic" in turn.entities:
            return False
        asked = self._read(turn)
        is_time = asked.period is not None or asked.newest or asked.is_no_past_time
        return is_time and len(turn.text) <= _LONGEST_PICK and bool(offered_cases(turn))

    async def find_named(self, turn: ActionTurn) -> ActionResult | None:
        """Return what is found of the enterprise's own cases that a message names, None without any.

        For a message that nothing else could answer.
        """
        asked = self._read(turn)
        if not asked.words or asked.period is not None:
            return None

        def find(session: Session) -> list[CaseStatus]:
            bound = find_binding(session, turn.conversation_id, now=self._clock.now())
            if bound is None or not may(bound.role, "cases"):
                return []
            items = list_named_items(session, asked.topics, asked.words)
            views = list_case_views(
                session, bound.enterprise_id, now=self._clock.now(), calendar=self._calendar
            )
            return choose_cases(asked.words, views, {item.name for item in items})

        meant = await self._database.run_in_transaction(find, read_only=True)
        if not meant:
            return None
        numbers = tuple(case.case_number for case in meant)
        return (
            await self._look_up(turn, replace(asked, numbers=numbers))
            if len(numbers) == 1
            else await self._look_up(turn, asked)
        )

    async def look_up(self, turn: ActionTurn, *, case_number: str) -> ActionResult:
        """Look up one case by number."""
        return await self._look_up(turn, CaseRequest((case_number,)))

    def _read(self, turn: ActionTurn) -> CaseRequest:
        return read_case_request(turn, self._library, day_of(self._clock.now()))

    async def _look_up(self, turn: ActionTurn, asked: CaseRequest) -> ActionResult:
        found = await self._database.run_in_transaction(lambda session: self._find(session, turn, asked))
        result = found[0][1]
        if result.outcome == "needs_binding":
            number = asked.numbers[0] if len(asked.numbers) == 1 else None
            first = ask_to_bind("check_application_status", turn.text, asked.topic, turn.asked)
            return ActionResult(first.replies, {**first.slots, "case_number": number})
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if asked.aspect == "urge" and len(found) == 1 and result.outcome == "one":
            return await self._urge(turn, result.cases[0], _answer(*found[0]))
        return _answer(*found[0]) if len(found) == 1 else _answer_each(found)

    async def _urge(self, turn: ActionTurn, case: CaseStatus, told: ActionResult) -> ActionResult:
        """Record the wish to be quick as a ticket, once as long as that is open, and say its number."""
        if case.stage in ENDED:
            return told

        def write(session: Session) -> ActionResult:
            ticket = record_ticket_once(
                session,
                conversation_id=turn.conversation_id,
                kind="handoff",
                text=f"催办：{case.title}（{case.case_number}），{case.stage_label}",
                now=self._clock.now(),
            )
            first, *others = told.replies
            text = f"{first.text}\n已登记催办（编号 {ticket.number}），工作人员会在待办里看到。"
            return replace(told, replies=[first.model_copy(update={"text": text}), *others])

        return await self._once.run(turn, f"urge:{case.case_number}", write)

    def _find(self, session: Session, turn: ActionTurn, asked: CaseRequest) -> list[_Found]:
        """Return what is found for each number; without a number by item, material and time, else the case in view."""
        if asked.numbers:
            each = [replace(asked, numbers=(number,)) for number in asked.numbers]
            return [(one, self._check(session, turn, one, ())) for one in each]
        items = list_named_items(session, asked.topics, asked.words) if asked.words else []
        if asked.goes_on and not items and not picks_case(asked.words):
            number = self._find_by_material(session, turn, asked) or (
                asked.shown if not asked.other else None
            )
            if number is not None:
                one = replace(asked, numbers=(number,))
                return [(one, self._check(session, turn, one, ()))]
        every = _offered(turn, asked, self._check(session, turn, asked, ()))
        meant = choose_cases(asked.words, every.cases, {item.name for item in items})
        if meant:
            return [(asked, _narrowed(every, meant))]
        if asked.shown is not None:
            in_view = [case for case in every.cases if case.case_number == asked.shown]
            return [(asked, _narrowed(every, in_view) if in_view else every)]
        named = [item.code for item in items] or ([asked.topic] if asked.topic else [])
        if named and not asked.goes_on:  # of an item that the enterprise has no case of
            return [(asked, self._check(session, turn, asked, named))]
        return [(asked, every)]

    def _find_by_material(self, session: Session, turn: ActionTurn, asked: CaseRequest) -> str | None:
        """Return the number of the one open case that has a material which the words name."""
        bound = find_binding(session, turn.conversation_id, now=self._clock.now())
        if bound is None or not may(bound.role, "cases"):
            return None
        found = find_cases_of_material(session, bound.enterprise_id, asked.words)
        return found[0] if len(found) == 1 else None

    def _check(
        self, session: Session, turn: ActionTurn, asked: CaseRequest, service_items: Sequence[str]
    ) -> ApplicationStatusResult:
        result = check_application_status(
            session,
            turn.conversation_id,
            now=self._clock.now(),
            calendar=self._calendar,
            case_number=asked.numbers[0] if asked.numbers else None,
            service_items=service_items,
            opened_from=asked.period.begins_on if asked.period else None,
            opened_to=asked.period.ends_on if asked.period else None,
            limit=1 if asked.newest else _LOOKED_THROUGH,
        )
        return _only_late(result) if asked.aspect == "lateness" else result


def _offered(turn: ActionTurn, asked: CaseRequest, every: ApplicationStatusResult) -> ApplicationStatusResult:
    """Return of all cases those among which the last answer let choose, where the message goes on from that."""
    numbers = offered_cases(turn) if asked.goes_on else ()
    kept = [case for case in every.cases if case.case_number in numbers]
    return _narrowed(every, kept) if kept else every


def _narrowed(result: ApplicationStatusResult, meant: Sequence[CaseStatus]) -> ApplicationStatusResult:
    """Return a result with some of its cases."""
    outcome: Literal["one", "several"] = "one" if len(meant) == 1 else "several"
    return replace(result, outcome=outcome, cases=tuple(meant), total=len(meant))


def _only_late(result: ApplicationStatusResult) -> ApplicationStatusResult:
    """Return of several cases those that are late, if any is."""
    if result.outcome != "several":
        return result
    late = [case for case in result.cases if is_late(case)]
    kept = tuple(late or result.cases)
    return replace(
        result,
        outcome="one" if len(kept) == 1 else "several",
        cases=kept,
        total=len(late) or result.total,
    )


def _answer(asked: CaseRequest, result: ApplicationStatusResult) -> ActionResult:
    done: dict[str, object] = {"pending_lookup": None, **_NO_CASE}
    if result.outcome == "one":
        case = result.cases[0]
        shown = write_shown(Shown("case", name=case.case_number))
        return ActionResult([_one(case, asked.aspect)], done | {"case_number": case.case_number} | shown)
    is_list = result.outcome == "several"
    reply = _several(asked, result) if is_list else _none(asked, result)
    kept = {"choices": [offer.model_dump() for offer in reply.quick_replies]}
    return ActionResult([reply], done | kept | (write_shown(Shown("cases")) if is_list else {}))


def _answer_each(found: Sequence[_Found]) -> ActionResult:
    """Return one reply a number; those found can be picked next, and the last one offers more."""
    replies = [reply for asked, result in found for reply in _answer(asked, result).replies]
    cases = [offer_case(case) for _, result in found for case in result.cases]
    plain = [reply.model_copy(update={"quick_replies": []}) for reply in replies[:-1]]
    offers = [offer.model_dump() for offer in cases or replies[-1].quick_replies]
    shown = write_shown(Shown("cases")) if cases else {}
    return ActionResult(
        [*plain, replies[-1]], {"pending_lookup": None, **_NO_CASE, "choices": offers} | shown
    )


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
        text=text, outcome="case_status", quick_replies=[_TRANSFER] if is_all else [ALL_CASES, _TRANSFER]
    )
