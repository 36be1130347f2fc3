"""Numbers people type: codes, phones, dates and amounts, found by their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One find: entity type, half-open span in the text, and the value in its written form."""

    entity: str
    start: int
    end: int
    value: str


def find_codes(text: str) -> list[Code]:
    """Return the codes of a normalised text (see `text.normalise`), in order and without overlaps.

    A phone has its middle digits masked before it gets here (138****1234). Codes of the wrong length are found
    too, where nothing else can be meant: the form then says what is wrong with them.
    """
    found: list[Code] = []
    for entity, pattern, write in _PATTERNS:
        # What was found is blanked out, so that no code runs on into its neighbour.
        for match in pattern.finditer(_without(text, found)):
            found.append(Code(entity, match.start(), match.end(), write(match)))
    return sorted(found, key=lambda code: code.start)


def _without(text: str, found: list[Code]) -> str:
    for code in found:
        text = text[: code.start] + "\n" * (code.end - code.start) + text[code.end :]
    return text


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[\s-]", "", match.group()).upper()


def _case_number(match: re.Match[str]) -> str:
    year, number = (re.sub(r"[^0-9]", "", part.replace("o", "0")) for part in match.group(2, 3))
    return f"{match.group(1).upper()}{year}-{number}"


def _as_typed(match: re.Match[str]) -> str:
    return match.group().strip()


_Pattern = tuple[str, "re.Pattern[str]", Callable[["re.Match[str]"], str]]


def _patterns() -> Iterator[_Pattern]:
    yield "phone", re.compile(r"1\d{2}\*{4}\d{4}"), _as_typed
    # The letter O is typed for 0, and groups of digits are parted. Six digits go before any other count of them.
    digit, parted = "[0-9o]", r"[\s._-]?"
    dash = r"\s?[-—–ー_.]?\s?"
    digits = rf"(?:{digit}(?:{parted}{digit}){{5}}|{digit}(?:{parted}{digit}){{2,6}})(?![0-9])"
    year = rf"2{parted}[0o](?:{parted}{digit}){{2}}"
    yield (
        "case_number",
        re.compile(rf"(?<![0-9a-z])([a-z]{{2}}){dash}({year}){dash}({digits})"),
        _case_number,
    )
    # 18 signs that begin with two digits (GB 32100-2015), often typed in groups; some too few or too many.
    yield (
        "uscc",
        re.compile(r"(?<![0-9a-z])\d[0-9a-z](?:[ -]?\d){6}(?:[ -]?[0-9a-z]){6,14}(?![0-9a-z])"),
        _joined,
    )
    # Nothing but digits: a phone with some missing, which the gateway therefore has not masked.
    yield "phone", re.compile(r"(?<=\A)\s*\d(?:[ -]?\d){6,13}\s*(?=\Z)"), _joined
    yield "date", re.compile(r"(?:20\d{2}年)?(?<!\d)1?\d月(?:\d{1,2}[日号])?|20\d{2}年度?"), _as_typed
    yield "date", re.compile(r"20\d{2}([-/.])\d{1,2}\1\d{1,2}(?!\d)|(?:今|去|明|前)年"), _as_typed
    yield "amount", re.compile(r"\d+(?:[.,]\d+)*\s*(?:[十百千]?[万亿]元?|元|块钱?)"), _as_typed


_PATTERNS: tuple[_Pattern, ...] = tuple(_patterns())
