"""Which of the things that the last reply offered a message means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from contracts import QuickReply
from understanding.values.numerals import read_whole

TRANSFER = "转人工"  # the offer that opens a ticket

_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]"
_ORDINAL = rf"第\s*(?P<ordinal>{_NUMERAL})\s*[个条项号种家]?"
_SIGNS = r"[\s。.，,、！!？?~～)）:：;；]"
_PICKS = re.compile(
    rf"(?:我?[要想选问看查]?(?:的是|的)?)?(?:{_ORDINAL}|(?P<number>{_NUMERAL}|两)\s*号?|(?P<first>首)[个条项])"
    rf"(?:吧|呢|的|啊|呀|{_SIGNS})*"
)
_LAST = re.compile(rf"(?:我?[要选看]?)?(?:最后|末)[那一尾]*[个条项种]?(?:吧|呢|的|{_SIGNS})*")
_LOOSELY = re.compile(
    rf"(?:我|说|了|的|是|就|要|想|选|择|项|看|问|那|option|no\b|{_SIGNS})*"
    rf"(?:{_ORDINAL}|(?P<number>{_NUMERAL}|[a-d])项?|"
    r"(?:(?P<last>最后面?|最?末尾?|最下面?|后面)|(?P<middle>最?中间)|(?P<first>头|首|最上面?|最?前面))[那一这]*[个条项种]?)"
    rf"(?:这|那个|选项|吧|呢|的|啊|呀|好了|就行|就好|就是了|谢谢|谢了|可以|{_SIGNS})*"
)
_COUNTS = re.compile(r"\W*(?:第?\s*\d{1,2}|第?[一二三四五六七八九十]+|最后一?)\s*[个条项号]?\W*")
_LONGEST = 14  # characters of a message that picks something loosely
_AROUND = re.compile(
    r"^(?:我|们|公司|要|想|选|问|看|查|就|是|在|那|的|个|说|[\W_])+|(?:吧|呢|的|啊|呀|这个|那个|这边|方面|[\W_])+$"
)


def find_offer(text: str, offers: Sequence[QuickReply], *, in_part: bool) -> QuickReply | None:
    """Return the offer that a message means: by its title or text, or by nothing but a number (第二个, 2, 最后一个).

    With `in_part` (the reply asked to choose) also by a part of one title, and no other's. A person is fetched only
    by the offer's name or exactly its number.
    """
    plain = _plain(text)
    if not offers or not plain:
        return None
    for offer in offers:
        if plain in (_plain(offer.title), _plain(offer.text)):
            return offer
    if _LAST.fullmatch(plain):
        return _unless_transfer(offers[-1])
    if picked := _PICKS.fullmatch(plain):
        return _at(offers, 1 if picked["first"] else _position(picked["ordinal"] or picked["number"]))
    return _unless_transfer(_by_part(plain, offers)) if in_part else None


def find_loosely(text: str, offers: Sequence[QuickReply]) -> QuickReply | None:
    """Return the offer that a message means which is known to be a choice (选A, 我说了选第二个, 中间那个).

    Nothing else may be said in it (1个月, 1楼 choose nothing).
    """
    plain = _plain(text)
    found = _LOOSELY.fullmatch(plain) if len(plain) <= _LONGEST else None
    if not found or not offers:
        return None
    if found["last"]:
        return _unless_transfer(offers[-1])
    if found["middle"]:
        return _unless_transfer(offers[len(offers) // 2]) if len(offers) % 2 else None
    number = found["ordinal"] or found["number"]
    return _unless_transfer(_at(offers, _position(number)) if number else offers[0])


def is_count(text: str) -> bool:
    """Tell whether a message says a place in a list and nothing else: 4, 5., ４, 第九个, 最后一个."""
    return _COUNTS.fullmatch(unicodedata.normalize("NFKC", text)) is not None


def _at(offers: Sequence[QuickReply], position: int) -> QuickReply | None:
    return offers[position - 1] if 1 <= position <= len(offers) else None


def _unless_transfer(offer: QuickReply | None) -> QuickReply | None:
    return None if offer is None or offer.text == TRANSFER else offer


def _position(word: str) -> int:
    return read_whole(word) or "abcd".find(word) + 1


def _by_part(plain: str, offers: Sequence[QuickReply]) -> QuickReply | None:
    core = _AROUND.sub("", plain)
    if len(core) < 2:
        return None
    named = [offer for offer in offers if core in _plain(offer.title) or _plain(offer.title) == core]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    """Return a text half-width, in small letters, without punctuation at its ends."""
    return unicodedata.normalize("NFKC", text).lower().strip().strip('?!。,.;:…“”" ')
