"""The entities of a message: codes by their form, topics and regions by look-up, and which of several is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from understanding.values.codes import find_codes
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

# What stands before something that is not meant: 不是高企，我问的是创新券.
NOT_MEANT = re.compile(r"(?:不是|没问|不问|没有?说|不要|谁问你?)(?:问|说|要|指)?(?:的是|的)?\Z")


@dataclass(frozen=True)
class Entity:
    """One find: half-open span in the text, the value in its written form, and whether it is the one that is meant."""

    entity: str
    start: int
    end: int
    value: str
    is_meant: bool


def find_entities(text: str, lookups: Lookups) -> list[Entity]:
    """Return the entities of a message in its order.

    Of several of one kind one is meant at most: the last one, of regions the most precise, and never one that the user
    denies.
    """
    normal = normalise(text)
    codes = find_codes(normal)
    found = [(code.entity, code.start, code.end, code.value) for code in codes]
    for term in lookups.find(normal):
        if not any(term.start < code.end and code.start < term.end for code in codes):
            found.append((term.entity, term.start, term.end, term.value))
    meant = [_meant(normal, entity, found) for entity in {item[0] for item in found}]
    return [Entity(*item, is_meant=item in meant) for item in sorted(found, key=lambda item: item[1])]


def _meant(
    text: str, entity: str, found: Sequence[tuple[str, int, int, str]]
) -> tuple[str, int, int, str] | None:
    candidates = [item for item in found if item[0] == entity and not NOT_MEANT.search(text[: item[1]])]
    depth = max((item[3].count("/") for item in candidates), default=0) if entity == "region" else 0
    return next((item for item in reversed(candidates) if item[3].count("/") >= depth), None)
