"""A phone as it arrives, and what was typed where a form asks for a uscc or a phone, and was found to be neither."""

from __future__ import annotations

import re
import unicodedata

# The gateway has masked every number that can be a phone: what comes as digits is none.
MASKED_PHONE = re.compile(r"1\d{2}\*{4}\d{4}")
_SEPARATORS = re.compile(r"[\s.,，。;；:：_\-–—]+")
_USCC_SIGNS = re.compile(r"[0-9A-Z*]{15,21}")
_PHONE_SIGNS = re.compile(r"[+0-9][0-9A-Z]{6,14}")
_DAY = re.compile(r"20\d{2}[01]\d[0-3]\d")
_WORDS_BEFORE = re.compile(
    r"^(?:我们?的?|公司的?|企业的?|统一社会)*(?:信用代码|代码|手机号码?|手机|电话|号码)?(?:是|为)?"
)


def find_mistyped_uscc(text: str) -> str | None:
    """Return the signs of a message that is about as long as a uscc and holds at least eight digits, or None."""
    signs = _signs_of(text)
    return signs if _USCC_SIGNS.fullmatch(signs) and _count_digits(signs) >= 8 else None


def looks_like_phone(text: str) -> bool:
    """Tell whether a message is mostly the digits of a phone, with a letter among them or one too many or few."""
    signs = _signs_of(text)
    if _PHONE_SIGNS.fullmatch(signs) is None or _DAY.fullmatch(signs):
        return False
    return len(signs) - _count_digits(signs) <= 1 + signs.startswith("+")


def _signs_of(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().upper()
    return _WORDS_BEFORE.sub("", _SEPARATORS.sub("", folded))


def _count_digits(signs: str) -> int:
    return sum(sign.isdigit() for sign in signs)
