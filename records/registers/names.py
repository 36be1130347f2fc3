"""Names of organisations as they are compared: what is left out, what may be missing, and how far two differ."""

from __future__ import annotations

import re

from records.enterprises.search_terms import fold_name

# What people leave out at the end of a company's name, the longest first.
_SUFFIXES = ("股份有限公司", "有限责任公司", "有限公司", "总公司", "公司")
_ORGANISATION = re.compile(
    "公司|企业|集团|厂|院|所|中心|大学|学院|学校|医院|合作社|协会|学会|研究会|促进会|联盟|商会|孵化|加速器|众创|空间|基地|园区?"
    "|站|实验室|工作室|事务所|农场|林场|专业社|联合社|供销社|部|局|馆|行$|店$|坊$|社$|队$|团$"
)
SHORTEST_CORE = 2
SHORTEST_FOR_TYPOS = 5


def core_of(name: str) -> str:
    """Return a folded name without 有限公司 and the like at its end; nothing is left of 公司 alone."""
    folded = fold_name(name)
    for suffix in _SUFFIXES:
        if folded.endswith(suffix):
            return folded.removesuffix(suffix)
    return folded


def is_organisation(name: str) -> bool:
    """Tell whether a name is that of an organisation and not of a person: registers hold no natural persons."""
    return _ORGANISATION.search(fold_name(name)) is not None


def is_one_edit_away(left: str, right: str) -> bool:
    """Tell whether two texts differ by one character: another one, one more, one less, or two that changed places."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or (rest[:2] == other[:2][::-1] and rest[2:] == other[2:])
    return rest[1:] == other if len(rest) > len(other) else rest == other[1:]
