"""Hides phone numbers, identity numbers and one-time codes before a text is stored, logged or sent on.

Errs on the side of hiding. What it leaves: uscc (public), case numbers, amounts, and landline numbers (those
of organisations). Phones are found in full-width digits, with the usual separators, and in Chinese numerals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum.cn.ric import calc_check_digit

from records.values.uscc import is_uscc
from understanding.values.numerals import fold_digits

# Both tables keep the length, so that a span of the folded text is a span of the original.
_FOLD = {0xFF10 + digit: str(digit) for digit in range(10)}
_FOLD |= {0xFF21 + letter: chr(0x41 + letter) for letter in range(26)}
_FOLD |= {0xFF41 + letter: chr(0x61 + letter) for letter in range(26)}
_FOLD |= {
    0x3000: " ",
    0x00A0: " ",
    0x2013: "-",
    0x2014: "-",
    0x2212: "-",
    0xFF0D: "-",
    0xFF0E: ".",
    0x00B7: ".",
}

_PHONE = re.compile(r"(?<![0-9])(?<![0-9]\.)(?:(?:00)?86[ -]?)?(1[ .-]?[3-9](?:[ .-]{0,2}[0-9]){9})(?![0-9])")
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY = re.compile(
    rf"(?<![0-9])[1-8][0-9]{{5}}[ -]?(?:18|19|20)[0-9]{{2}}{_DAY}[ -]?[0-9]{{3}}[0-9Xx](?![0-9])"
    rf"|(?<![0-9])[1-8][0-9]{{7}}{_DAY}[0-9]{{3}}(?![0-9])"
)
_SIX_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}(?![0-9A-Za-z])")
_USCC = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_CODE = re.compile(
    r"(?<![0-9A-Za-z.-])(?<![0-9] )[0-9](?:[ -]?[0-9]){5}"
    r"(?![0-9A-Za-z]|[ -][0-9]|[ ]?[.%％元万亿年月日号家个人])"
)
_ONLY_DIGITS = re.compile(r"[0-9](?:[ -]?[0-9]){4,7}")
_NOT_A_CODE = re.compile("[?？吗钱]|多少|怎么|资金|资本|邮编|金额|营收")
_NO_WORDS = re.compile(r"[\W_]+")
# Digits of a code of the wrong length: alone, or called a code. A time, a count or a length (5分钟, 3次, 6位) is none.
_FEW_OR_MANY = re.compile(r"[0-9](?:[ -]?[0-9]){2,9}")
_CALLED_CODE = re.compile(
    r"(?:验证|校验|动态|短信)码(?:应该|就)?(?:是|为)?[\s:：,，]*([0-9](?:[ -]?[0-9]){0,9})"
    r"(?![ -]?[0-9]|\s*[分秒次位个年月日天小条])"
)
# A message that gives a code says little else ("验证码是 123456", "收到了，123456").
_WORDS_BESIDE_A_CODE = 10
_CODE_DIGITS = 6
_SHORTEST_IDENTITY = 15  # digits; a phone has 11


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    mask: str


def mask_text(text: str, *, codes: bool = False) -> str:
    """Return the text with phones as 138****1234 and identity numbers as 3301**************.

    With `codes`, six digits that stand alone become ******.
    """
    masked = text
    for span in sorted(_find_spans(text, codes), key=lambda span: span.start, reverse=True):
        masked = masked[: span.start] + span.mask + masked[span.end :]
    return masked


def mask_note(note: str | None) -> str | None:
    """Return a note as `mask_text` does, None for none."""
    return mask_text(note) if note else note


def holds_identity_number(text: str) -> bool:
    """Tell whether a text holds the identity number of a natural person."""
    return any(len(span.mask) >= _SHORTEST_IDENTITY for span in _find_spans(text, codes=False))


def mask_phone(phone: str) -> str:
    """Return 138****1234 for 13800131234."""
    return f"{phone[:3]}****{phone[-4:]}"


def find_phone(text: str) -> str | None:
    """Return the last mobile number in a text as 11 digits, or None."""
    found = [digits for _, _, digits in _find_phones(text)]
    return found[-1] if found else None


def find_code(text: str) -> str | None:
    """Return the digits of what looks like a one-time code, or None.

    That is six digits with few words beside them, or a message of nothing but five to eight digits: a code
    mistyped is still one that must not be stored. A sum, a year or a number of things is none.
    """
    folded = fold_digits(text.translate(_FOLD)).strip().strip("。.,，!！")
    if _ONLY_DIGITS.fullmatch(folded):
        return _digits_of(folded)
    found = list(_CODE.finditer(text.translate(_FOLD)))
    if len(found) != 1 or _NOT_A_CODE.search(text):
        return None
    rest = text[: found[0].start()] + text[found[0].end() :]
    return _digits_of(found[0].group()) if len(_NO_WORDS.sub("", rest)) <= _WORDS_BESIDE_A_CODE else None


def find_mistyped_code(text: str) -> str | None:
    """Return the digits of what looks like a one-time code with too few or too many of them, or None.

    That is a message of nothing but three to ten digits, or digits that are called a code (验证码是390).
    """
    folded = text.translate(_FOLD)
    bare = fold_digits(folded).strip().strip("。.,，!！")
    called = None if _NOT_A_CODE.search(text) else _CALLED_CODE.search(folded)
    found = bare if _FEW_OR_MANY.fullmatch(bare) else called.group(1) if called else ""
    digits = _digits_of(found)
    return digits if digits and len(digits) != _CODE_DIGITS else None


def is_bare_code(text: str) -> bool:
    """Tell whether a text is six digits and nothing else, in whatever width and with blanks between them."""
    folded = text.translate(_FOLD).strip().strip("。.,，!！")
    return _ONLY_DIGITS.fullmatch(folded) is not None and len(_digits_of(folded)) == _CODE_DIGITS


def _find_spans(text: str, codes: bool) -> list[_Span]:
    folded = text.translate(_FOLD)
    kept = [match.span() for match in _USCC.finditer(folded) if _is_public(match.group().upper())]
    spans: list[_Span] = []

    def add(start: int, end: int, mask: str) -> None:
        taken = [*kept, *((span.start, span.end) for span in spans)]
        if all(end <= left or start >= right for left, right in taken):
            spans.append(_Span(start, end, mask))

    for match in _IDENTITY.finditer(folded):
        number = re.sub("[ -]", "", match.group())
        add(match.start(), match.end(), number[:4] + "*" * (len(number) - 4))
    for start, end, digits in _find_phones(text):
        add(start, end, mask_phone(digits))
    if codes:
        for match in _SIX_DIGITS.finditer(folded):
            add(match.start(), match.end(), "******")
    return spans


def _find_phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the 11 digits of each mobile number, as typed or spelt."""
    folded = text.translate(_FOLD)
    seen: set[int] = set()
    for candidate in (folded, fold_digits(folded)):
        for match in _PHONE.finditer(candidate):
            if match.start(1) not in seen:
                seen.add(match.start(1))
                yield match.start(1), match.end(1), _digits_of(match.group(1))


def _digits_of(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _is_public(number: str) -> bool:
    """Tell whether 18 letters and digits are a uscc, and not an identity number (GB 11643-1999) as well."""
    is_identity = _IDENTITY.fullmatch(number) is not None and calc_check_digit(number[:17]) == number[17]
    return is_uscc(number) and not is_identity
