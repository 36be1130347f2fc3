"""Short questions about a case that was just shown: 还缺什么材料, 什么时候能办完, 下一步呢, 补正超期了会怎样."""

from __future__ import annotations

import re
from functools import lru_cache

from actions.cases import case_phrases as phrases
from actions.cases.say_cases import Aspect
from actions.seam.turn import ActionTurn
from actions.spoken.shown import read_shown
from index.text.normalise import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_CLAUSES = re.compile(r"[,，.。;；:：?？!！、~…\n]+|\s+")
# The first that fits counts.
_PATTERNS: tuple[tuple[re.Pattern[str], Aspect], ...] = (
    (phrases.CERTIFICATE, "certificate"),
    (phrases.PUBLICITY, "publicity"),
    (phrases.MATERIALS, "materials"),
    (phrases.TIME, "time"),
    (phrases.DUE, "materials"),
    (phrases.LATE, "lateness"),
    (phrases.EXTENSION, "lateness"),
    (phrases.STEP, "step"),
    (phrases.URGE, "urge"),
    (phrases.STATE, "state"),
    (phrases.STATE_LOOSELY, "state"),
)
_LONGEST, _LONGEST_OF_CLAUSES = 24, 40  # characters of a short question, and of one in several clauses
_IN_GENERAL = re.compile("一般|通常|规定|政策")
# Asked of nothing in particular these may as well be about how something works.
_STRONG = re.compile(r"还|缺|补|我|咱|这个|那个|这件|那件|材料齐|收到|超期|下来|批|最晚|最迟|能")


@lru_cache(maxsize=512)  # one turn asks it of the same words twenty times
def find_aspect(text: str) -> Aspect | None:
    """Return what a short question asks of a case without naming one; None where it says anything else.

    Of several clauses each must be such a question or an aside (补正超期了会怎样，我这个件); the first counts.
    """
    plain = plain_of(text)
    if len(plain) <= _LONGEST and (aspect := _find(plain)):
        return aspect
    if len(plain) > _LONGEST_OF_CLAUSES:
        return None
    clauses = [clause for part in _CLAUSES.split(canonical(text)) if (clause := _SIGNS.sub("", part))]
    found = [_find(clause) for clause in clauses if not phrases.ASIDE.fullmatch(clause)]
    return found[0] if len(clauses) > 1 and found and all(found) else None


def is_about_own(text: str) -> bool:
    """Tell whether the words alone say that one's own case is meant (还要等多久, and not 要多久)."""
    return _STRONG.search(canonical(text)) is not None or is_about_progress(text)


def is_about_progress(text: str) -> bool:
    """Tell whether it is asked whether something has been done, or to be quick with it: 批了没, 催一下."""
    plain = plain_of(text)
    return find_aspect(text) in ("state", "urge") and not phrases.STATE_LOOSELY.fullmatch(plain)


def plain_of(text: str) -> str:
    """Return a message in the form in which the patterns of `case_phrases` are written."""
    return _SIGNS.sub("", canonical(text))


def shown_case(turn: ActionTurn) -> str | None:
    """Return the number of the case that the last look-up showed; None once guidance has been answered since."""
    return turn.slot("case_number") if turn.slots.get("last") is None else None


def case_just_shown(turn: ActionTurn) -> str | None:
    """Return `shown_case`, but None too once another look-up has been shown since."""
    return shown_case(turn) if read_shown(turn) is None else None


def _find(plain: str) -> Aspect | None:
    if not 2 <= len(plain) <= _LONGEST:
        return None
    aspect = next((aspect for pattern, aspect in _PATTERNS if pattern.fullmatch(plain)), None)
    return None if aspect == "lateness" and _IN_GENERAL.search(plain) else aspect
