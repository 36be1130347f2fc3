"""A long text in messages that WeChat accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# A text message holds at most 2,048 bytes of UTF-8 (errcode 45002 above it).
LONGEST_BYTES = 2_048
MORE_HINT = "\n\n（未完，回复“更多”查看后文）"

_URL = re.compile(r"https?://[^\s\u3000-\u303f\uff00-\uffef“”‘’<>]+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"[。！？；…!?;]+[”’」』）)】》]*|\n")
_CLAUSE = re.compile(r"[，、：,]")
# Where to cut, best first: the least share of the room that must be used for a cut of this kind to be taken.
_CUTS = ((_PARAGRAPH, 0.6), (_SENTENCE, 0.3), (_CLAUSE, 0.3))
_JOINERS = "\u200d\ufe0e\ufe0f"


def split_pages(text: str, limit: int = LONGEST_BYTES, hint: str = MORE_HINT) -> list[str]:
    """Return the text in pages of at most `limit` bytes of UTF-8; every page but the last ends with the hint.

    A page ends after a paragraph, else a sentence, else a clause; never inside an address or a composed
    character, unless the address alone is longer than a page.
    """
    pages, rest = [], text.strip()
    room = limit - len(hint.encode())
    while len(rest.encode()) > limit:
        cut = _cut(rest, room)
        head, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        if head:
            pages.append(head + hint)
    return [*pages, rest]


def _cut(text: str, room: int) -> int:
    """Return how many characters go on a page of `room` bytes, at least one."""
    fitting = len(text.encode()[:room].decode("utf-8", "ignore"))
    addresses = [match.span() for match in _URL.finditer(text, 0, fitting + LONGEST_BYTES)]
    for boundary, share in _CUTS:
        ends = [end for end in _ends(boundary, text, fitting) if not _is_inside(end, addresses)]
        if ends and ends[-1] >= fitting * share:
            return ends[-1]
    return _hard_cut(text, fitting, addresses)


def _ends(boundary: re.Pattern[str], text: str, fitting: int) -> Iterator[int]:
    return (match.end() for match in boundary.finditer(text, 0, fitting))


def _is_inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < position < end for start, end in spans)


def _hard_cut(text: str, fitting: int, addresses: list[tuple[int, int]]) -> int:
    for start, end in addresses:
        if 0 < start < fitting < end:
            return start
    cut = fitting
    while cut > 1 and (_joins(text[cut]) or text[cut - 1] == "\u200d"):
        cut -= 1
    return cut if cut > 1 else max(fitting, 1)


def _joins(character: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    return (
        character in _JOINERS
        or bool(unicodedata.combining(character))
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
