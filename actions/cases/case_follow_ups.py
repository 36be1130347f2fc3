"""Questions about one's own cases, whatever intent they were taken for."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.cases.case_items import find_bare_item, is_after_cases
from actions.cases.case_materials import find_cases_of_material, read_material
from actions.cases.case_offers import offered_cases
from actions.cases.case_questions import case_just_shown, is_about_own, is_about_progress, shown_case
from actions.cases.case_request import CaseRequest, find_case_aspect, read_case_request
from actions.cases.case_times import is_only_filed_at_no_past_time
from actions.cases.check_application_status import CheckApplicationStatus
from actions.seam.turn import ActionResult, ActionTurn
from actions.spoken.named_topics import is_only_topic
from actions.spoken.shown import read_shown
from index.library import Library
from index.text.normalise import canonical
from records.cases.numbers import find_case_numbers
from records.cases.repository import CaseFilter, list_cases
from records.catalogue.service_item_choice import list_named_items
from records.enterprises.search_terms import fold_name
from records.people.binding import find_binding
from records.people.rights import may
from records.storage.database import Database
from records.values.clock import Clock, day_of

_SIGNS = re.compile(r"[\s\W_]+")
_END = r"(?:啊|呀|呢|吗|嘛|么|了|吧|的|啦|哦)*"
_OURS = re.compile("我|咱|俺|本公司|本单位")
# 我门 and 窝们 are 我们, mistyped.
_LIST = re.compile(
    r"(?:请问?|麻烦|帮忙?|给?我|想|要|查|看|问|一下|下)*?(?:我|咱|俺|窝|沃|本)(?:们|门|闷|扪)?(?:家|这)?(?:公司|企业|单位|厂)?[的地得]?"
    r"(?:全部|所有|现在|目前|在办)?的?(?:办件|办的(?:件|事)|(?:申请|申报|[报交])[过了]?的(?:东西|项目|事项|件)?)"
    rf"(?:都|一共|总共|现在|目前)*有?(?:[哪那]些|什么|啥|几[个件]|多少[个件]?|列一?下|列出来|清单|列表|情况){_END}"
)
_HOW_FAR = (
    r"(?:的|那个|这个|那件|申请|申报|办理|审批|审核|现在|目前|到底|已经)*"
    r"(?:(?:办|走|审|批|审批|审核|进行|处理|推进)?到(?:了)?[哪那](?:儿|里)?(?:一?(?:步|个?环节|个?阶段)|(?=了|啦))"
    r"|(?:进度|进展)(?:怎么样|如何|到[哪那](?:儿|里)?一?步?|是什么)?)"
)
_PROGRESS = re.compile(rf"(?P<item>.{{2,24}}?){_HOW_FAR}{_END}")
_LONGEST = 40  # characters
_NO_PROGRESS = re.compile(r"怎么|如何|哪里|在哪|一般|通常|政策|文件|规定|指南|什么")


class CaseFollowUps:
    """Takes such a message to the look-up of cases.

    It names several case numbers; asks what follows when a case is late, or to have it withdrawn; lists our cases;
    asks for those of a time that cannot be; or asks how far a service item is (技术合同登记到哪一步了).

    Of an enterprise that has such a case also: what is asked of an item or a material in so many words (科小那个咋了,
    花名册什么时候交), the item alone once cases were shown (项目申报呢), and whether anything has been done (批了没).
    """

    def __init__(
        self, database: Database, clock: Clock, library: Library, cases: CheckApplicationStatus
    ) -> None:
        self._database = database
        self._clock = clock
        self._library = library
        self._cases = cases

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        today = day_of(self._clock.now())
        is_after = bool(offered_cases(turn))
        is_meant = (
            len(find_case_numbers(turn.text)) > 1
            or _asks_of_case(turn)
            or asks_for_list(turn.text)
            or is_only_filed_at_no_past_time(turn.text, today, is_after_cases=is_after)
        )
        if is_meant:
            return await self._cases.run(turn)
        asked = read_case_request(turn, self._library, today)
        if number := await self._find_by_material(turn):
            return await self._cases.look_up(turn, case_number=number)
        is_progress = asks_how_far(turn.text)
        if asked.numbers:
            return None
        only = self._find_only_item(turn, asked)
        if is_progress or asked.aspect_of_item or only:
            is_meant = await self._database.run_in_transaction(
                lambda session: self._names_item(session, turn, asked, only, must_have=not is_progress),
                read_only=True,
            )
        elif _asks_of_any(turn):
            is_meant = await self._database.run_in_transaction(
                lambda session: self._has_case(session, turn, CaseFilter()), read_only=True
            )
        return await self._cases.run(turn) if is_meant else None

    def _find_only_item(self, turn: ActionTurn, asked: CaseRequest) -> str | None:
        """Return what a message after cases names and says nothing else about; None where it says more of a topic."""
        item = find_bare_item(turn.text) if is_after_cases(turn) else None
        is_more = bool(item and asked.topics and not is_only_topic(self._library, item))
        return None if is_more else item

    async def _find_by_material(self, turn: ActionTurn) -> str | None:
        """Return the number of the enterprise's only open case with a material that the message asks for."""
        material = read_material(turn.text)
        if material is None:
            return None

        def find(session: Session) -> str | None:
            bound = find_binding(session, turn.conversation_id, now=self._clock.now())
            if bound is None or not may(bound.role, "cases"):
                return None
            found = find_cases_of_material(session, bound.enterprise_id, material)
            shown = shown_case(turn)
            return shown if shown in found else found[0] if len(found) == 1 else None

        return await self._database.run_in_transaction(find, read_only=True)

    def _names_item(
        self, session: Session, turn: ActionTurn, asked: CaseRequest, only: str | None, *, must_have: bool
    ) -> bool:
        """Tell whether a service item is named, one of which the enterprise has a case if it `must_have`.

        What is to be handed in (项目申报要补啥) may as well be asked in general. `only`: words that without a topic
        are part of an item's name, where nothing else is asked.
        """
        items = list_named_items(session, asked.topics, asked.words)
        if only and not (asked.topics or asked.aspect_of_item):
            items = [item for item in items if fold_name(only) in fold_name(item.name)]
        if not items or not must_have:
            return bool(items)
        return self._has_case(session, turn, CaseFilter([item.code for item in items]))

    def _has_case(self, session: Session, turn: ActionTurn, wanted: CaseFilter) -> bool:
        bound = find_binding(session, turn.conversation_id, now=self._clock.now())
        if bound is None or not may(bound.role, "cases"):
            return False
        return bool(list_cases(session, bound.enterprise_id, wanted, limit=1))


