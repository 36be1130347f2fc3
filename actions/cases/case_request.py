"""What a message asks of the enterprise's cases, as far as its words say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from actions.cases.case_items import find_aspect_of_item, is_after_cases
from actions.cases.case_offers import ASKED_BY_NUMBER, offered_cases
from actions.cases.case_questions import case_just_shown, find_aspect, plain_of, shown_case
from actions.cases.case_times import is_filed_at_no_past_time
from actions.cases.say_cases import Aspect
from actions.cases.withdrawal import asks_to_withdraw
from actions.registers.register_question import find_full_name
from actions.seam.turn import ActionTurn
from actions.spoken.named_topics import named_topics
from actions.spoken.periods import Period, find_period
from index.library import Library
from index.text.normalise import canonical
from records.cases.numbers import find_case_numbers, without_case_numbers

_NEWEST = re.compile(
    r"(?:最近|最新|最后)(?:交|报|提交|申请|申报|办)?的?(?:那|这|一)(?:一)?(?:个|件|份|次|笔|回)|刚刚?才?(?:交|报|提交|申请|申报|递|送)的"
)
_MOST_NUMBERS = 5
# Of a case by its number 到哪一步了 asks for the whole.
_WHOLE: tuple[Aspect, ...] = ("step",)
# A look-up of cases in so few characters that names none is about the one shown, unless it means all or another one.
_LONGEST_OF_SHOWN = 10
_OTHERS = re.compile(
    r"我|咱|俺|司|企业|单位|办件|案件|(?<![这那该])件|申请|申报|项目|[报交]的|全部|所有|都有|哪[些几]|几[个件份]|别的|其[他它余]|另|查|[上前后下]一?个"
)


@dataclass(frozen=True)
class CaseRequest:
    """Which cases, and what of them; `newest`: only the last one.

    `topic` is the one that Rasa found, `topics` all that the message names, `words` what may name a service item.
    `aspect_of_item` is asked if the words do name one (项目申报要补啥). `is_no_past_time`: it is about cases of a
    time that cannot be or has not come. `shown` is the case meant if the words name no item (结果下来没).
    """

    numbers: tuple[str, ...] = ()
    topic: str | None = None
    topics: tuple[str, ...] = ()
    words: str = ""
    period: Period | None = None
    newest: bool = False
    aspect: Aspect | None = None
    aspect_of_item: Aspect | None = None
    is_no_past_time: bool = False
    shown: str | None = None


def read_case_request(turn: ActionTurn, library: Library | None, today: date) -> CaseRequest:
    """Return what a turn asks; `library` knows the topics by their other names."""
    numbers, period = _numbers(turn), find_period(turn.text, today)
    newest = _NEWEST.search(canonical(turn.text)) is not None
    aspect = find_case_aspect(turn)
    # A short question holds no more than its own words: 容缺 in it is no topic.
    is_short = aspect not in (None, "withdrawal")
    topic = None if is_short else turn.entities.get("topic")
    words = "" if is_short or numbers else _without_company(turn.text)
    topics = _topics(turn, words, library) if words else []
    if newest and not (numbers or topics or period):
        numbers = offered_cases(turn)[:1]  # the newest of those just offered
    shown = shown_case(turn)
    if aspect and shown and not (numbers or topics or period or newest):
        numbers = (shown,)
    return CaseRequest(
        numbers,
        topic,
        tuple(topics),
        words,
        period,
        newest,
        None if find_case_numbers(turn.text) and aspect in _WHOLE else aspect,
        find_aspect_of_item(words, is_after=is_after_cases(turn)) if words else None,
        not numbers and is_filed_at_no_past_time(turn.text, today),
        _means_shown(turn) if not (topic or topics or period or newest) else None,
    )


def find_case_aspect(turn: ActionTurn) -> Aspect | None:
    """Return what a message asks of a case that it names by number alone, or not at all."""
    is_of_case = bool(find_case_numbers(turn.text)) or shown_case(turn) is not None
    rest = without_case_numbers(turn.text)
    return "withdrawal" if asks_to_withdraw(rest, is_of_case=is_of_case) else find_aspect(rest)


def _means_shown(turn: ActionTurn) -> str | None:
    """Return the case just shown, where a short look-up of cases names nothing else."""
    plain = plain_of(turn.text)
    is_meant = turn.intent == "check_application_status" and len(plain) <= _LONGEST_OF_SHOWN
    return case_just_shown(turn) if is_meant and not _OTHERS.search(plain) else None


def _numbers(turn: ActionTurn) -> tuple[str, ...]:
    typed = ASKED_BY_NUMBER.match(turn.text.strip())
    several = find_case_numbers(turn.text)[:_MOST_NUMBERS]
    if len(several) > 1:
        return tuple(several)
    one = turn.entities.get("case_number") or (typed[1] if typed else None) or "".join(several)
    return (one,) if one else ()


def _without_company(text: str) -> str:
    """Return the words without a company's name, which may hold those of a topic (某某医疗器械有限公司)."""
    folded = unicodedata.normalize("NFKC", text)
    return folded.replace(find_full_name(folded) or "\n", " ")


def _topics(turn: ActionTurn, words: str, library: Library | None) -> list[str]:
    if library is not None:
        return named_topics(library, replace(turn, text=words))
    return [turn.entities["topic"]] if "topic" in turn.entities else []
