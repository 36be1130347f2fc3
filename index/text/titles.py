"""Titles compared: without marks and years."""

import re

from index.text.normalise import canonical

_MARKS = re.compile(r"[《》〈〉\s“”\"()（）]")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?度?")


def bare_title(title: str) -> str:
    """A title without quotation marks, brackets, blanks and years, canonical."""
    return _MARKS.sub("", _YEAR.sub("", canonical(title)))


def years_of(title: str) -> frozenset[str]:
    """The years that a title names: a notice of 2023 and one of 2024 are two matters."""
    return frozenset(_YEAR.findall(canonical(title)))
