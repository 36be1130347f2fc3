"""The part of a passage or section that answers: sentences, items, steps; always exact pieces of its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.model.passage import Passage
from index.passages.units import Unit, units_of
from index.quoting.caveats import is_caveat
from index.quoting.subject import Floats, Subject, label_of

_WHOLE = 170  # characters of a passage that is quoted whole where nothing in it is singled out
_MOST = 260  # characters quoted of a longer one
_NEARLY = 0.62  # of the best unit's score: others that are quoted with it
_MOST_UNITS = 0.6  # of the units: more than that singles out nothing
_CONFIDENT, _CONFIDENT_OF_ONE = (
    0.45,
    0.85,
)  # of what is asked: what one unit must say; where a list is asked for
_LIMITS = 0.35  # of what is asked: what a caveat must say to be quoted with the answer
_COUNTS = re.compile(
    r"(?:以下|下列|如下)"
)  # of a lead-in that speaks of all items: it would not hold for some


@dataclass(frozen=True)
class Quotation:
    """What is quoted, in order, with the number of each unit among all of the passages.

    `is_whole`: nothing is left out; `picked`: the units are singled out by the question; `best` is the position of the
    unit that says most of it; `subject` is what is asked of these passages.
    """

    units: tuple[Unit, ...]
    numbers: tuple[int, ...]
    is_whole: bool
    picked: bool
    best: int
    subject: Subject

    @property
    def lines(self) -> list[str]:
        """The lines as the document has them; …… where a part of a line is left out."""
        lines: list[str] = []
        for position, unit in enumerate(self.units):
            before = self.units[position - 1] if position else None
            if before is None or before.line != unit.line:
                lines.append(unit.text)
                continue
            skipped = self.numbers[position] > self.numbers[position - 1] + 1
            lines[-1] += ("……" if skipped else "") + unit.text
        return [line.strip() for line in lines]


def quote(
    passages: Sequence[Passage], subject: Subject, *, section: bool = False, title: str = ""
) -> Quotation:
    """The units of `passages` (of one section) that answer.

    `section`: the section as a whole answers where no part of it is singled out, however long it is. `title` is that
    of the document.
    """
    units = units_of(passages)
    above = " ".join((title, *passages[0].headings))
    subject = subject.among([unit.text for unit in units], above)
    scores = subject.scores([unit.text for unit in units])
    best = int(np.argmax(scores)) if len(units) else 0
    length = sum(len(unit.text) for unit in units)
    kept: Sequence[int] = range(len(units))
    # What the title and the headings say already singles out none of the items below them.
    asks_more = subject.asks_count or bool(subject.without(above).words)
    may_pick = asks_more and _may_pick(passages, units, length, subject)
    picked = _pick(units, scores, best, subject) if may_pick else []
    if picked:
        kept = picked
    elif length > _WHOLE and not section:
        kept = _fill(units, scores, best) if scores[best] > 0 else _opening(units)
    chosen = sorted(set(kept))
    return Quotation(
        tuple(units[i] for i in chosen),
        tuple(chosen),
        is_whole=len(chosen) == len(units),
        picked=bool(picked),
        best=chosen.index(best) if best in chosen else 0,
        subject=subject,
    )


def _may_pick(passages: Sequence[Passage], units: Sequence[Unit], length: int, subject: Subject) -> bool:
    """Sentences of a short text lean on each other, and who asks how to proceed wants all steps."""
    if subject.is_empty or len(units) < 2:
        return False
    if passages[0].kind == "steps" and subject.aspect == "procedure":
        return length > _MOST
    return passages[0].kind in {"list", "steps"} or length > _WHOLE


def _pick(units: Sequence[Unit], scores: Floats, best: int, subject: Subject) -> list[int]:
    """The units that are asked for, with what belongs to them; [] where none stands out."""
    if scores[best] <= 0:
        return []
    near = [i for i in range(len(units)) if scores[i] >= _NEARLY * scores[best]]
    if len(units) > 2 and len(near) > _MOST_UNITS * len(units):
        return []
    told = " ".join(units[i].text for i in near)
    if subject.confidence(told) < (_CONFIDENT_OF_ONE if subject.asks_list else _CONFIDENT):
        return []
    if subject.asks_list and len(near) == 1 and not _tells_several(units[best]):
        return []
    near.sort(key=lambda i: (-scores[i], i))
    length = 0
    kept: list[int] = []
    for i in near:
        if not kept or length + len(units[i].text) <= _MOST:
            kept.append(i)
            length += len(units[i].text)
    return _with_company(units, kept, subject)


def _belongs(unit: Unit, lead: Unit, *, several: bool) -> bool:
    """Whether a unit needs what announces it.

    One with a name of its own does not, where the lead-in speaks of all items or there are not `several` to tell apart.
    """
    return not label_of(unit.text) or (several and not _COUNTS.search(lead.text))


def _tells_several(unit: Unit) -> bool:
    """Whether one unit can answer what asks for several things: it announces or enumerates them."""
    return unit.leads or unit.text.count("、") > 1 or unit.text.count("；") > 1 or not unit.is_item


def _with_company(units: Sequence[Unit], kept: Sequence[int], subject: Subject) -> list[int]:
    """Units with the lead-ins above them, the items below them, what they lean on, and what limits them."""
    found = set(kept)
    leads = {unit.lead for unit in units if unit.lead is not None}
    for i in kept:
        lead = units[i].lead
        if lead is not None and _belongs(units[i], units[lead], several=len(leads) > 1 or len(kept) > 1):
            found.add(lead)
        if units[i].leads:
            found |= {j for j, unit in enumerate(units) if unit.lead == i}
        if units[i].leans and i > 0:
            found.add(i - 1)
        if i + 1 < len(units) and units[i + 1].leans and not units[i].is_item:
            found.add(i + 1)
    found |= {
        i for i, unit in enumerate(units) if is_caveat(unit.text) and subject.confidence(unit.text) > _LIMITS
    }
    return sorted(found)


def _fill(units: Sequence[Unit], scores: Floats, best: int) -> list[int]:
    """The best unit and others that say something, nearest first, up to _MOST characters."""
    kept = _with_lead(units, best)
    length = sum(len(units[i].text) for i in kept)
    for i in sorted(range(len(units)), key=lambda i: (-scores[i], abs(i - best))):
        if i not in kept and scores[i] >= 0.5 * scores[best] and length + len(units[i].text) <= _MOST:
            kept.append(i)
            length += len(units[i].text)
    return kept


def _with_lead(units: Sequence[Unit], best: int) -> list[int]:
    kept = [best]
    lead = units[best].lead
    if lead is not None and _belongs(units[best], units[lead], several=True):
        kept.append(lead)
    if units[best].leads:
        length = len(units[best].text)
        for i in range(best + 1, len(units)):
            length += len(units[i].text)
            if units[i].lead != best or length > _MOST:
                break
            kept.append(i)
    return kept


def _opening(units: Sequence[Unit]) -> list[int]:
    kept: list[int] = []
    for i, unit in enumerate(units):
        if kept and sum(len(units[j].text) for j in kept) + len(unit.text) > _MOST:
            break
        kept.append(i)
    return kept
