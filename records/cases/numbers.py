"""Case numbers (受理编号) as people type them, and as they are stored."""

from __future__ import annotations

import re
import unicodedata

_CASE_NUMBER = re.compile(r"([A-Z]{2})([0-9]{4})-?([0-9]{6})")
_NOT_IN_NUMBERS = re.compile(r"[^0-9A-Z\u4e00-\u9fff]")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc_.·]+")
_LONGEST = 40
# As people type them within a message; six digits go before any other count of them.
_D, _PARTED, _DASH = "[0-9O]", r"[\s._-]?", r"\s?[-\u2010-\u2015\u2212\u30fc_.]?\s?"
_TYPED = re.compile(
    rf"(?<![0-9A-Z])[A-Z]{{2}}{_DASH}2{_PARTED}[0O](?:{_PARTED}{_D}){{2}}{_DASH}"
    rf"(?:{_D}(?:{_PARTED}{_D}){{5}}|{_D}{{3,7}})(?![0-9])"
)


def normalise_case_number(text: str) -> str:
    """Return a case number as it is stored (`XS2026-000123`): capitals, half-width, no blanks, one hyphen.

    The letter O among the digits is read as 0. What is no case number comes back compacted, and finds nothing.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    found = _CASE_NUMBER.fullmatch(compact[:2] + compact[2:].replace("O", "0"))
    return f"{found[1]}{found[2]}-{found[3]}" if found else _NOT_IN_NUMBERS.sub("", compact)[:_LONGEST]


def find_case_numbers(text: str) -> list[str]:
    """Return the case numbers in a message, normalised, each once, in its order; those of a wrong length too."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return list(dict.fromkeys(normalise_case_number(match.group()) for match in _TYPED.finditer(folded)))


def without_case_numbers(text: str) -> str:
    """Return what a message says besides the case numbers that it holds, half-width and in capitals."""
    return _TYPED.sub(" ", unicodedata.normalize("NFKC", text).upper())


def is_case_number(text: str) -> bool:
    """Tell whether a normalised text has the form of this system's case numbers."""
    return re.fullmatch(r"[A-Z]{2}[0-9]{4}-[0-9]{6}", text) is not None
