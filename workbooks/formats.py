"""Values of a sheet's cells as they are shown. Source: ECMA-376, part 1, 18.8.30 (number formats)."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from index.convert.office.ooxml import Element, attribute, child, children

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_IS_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
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
    """Number formats of one workbook by the style index of a cell."""

    def __init__(self, root: Element | None, *, from_1904: bool) -> None:
        own = {
            int(attribute(item, "numFmtId") or 0): attribute(item, "formatCode") or ""
            for item in children(child(root, "numFmts"), "numFmt")
        }
        used = [int(attribute(item, "numFmtId") or 0) for item in children(child(root, "cellXfs"), "xf")]
        self._codes = [own.get(key) or _BUILT_IN.get(key, "General") for key in used]
        self._epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001

    def show(self, raw: str, style: str | None) -> str:
        """A number as its cell shows it."""
        code = (
            self._codes[int(style)]
            if style and style.isdigit() and int(style) < len(self._codes)
            else "General"
        )
        try:
            number = Decimal(raw)
        except InvalidOperation:
            return raw
        if not number.is_finite() or abs(number.adjusted()) > 40:
            return raw
        sections = code.split(";")
        section = (
            sections[1] if number < 0 and len(sections) > 1 and _DIGITS.search(sections[1]) else sections[0]
        )
        bare = _QUOTED.sub("", section)
        if section.strip().lower() == _GENERAL or "@" in section or not bare.strip():
            return plain(number)
        if _IS_DATE.search(bare.lower().replace(_GENERAL, "")):
            return self._date(number, section)
        return _number(number, section, is_signed=section is sections[0])

    def _date(self, number: Decimal, section: str) -> str:
        days = float(number)
        if not 0 <= days < 2_958_466:
            return plain(number)
        moment = self._epoch + timedelta(days=days) + timedelta(microseconds=500)
        return show_date(moment, section)


def plain(number: Decimal) -> str:
    """The number without the noise of binary fractions: 0.30000000000000004 is 0.3."""
    rounded = number if number == number.to_integral_value() else Decimal(f"{number:.12g}")
    if abs(rounded.adjusted()) > 20:
        return f"{rounded:.6g}"
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_date(moment: datetime | date | time, section: str) -> str:
    """A date or time with the parts that the format names, in the order used here."""
    literal = "".join(match[1] or match[2] or "" for match in _QUOTED.finditer(section))
    bare = _QUOTED.sub("", section).lower()
    has_time = "h" in bare or "s" in bare
    days = re.sub(r"(?:h+\s*:?)(?:m+)?(?::?s+)?|m+:s+|am/pm|上午/下午", "", bare)
    parts: list[str] = []
    if isinstance(moment, datetime):
        if "年" in literal or "月" in literal or "年" in bare or "月" in bare:
            parts.append(_chinese_date(moment, days))
        elif "y" in days or "d" in days or "m" in days:
            parts.append(_plain_date(moment, days))
    if has_time or not parts:
        shown = f"{moment:%H:%M}" if not isinstance(moment, date) or isinstance(moment, datetime) else ""
        parts.append(shown)
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
