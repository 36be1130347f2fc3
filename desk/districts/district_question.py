"""江岸区谁负责, 我们在武昌，找谁: whom a message means that asks who looks after a district (包区), or names one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.contacts import DistrictContactView
from desk.places import are_known, names_of, names_of_region, plain, take
from desk.question import Question
from index.lexicon.terms import Term
from understanding.values.writing import canonical

_POST_OF = re.compile(r"\(.*?\)")
_ZONE, _DISTRICT = "开发区", "区"
_SHORTEST_NAME = 2  # characters


def find_districts(
    question: Question,
    contacts: Sequence[DistrictContactView],
    words: Sequence[Term] = (),
    *,
    is_here: bool = False,
) -> tuple[DistrictContactView, ...]:
    """Return the contacts whose districts a message names, none where it names a place of elsewhere too.

    `words` are those of knowledge/terms.yml: what else people call a district (光谷). `is_here`: a place is spoken of,
    so that 经开区 is its own.
    """
    called = [(each, _all_names(each, words, is_here=is_here)) for each in contacts]
    districts, rest = take(plain(question.text), [name for _, names in called for name in names])
    named = [each for each, names in called if districts & names]
    places = [name for each in named for name in names_of_region(each.region)]
    said = [name.text for name in question.names if name.kind == "place"]
    known = [*places, *(name for each, names in called if each in named for name in names)]
    if not are_known(said, known):
        return ()
    regions, _ = take(rest, places)
    told = [each for each in named if regions & set(names_of_region(each.region))]
    return tuple(told or named)


def _all_names(contact: DistrictContactView, words: Sequence[Term], *, is_here: bool) -> set[str]:
    """Return what a district is called: by its name, without 开发区 (临空港), by its synonyms (东西湖区)."""
    places = names_of_region(contact.region)
    district = canonical(contact.district)
    others = {word for term in words if term.name == contact.district for word in term.words} - {district}
    longer = {f"{word}{_DISTRICT}" for word in others if not word.endswith(_DISTRICT)}
    names = {*names_of(contact.district), *others, *longer}
    bare = district.removesuffix(_ZONE)
    if bare != district and len(bare) > 1 and bare not in places:
        names.add(bare)
    if is_here:
        short = {word.removeprefix(place) for word in others for place in places} - others
        names |= {word for word in short if len(word) > 2}
    return names


def find_named(
    text: str, contacts: Sequence[DistrictContactView], words: Sequence[Term], *, only_people: bool = False
) -> list[DistrictContactView]:
    """Return the contacts whose district, leader or contact person a message names, whatever else it says.

    `only_people`: not by their district.
    """
    said = plain(text)
    found = []
    for each in contacts:
        people = [_POST_OF.sub("", canonical(name)) for name in (each.leader, each.contact) if name]
        names = set() if only_people else _all_names(each, words, is_here=False)
        if any(name in said for name in (*names, *people) if len(name) >= _SHORTEST_NAME):
            found.append(each)
    return found
