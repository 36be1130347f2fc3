"""江岸区谁负责, 我们在武昌，找谁: a message that asks who looks after a district (包区), and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.contacts import DistrictContactView
from index.lexicon.terms import Term
from understanding.values.writing import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_SUFFIX = re.compile(r"(?<=..)[省市区县]$")  # 江岸区 is called 江岸, 武汉市 武汉
_POST_OF = re.compile(r"\(.*?\)")
_SHORTEST_NAME = 2  # characters
_DISTRICT = "D"  # stands for a district's name; texts are in lower case
_DOES = r"(?:来|在|去|是)?(?:负责|对口|联系|联络|对接|服务|主管|管|包|牵头|挂点)*"
_POST = r"(?:局?领导|副?局长|联系人|联络[人员]|负责人|对接人|处室?|科室|科(?!技)|部门)"
_WHO = re.compile(rf"(?:谁|哪一?[个位名]?{_POST}|哪一?[个位名](?:同志|人)?|{_POST}){_DOES}")
_MORE = re.compile(r"电话(?:号码)?|号码|手机号?|联系方式|怎么联系|多少")
_REST = re.compile(
    rf"(?<!{_DISTRICT})(?<!{_DISTRICT}的)(?:你们)?市?科技局|请问|您好|你好|想|知道|了解|查|看|问|一下|麻烦|帮"
    r"|[我咱俺]们?|你们|公司|企业|单位|创新主体|位于|在|属于|归|由|要|应该|该|可以|找|联系|对接|负责|责任|对口|牵头|包[区保]|服务"
    rf"|有(?:事|困难|问题)|遇到(?:困难|问题)|这[边里片]|那么?|以及|[的地是有把和与跟及呢啊呀吗吧了管包]|{_DISTRICT}"
)


@dataclass(frozen=True)
class DistrictQuestion:
    """The contacts of the districts that a message names, if it names any, and whether it asks who they are.

    `asks_more`: for what only an answer before it explains (电话多少).
    """

    contacts: tuple[DistrictContactView, ...]
    asks_whom: bool
    asks_more: bool


def asks_whom(text: str) -> bool:
    """Tell whether a message has words that ask whom to turn to, whatever else it says."""
    return _WHO.search(canonical(text)) is not None


def read_district_question(
    text: str, contacts: Sequence[DistrictContactView], words: Sequence[Term] = (), *, is_here: bool = False
) -> DistrictQuestion | None:
    """Return what a message asks of these contacts; None where it says anything else (江岸区的高企谁负责).

    `words` are those of knowledge/terms.yml: what else people call a district (光谷). `is_here`: a place is spoken of,
    so that 经开区 is its own.
    """
    plain = _SIGNS.sub("", canonical(text))
    called = [(each, _all_names(each, words, is_here=is_here)) for each in contacts]
    districts, plain = _take(plain, [name for _, names in called for name in names], _DISTRICT)
    named = [each for each, names in called if districts & names]
    regions, plain = _take(plain, [name for each in named for name in _names_of_region(each)])
    told = [each for each in named if regions & set(_names_of_region(each))]
    rest = _REST.sub("", _MORE.sub("", _WHO.sub("", plain)))
    if rest:
        return None
    return DistrictQuestion(tuple(told or named), asks_whom(plain), _MORE.search(plain) is not None)


def _names_of_region(contact: DistrictContactView) -> list[str]:
    return [name for part in contact.region.split("/") for name in _names(part)]


def _all_names(contact: DistrictContactView, words: Sequence[Term], *, is_here: bool) -> set[str]:
    """Return what a district is called: by its name, without 开发区 (临空港), by its synonyms (东西湖区)."""
    places = _names_of_region(contact)
    district = canonical(contact.district)
    others = {word for term in words if term.name == contact.district for word in term.words} - {district}
    names = {*_names(contact.district), *others, *(f"{word}区" for word in others if not word.endswith("区"))}
    bare = district.removesuffix("开发区")
    if bare != district and len(bare) > 1 and bare not in places:
        names.add(bare)
    if is_here:
        short = {word.removeprefix(place) for word in others for place in places} - others
        names |= {word for word in short if len(word) > 2}
    return names


def _names(name: str) -> tuple[str, ...]:
    """Return a place's name in full and without its kind."""
    folded = canonical(name)
    return folded, _SUFFIX.sub("", folded)


def _take(text: str, names: Sequence[str], mark: str = "") -> tuple[set[str], str]:
    """Return which of the names a text holds, longest first, and the text with the mark for each."""
    if not names:
        return set(), text
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return set(pattern.findall(text)), pattern.sub(mark, text)


def find_named(
    text: str, contacts: Sequence[DistrictContactView], words: Sequence[Term], *, only_people: bool = False
) -> list[DistrictContactView]:
    """Return the contacts whose district, leader or contact person a message names, whatever else it says.

    `only_people`: not by their district.
    """
    plain = _SIGNS.sub("", canonical(text))
    found = []
    for each in contacts:
        people = [_POST_OF.sub("", canonical(name)) for name in (each.leader, each.contact) if name]
        names = set() if only_people else _all_names(each, words, is_here=False)
        if any(name in plain for name in (*names, *people) if len(name) >= _SHORTEST_NAME):
            found.append(each)
    return found
