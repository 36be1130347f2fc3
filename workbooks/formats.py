"""Values of cells by the formats of numbers: as they are shown, and as the moments that they mean.

Source: ECMA-376, part 1, 18.8.30 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from workbooks.package import Package, local

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_NOT_DATES = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE
)  # elapsed time [h] is one
_DATES = re.compile(r"[ymdhs]")
_LAST = datetime(9999, 12, 31)  # noqa: DTZ001
_INDEX = re.compile(r"[0-9]{1,6}")
_STYLES = ("numFmts", "numFmt", "cellXfs", "xf")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_GENERAL = "general"
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"}
_BUILT_IN |= {
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
}
_BUILT_IN |= {19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0"}
_BUILT_IN |= {39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 49: "@"}
# 27 to 36 and 50 to 58 are dates in the Chinese locale.
_BUILT_IN |= {
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "yyyy-mm-dd",
    31: 'yyyy"年"m"月"d"日"',
}
_BUILT_IN |= {32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"'}
_BUILT_IN |= {
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: "h:mm",
    56: "h:mm:ss",
}
_BUILT_IN |= {57: 'yyyy"年"m"月"', 58: 'm"月"d"日"'}


class Formats:
    """Number formats of one workbook by the style index of a cell: `codes` as Excel writes them (yyyy-mm-dd)."""

    def __init__(self, codes: Sequence[str], *, from_1904: bool) -> None:
        self._codes = codes
        self._epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001

    def show(self, raw: str, style: str | None) -> str:
        """Return a number as its cell shows it."""
        try:
            number = Decimal(raw)
        except InvalidOperation:
            return raw
        if not number.is_finite() or abs(number.adjusted()) > 40:
            return raw
        sections = self._code(style).split(";")
        section = (
            sections[1] if number < 0 and len(sections) > 1 and _DIGITS.search(sections[1]) else sections[0]
        )
        if section.strip().lower() == _GENERAL or "@" in section or not _QUOTED.sub("", section).strip():
            return plain(number)
        if _shows_date(section):
            moment = self._moment(float(number))
            return plain(number) if moment is None else show_date(moment, section)
        return _number(number, section, is_signed=section is sections[0])

    def find_moment(self, number: float, style: str | None) -> datetime | None:
        """Return the local date and time that a number means, to the second; None where its cell shows no date."""
        return self._moment(number) if number and _shows_date(self._code(style).split(";")[0]) else None

    def _code(self, style: str | None) -> str:
        is_known = style is not None and _INDEX.fullmatch(style) and int(style) < len(self._codes)
        return self._codes[int(style)] if style is not None and is_known else "General"

    def _moment(self, days: float) -> datetime | None:
        if not 0 <= days < (_LAST - self._epoch).days:
            return None
        return self._epoch + timedelta(days=int(days), seconds=round((days - int(days)) * 86_400))


def read_formats(package: Package, part: str | None, *, from_1904: bool) -> Formats:
    """Return the formats that a workbook's part of styles has. Raises PackageRefused."""
    own: dict[int, str] = {}
    used: list[int] = []
    within = ""
    for event, element in package.events(part, _STYLES) if part is not None else ():
        tag = local(element)
        if tag in ("numFmts", "cellXfs"):
            within = tag if event == "start" else ""
        elif event == "end" and within:
            key = element.get("numFmtId") or ""
            number = int(key) if _INDEX.fullmatch(key) else 0
            if tag == "numFmt":
                own[number] = element.get("formatCode") or ""
            elif within == "cellXfs":
                used.append(number)
    return Formats([own.get(key) or _BUILT_IN.get(key, "General") for key in used], from_1904=from_1904)


def _shows_date(section: str) -> bool:
    return _DATES.search(_NOT_DATES.sub("", section).lower().replace(_GENERAL, "")) is not None


def plain(number: Decimal) -> str:
    """Return the number without the noise of binary fractions: 0.30000000000000004 is 0.3."""
    rounded = number if number == number.to_integral_value() else Decimal(f"{number:.12g}")
    if abs(rounded.adjusted()) > 20:
        return f"{rounded:.6g}"
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_date(moment: datetime, section: str) -> str:
    """Return a date or time with the parts that the format names, in the order used here."""
    literal = "".join(match[1] or match[2] or "" for match in _QUOTED.finditer(section))
    bare = _QUOTED.sub("", section).lower()
    has_time = "h" in bare or "s" in bare
    days = re.sub(r"(?:h+\s*:?)(?:m+)?(?::?s+)?|m+:s+|am/pm|上午/下午", "", bare)
    parts: list[str] = []
    if "年" in literal or "月" in literal or "年" in bare or "月" in bare:
        parts.append(_chinese_date(moment, days))
    elif "y" in days or "d" in days or "m" in days:
        parts.append(_plain_date(moment, days))
    if has_time or not parts:
        parts.append(f"{moment:%H:%M}")
    return " ".join(part for part in parts if part)


def _chinese_date(moment: datetime, days: str) -> str:
    year = f"{moment.year}年" if "y" in days else ""
    month = f"{moment.month}月" if "m" in days else ""
    return year + month + (f"{moment.day}日" if "d" in days else "")


def _plain_date(moment: datetime, days: str) -> str:
    if "y" in days and "d" in days:
        return f"{moment:%Y-%m-%d}"
    if "y" in days:
        return f"{moment.year}年{moment.month}月" if "m" in days else f"{moment.year}年"
    return f"{moment.month}月{moment.day}日"


def _number(number: Decimal, section: str, *, is_signed: bool) -> str:
    """Digits, thousands and per cent as the format has them, with its words before and after."""
    shape = _QUOTED.sub(lambda m: "\x00" * len(m[0]), section)
    match = _DIGITS.search(shape)
    if match is None or "/" in shape or "E" in shape.upper():
        return plain(number)
    scaled = number * 100 if "%" in shape else number
    places = len(match[1] or "")
    try:
        rounded = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return plain(number)
    rounded = rounded if is_signed else abs(rounded)
    digits = f"{rounded:,f}" if "," in match[0] else f"{rounded:f}"
    if "." in digits and match[1]:
        optional = len(match[1]) - len(match[1].rstrip("#?"))
        for _ in range(optional):
            digits = digits[:-1] if digits.endswith("0") else digits
        digits = digits.rstrip(".")
    width = match[0].split(".")[0].count("0")
    if rounded >= 0 and "," not in match[0] and width > 1:
        whole, point, rest = digits.partition(".")
        digits = whole.zfill(width) + point + rest  # codes such as 0571
    return _words(section[: match.start()]) + digits + _words(section[match.end() :])


def _words(part: str) -> str:
    """What a format writes around the digits."""
    spelled = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", part)
    return _QUOTED.sub(lambda match: match[1] or match[2] or "", spelled).strip()
