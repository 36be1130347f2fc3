"""Which of the things that the last reply offered a message means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from contracts import QuickReply

_ORDINALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "首": 1}
_SHORT = 14  # characters of a message that picks something
_PICKS = re.compile(
    r"(?:我?(?:要|想|选|问|看|查)?(?:的是|的)?)?(?:第\s*)?(?P<number>\d|[一二两三四五首])\s*(?:个|条|项|号|种|家)?"
    r"(?:吧|呢|的|啊|呀|[\W_])*"
)
_LAST = re.compile(r"(?:我?(?:要|选|看)?)?(?:最后|末)(?:那|一|尾)*(?:个|条|项|种)?(?:吧|呢|的|[\W_])*")
_AROUND = re.compile(
    r"^(?:我|们|公司|要|想|选|问|看|查|就|是|在|那|的|个|说|[\W_])+|(?:吧|呢|的|啊|呀|这个|那个|这边|方面|[\W_])+$"
)


def find_offer(text: str, offers: Sequence[QuickReply], *, in_part: bool) -> QuickReply | None:
    """Return the offer that a message means: by its title or text, or a number (第二个, 2, 最后一个).

    With `in_part` (the reply asked to choose) also by a part of one title, and no other's.
    """
    plain = _plain(text)
    if not offers or not plain:
        return None
    for offer in offers:
        if plain in (_plain(offer.title), _plain(offer.text)):
            return offer
    if _LAST.fullmatch(plain):
        return offers[-1]
    if picked := _PICKS.fullmatch(plain):
        number = picked["number"]
        position = int(number) if number.isdigit() else _ORDINALS[number]
        return offers[position - 1] if 1 <= position <= len(offers) else None
    return _by_part(plain, offers) if in_part else None


def find_loosely(text: str, offers: Sequence[QuickReply]) -> QuickReply | None:
    """Return the offer that a short message means which is known to be a choice (选A, 我说了选第二个, 中间那个)."""
    plain = _plain(text)
    if not offers or len(plain) > _SHORT:
        return None
    if re.search(r"最后|末|后面|最下|后一个", plain):
        return offers[-1]
    if re.search(r"中间", plain) and len(offers) % 2:
        return offers[len(offers) // 2]
    if re.search(r"头一|首个|前面|最上", plain):
        return offers[0]
    number = re.search(r"\d+|[一二两三四五]|(?<![a-z])[a-d](?![a-z])", plain)
    position = _position(number.group()) if number else 0
    return offers[position - 1] if 1 <= position <= len(offers) else None


def _position(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _ORDINALS.get(word) or "abcd".find(word) + 1


def _by_part(plain: str, offers: Sequence[QuickReply]) -> QuickReply | None:
    core = _AROUND.sub("", plain)
    if len(core) < 2:
        return None
    named = [offer for offer in offers if core in _plain(offer.title) or _plain(offer.title) == core]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    """Return a text half-width, in small letters, without punctuation at its ends."""
    return unicodedata.normalize("NFKC", text).lower().strip().strip('?!。,.;:…“”" ')
