"""Application status (办件进度) of the bound enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise
from actions.cases.case_materials import find_cases_of_material
from actions.cases.case_offers import offered_cases
from actions.cases.case_replies import NO_CASE, WHICH_TIME, Found, answer, answer_each
from actions.cases.case_request import CaseRequest, case_in_view, read_case_request
from actions.cases.named_cases import choose_cases, picks_case
from actions.cases.say_late_cases import is_late
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import CaseStatus
from index.library import Library
from records.bindings.binding import find_binding
from records.bindings.rights import may
from records.calendar.working_days import WorkingDays
from records.cases.lookup import ApplicationStatusResult, check_application_status, list_case_views
from records.cases.stages import ENDED
from records.catalogue.service_item_choice import list_named_items
from records.conversations.tickets import record_ticket_once
from records.storage.database import Database
from records.values.clock import Clock, day_of

_LOOKED_THROUGH = 50  # cases among which one that is named is found
_LONGEST_PICK = 14  # characters of a message that picks a case by its time


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
            offers = [offer.model_dump() for offer in WHICH_TIME.quick_replies]
            return ActionResult([WHICH_TIME], {**NO_CASE, "choices": offers})
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
        is_wrong_time = (
            asked.is_no_past_time and turn.intent != "ask_guidance"
        )  # 明年还有补贴吗 is a question
        is_time = asked.period is not None or asked.newest or is_wrong_time
        return is_time and len(turn.text) <= _LONGEST_PICK and bool(offered_cases(turn))

    async def is_bound(self, turn: ActionTurn) -> bool:
        """Tell whether the conversation is an enterprise's: only then is anything of one's own looked for."""
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        return bound is not None

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
            return await self._urge(turn, result.cases[0], answer(*found[0]))
        return answer(*found[0]) if len(found) == 1 else answer_each(found)

    async def _urge(self, turn: ActionTurn, case: CaseStatus, told: ActionResult) -> ActionResult:
        """Record the wish to be quick as a ticket, once as long as that is open, and say its number."""
        if case.stage in ENDED:
            return told

        def write(session: Session) -> ActionResult:
            ticket = record_ticket_once(
                session,
                conversation_id=turn.conversation_id,
                kind="handoff",
                text=f"催办：{case.title}（{case.case_number}）",
                now=self._clock.now(),
            )
            first, *others = told.replies
            text = f"{first.text}\n已登记催办（编号 {ticket.number}），工作人员会在待办里看到。"
            return replace(told, replies=[first.model_copy(update={"text": text}), *others])

        return await self._once.run(turn, f"urge:{case.case_number}", write)

    def _find(self, session: Session, turn: ActionTurn, asked: CaseRequest) -> list[Found]:
        """Return what is found for each number; of several cases the late ones, where these are meant."""
        found = self._find_meant(session, turn, asked)
        is_of_late = asked.aspect in ("lateness", "urge")
        return [(one, _only_late(result) if is_of_late else result) for one, result in found]

    def _find_meant(self, session: Session, turn: ActionTurn, asked: CaseRequest) -> list[Found]:
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
        if not meant and asked.other:
            meant = _other_of_item(asked.shown, every.cases)
        if meant:
            return [(asked, _narrowed(every, meant))]
        if items:  # of which the enterprise has no case
            return [(asked, self._check(session, turn, asked, [item.code for item in items]))]
        if asked.shown is not None:
            in_view = [case for case in every.cases if case.case_number == asked.shown]
            return [(asked, _narrowed(every, in_view) if in_view else every)]
        remembered = [case for case in every.cases if case.case_number == asked.remembered]
        if remembered and asked.period is None and not asked.topic:
            return [(asked, _narrowed(every, remembered))]
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
        return check_application_status(
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


def _offered(turn: ActionTurn, asked: CaseRequest, every: ApplicationStatusResult) -> ApplicationStatusResult:
    """Return of all cases those among which the last answer let choose, where the message goes on from that."""
    numbers = offered_cases(turn) if asked.goes_on else ()
    kept = [case for case in every.cases if case.case_number in numbers]
    return _narrowed(every, kept) if kept else every


def _other_of_item(shown: str | None, cases: Sequence[CaseStatus]) -> list[CaseStatus]:
    """Return the one other case of the item that is in view (另外那份呢); nothing where there are several or none."""
    item = next((case.service_item for case in cases if case.case_number == shown), None)
    others = [case for case in cases if case.service_item == item and case.case_number != shown]
    return others if len(others) == 1 else []


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