def asks_for_list(text: str) -> bool:
    """Tell whether a message asks which cases we have: 我们公司的办件有哪些."""
    plain = _SIGNS.sub("", canonical(text))
    return len(plain) <= _LONGEST and _LIST.fullmatch(plain) is not None


def asks_how_far(text: str) -> bool:
    """Tell whether a message asks how far something has come: 技术合同登记到哪一步了. Not where it is handed in."""
    plain = _SIGNS.sub("", canonical(text))
    found = _PROGRESS.fullmatch(plain) if len(plain) <= _LONGEST else None
    return found is not None and _NO_PROGRESS.search(found["item"]) is None


def _asks_of_case(turn: ActionTurn) -> bool:
    """Tell whether a message asks for a withdrawal, or what follows when a case is late: one named, shown or ours."""
    aspect = find_case_aspect(turn)
    is_ours = bool(
        find_case_numbers(turn.text) or shown_case(turn) or offered_cases(turn) or _OURS.search(turn.text)
    )
    return aspect == "withdrawal" or (aspect == "lateness" and is_ours)


def _asks_of_any(turn: ActionTurn) -> bool:
    """Tell whether a message asks something of a case that can only be one's own, though none was named or shown."""
    aspect = find_case_aspect(turn)
    if aspect is None or turn.intent == "check_application_status" or "topic" in turn.entities:
        return False
    if is_about_progress(turn.text) or (aspect == "urge" and case_just_shown(turn)):
        return True
    is_first = turn.slots.get("last") is None and read_shown(turn) is None
    return is_first and aspect in ("certificate", "publicity", "time") and is_about_own(turn.text)
