"""What a message asks of the enterprise's cases: which ones, and what of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from actions.cases.case_offers import ALL_CASES_TEXT, ASKED_BY_NUMBER, offered_cases
from actions.cases.say_cases import Aspect
from actions.seam.shown import read_shown
from actions.seam.turn import ActionTurn
from desk.named_topics import named_topics
from index.library import Library
from records.cases.numbers import find_case_numbers, without_case_numbers
from understanding.values.names import find_kind
from understanding.values.periods import Period, find_period, names_newest, names_no_past_time

_MOST_NUMBERS = 5
_SAYS = re.compile(r"[^\W\d_a-zA-Z]{2}")  # words, besides a number
# What is asked of a case, as its view tells it. The others (whole, more, item) want all of it.
ASPECTS: dict[str, Aspect] = {
    "state": "state",
    "step": "step",
    "time": "time",
    "late": "lateness",
    "materials": "materials",
    "due": "materials",
    "urge": "urge",
    "publicity": "publicity",
    "certificate": "certificate",
    "withdraw": "withdrawal",
    "history": "history",
    "contact": "step",
}
# Asked one of these, a time is when something is to be: 明年能批吗, 会不会拖到明年.
_OF_TIME = ("time", "due", "late", "publicity", "certificate")
# Of a case that is not in view yet, these ask for the whole.
_WHOLE = ("state", "step", "history")


@dataclass(frozen=True)
class CaseRequest:
    """Which cases, and what of them; `newest`: only the last one.

    `topic` is the one that Rasa found, `topics` all that the message names, `words` what may name a service item or a
    material. `shown` is the case in view that is meant if the words name no other; `goes_on`: it is about cases in
    view; `other`: it picks another one than that in view. `is_no_past_time`: it is about cases of a time that cannot be
    or has not come. `remembered`: the case shown last, a while ago, which is meant where an aspect is asked and no case
    is named.
    """

    numbers: tuple[str, ...] = ()
    topic: str | None = None
    topics: tuple[str, ...] = ()
    words: str = ""
    period: Period | None = None
    newest: bool = False
    aspect: Aspect | None = None
    is_no_past_time: bool = False
    shown: str | None = None
    goes_on: bool = False
    other: bool = False
    remembered: str | None = None


def read_case_request(turn: ActionTurn, library: Library | None, today: date) -> CaseRequest:
    """Return what a turn asks; `library` knows the topics by their other names."""
    numbers, period = _numbers(turn), find_period(turn.text, today)
    newest = names_newest(turn.text)
    words = "" if numbers else _without_company(turn)
    topics = _topics(turn, words, library) if words else []
    if newest and not (numbers or topics or period):
        numbers = offered_cases(turn)[:1]  # the newest of those just offered
    is_other = turn.asked == "item"
    wants_all = turn.text.strip() == ALL_CASES_TEXT
    in_view = None if wants_all else case_in_view(turn)
    # A look-up of cases while one is in view is about that one, unless it means all, or another one.
    goes_on = not wants_all and (turn.is_about_shown or (in_view is not None and turn.asked in ASPECTS))
    if in_view is not None and goes_on and not is_other:
        period = None  # a month that is asked about (10月几号收的) picks no case
    aspect = None if wants_all else ASPECTS.get(turn.asked or "")
    if numbers and not _SAYS.search(without_case_numbers(turn.text)):
        aspect = None  # a number and nothing else
    return CaseRequest(
        numbers,
        None if goes_on else turn.entities.get("topic"),
        tuple(topics),
        words,
        period,
        newest,
        aspect if goes_on or aspect not in _WHOLE else None,
        not numbers and turn.asked not in _OF_TIME and names_no_past_time(turn.text, today),
        in_view if goes_on and not (numbers or period or newest) else None,
        goes_on,
        is_other,
        _remembered(turn, aspect),
    )


def _remembered(turn: ActionTurn, aspect: Aspect | None) -> str | None:
    """Return the number of the case shown last, where a point of a case is asked about and nothing is in view.

    我的办件到哪了 asks for the cases as a whole.
    """
    is_point = aspect is not None and aspect not in _WHOLE and read_shown(turn) is None
    return turn.slot("case_number") if is_point else None


def case_in_view(turn: ActionTurn) -> str | None:
    """Return the number of the case that the last answer showed; None where it showed anything else."""
    shown = read_shown(turn)
    return shown.name if shown is not None and shown.kind == "case" else None


def _numbers(turn: ActionTurn) -> tuple[str, ...]:
    typed = ASKED_BY_NUMBER.match(turn.text.strip())
    several = find_case_numbers(turn.text)[:_MOST_NUMBERS]
    if len(several) > 1:
        return tuple(several)
    one = turn.entities.get("case_number") or (typed[1] if typed else None) or "".join(several)
    return (one,) if one else ()


def _without_company(turn: ActionTurn) -> str:
    """Return the words without a company's name, which may hold those of a topic (某某医疗器械有限公司)."""
    folded = unicodedata.normalize("NFKC", turn.text)
    return folded.replace(find_kind(turn.names, "name") or "\n", " ")


def _topics(turn: ActionTurn, words: str, library: Library | None) -> list[str]:
    if library is not None:
        return named_topics(library, words, turn.entities.get("topic"))
    return [turn.entities["topic"]] if "topic" in turn.entities else []
