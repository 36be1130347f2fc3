"""Who of the list, and which role, a message names. What is wanted of them, its intent tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracts import People
from contracts.lookup import ContactRole
from understanding.values.numerals import read_whole

_PHONE = re.compile(r"(?P<head>1\d{2})\*{2,}(?P<tail>\d{4})?|(?<![\d*])(?P<end>\d{4})(?![\d年])")
_PLACE = re.compile(
    r"第\s*(?P<place>\d{1,2}|[一二三四五六七八九十])\s*[位个名号人]|(?<![\d月])(?P<number>\d{1,2})\s*号(?!\d)"
)
_SELF = re.compile(r"本人|我自己|[把将]我的?(?:身份|角色|权限)?[改换调变转升降]")
_ROLE = re.compile(
    r"(?P<becomes>[成为任当做作到回]了?个?)?(?:(?P<handler>经办|代办|办事)|(?P<viewer>查看|[只仅]能?[看读查])"
    r"|(?P<legal_representative>法定代表人|法人|老板))"
)
# Whoever asks, or will not have it, changes nobody.
_ONLY_ASKS = re.compile(
    r"[?？吗么呢哪啥怎]|如何|区别|([\u4e00-\u9fff])不\1|不(?:要|用|想)|先不|(?<![分特区级个])别(?![的人])"
)


def find_people(people: People, text: str) -> list[int] | None:
    """Return the numbers (from 1) of those of the list whom all agrees with that a message says: phone, name, place.

    None where it says nothing of the kind; nobody where it names somebody who does not stand there.
    """
    said = [set(numbers) for numbers in _read(people, text)]
    if said:
        return sorted(set.intersection(*said))
    own = [number for number, person in enumerate(people.people, start=1) if person.is_you]
    return own if _SELF.search(text) else None


def find_role(text: str, *, is_asked: bool = False) -> ContactRole | None:
    """Return the role that a message gives somebody: of several the one that is to be (从经办人改成查看人).

    That of the legal representative must be given in so many words, unless the role was asked for (`is_asked`).
    """
    found = [match for match in _ROLE.finditer(text) if is_asked or _counts(match)]
    wanted = [match for match in found if match["becomes"]] or found
    roles = {_role_of(match) for match in wanted}
    return roles.pop() if len(roles) == 1 else None


def only_asks(text: str) -> bool:
    """Tell whether a message asks how or whether it can be done, or says that it shall not be."""
    return _ONLY_ASKS.search(text) is not None


def _read(people: People, text: str) -> Iterator[list[int]]:
    listed = list(enumerate(people.people, start=1))
    if phone := _PHONE.search(text):
        head, tail = phone["head"] or "", phone["tail"] or phone["end"] or ""
        yield [
            n for n, each in listed if each.masked_phone.startswith(head) and each.masked_phone.endswith(tail)
        ]
    elif place := _PLACE.search(text):
        yield [n for n, _ in listed if n == read_whole(place["place"] or place["number"])]
    if named := [n for n, each in listed if each.name and each.name in text]:
        yield named


def _counts(match: re.Match[str]) -> bool:
    return bool(match["becomes"]) or match["legal_representative"] is None


def _role_of(match: re.Match[str]) -> ContactRole:
    if match["handler"]:
        return "handler"
    return "viewer" if match["viewer"] else "legal_representative"
