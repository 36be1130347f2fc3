"""One word of a staff query: all that it may be the beginning, the end or a part of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from records.enterprises.search_terms import INITIALS_PART, fold_name

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_NUMBER = re.compile("([A-Z]{2})((?:19|20)[0-9]{0,2})([0-9]{0,6})")
_DIGITS = re.compile("[0-9O]*[0-9][0-9O]*")
_USCC_PART = re.compile("[0-9A-Z]{4,18}")
_USCC_BEGINNING = re.compile("[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{1,10}")
_SERIAL_DIGITS = 6
# Signs between and around words, after NFKC; %, _ and - are none, they may be a part of what was typed.
_BREAKS = str.maketrans(dict.fromkeys(",;:!?、。\"'`“”‘’«»「」『』【】〖〗《》〈〉", " "))
_BRACKETS = {"(": ")", "[": "]", "〔": "〕"}
# What a number is called when it is read out or copied with its label: 受理编号 XS2026-000026, 尾号是0026.
_LABEL = re.compile(r"(?<!\S)(?:(?:受理|办件|申请)?编号|受理号|尾号)[是为]?[ (\[]*(?=[0-9A-Z])")


@dataclass(frozen=True)
class Found:
    """What a case offers to be recognised by; `name` and `initials` are folded."""

    number: str
    uscc: str
    name: str
    initials: str


@dataclass(frozen=True)
class Word:
    """A word in half-width capitals, as it was typed otherwise."""

    text: str

    @cached_property
    def compact(self) -> str:
        """The word without separators."""
        return _SEPARATORS.sub("", self.text)

    @cached_property
    def phone(self) -> str | None:
        """The 11 digits of a phone, if that is what it is."""
        found = _PHONE.fullmatch(self.compact)
        return found[1] if found else None

    @cached_property
    def number_beginnings(self) -> list[str]:
        """What a case number may begin with: as typed, without separators, and as this system writes numbers."""
        found = _NUMBER.fullmatch(self.compact[:2] + self.compact[2:].replace("O", "0"))
        written = f"{found[1]}{found[2]}{'-' if found[3] else ''}{found[3]}" if found else None
        return list(dict.fromkeys(text for text in (written, self.compact, self.text) if text))

    @cached_property
    def number_ends(self) -> list[str]:
        """What a case number may end with, reversed: digits alone, O read as 0, with and without the hyphen."""
        if self.phone or not _DIGITS.fullmatch(self.compact):
            return []
        digits = self.compact.replace("O", "0")
        year, serial = digits[:-_SERIAL_DIGITS], digits[-_SERIAL_DIGITS:]
        return [digits[::-1]] + ([f"{year}-{serial}"[::-1]] if year else [])

    @cached_property
    def uscc_beginning(self) -> str | None:
        """What a uscc may begin with, from four characters on; it never holds the letter O."""
        return self.compact.replace("O", "0") if _USCC_PART.fullmatch(self.compact) else None

    @cached_property
    def initials(self) -> str | None:
        """A part of pinyin initials: letters and digits, of digits alone at least three."""
        is_part = self.compact.isascii() and self.compact.isalnum() and not self.phone
        return self.compact if is_part and (len(self.compact) > 2 or not self.compact.isdigit()) else None

    @cached_property
    def name(self) -> str | None:
        """A part of a name, folded, unless it is all letters and digits: initials hold those of a name too."""
        return None if self.compact.isascii() else fold_name(self.text) or None

    def rank(self, found: Found) -> int | None:
        """Return how well a case fits: 0 exactly, 1 at the beginning or end of a number or name, 2 inside; None not.

        Whom a phone belongs to is not seen here.
        """
        if any(text in (found.number, found.uscc, found.name) for text in self._whole):
            return 0
        if found.number.startswith(self._begins) or found.number.endswith(self._ends):
            return 1
        begins = ((found.uscc, self.uscc_beginning), (found.initials, self.initials), (found.name, self.name))
        if any(part and text.startswith(part) for text, part in begins):
            return 1
        is_inside = self.initials and len(self.initials) >= INITIALS_PART and self.initials in found.initials
        return 2 if is_inside or (self.name and self.name in found.name) else None

    @cached_property
    def _begins(self) -> tuple[str, ...]:
        return tuple(self.number_beginnings)

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(end[::-1] for end in self.number_ends)

    @cached_property
    def _whole(self) -> tuple[str, ...]:
        whole = (*self.number_beginnings, self.uscc_beginning, self.name)
        return tuple(text for text in whole if text)


def split_words(query: str) -> list[Word]:
    """Return the words of a query without the punctuation around them and without 编号, 尾号 before a number.

    A number, phone or uscc typed with blanks is one word.
    """
    texts = [_bare(text) for text in _clean(query).split() if fold_name(text)]
    words: list[Word] = []
    while texts:
        length = next(length for length in range(len(texts), 0, -1) if _is_one(texts[:length]))
        words.append(Word("".join(texts[:length])))
        del texts[:length]
    return words


def _is_one(texts: Sequence[str]) -> bool:
    """Tell whether texts that were typed with blanks between them are one word."""
    if len(texts) == 1:
        return True
    if not all(text.isascii() for text in texts):
        return False
    compact = _SEPARATORS.sub("", "".join(texts))
    folded = compact[:2] + compact[2:].replace("O", "0")
    return any(form.fullmatch(folded) for form in (_PHONE, _NUMBER, _USCC_BEGINNING))


def _clean(query: str) -> str:
    """Return the query in half-width capitals, words apart by single spaces, without control characters and labels."""
    folded = unicodedata.normalize("NFKC", query).upper().translate(_BREAKS)
    kept = (
        character if unicodedata.category(character)[0] != "C" else " " if character.isspace() else ""
        for character in folded
    )
    return _LABEL.sub("", " ".join("".join(kept).split()))


def _bare(text: str) -> str:
    """Return a word without full stops around it, and without brackets that hold all of it or have no partner."""
    bare = text.strip(".")
    for opening, closing in _BRACKETS.items():
        if bare.startswith(opening) and closing not in bare[:-1]:
            bare = bare[1:].removesuffix(closing)
        elif bare.endswith(closing) and opening not in bare:
            bare = bare[:-1]
    return bare
