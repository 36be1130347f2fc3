"""Automatic numbers of a docx as they are shown: 一、 （一） 1. (1) ① 第一条. Source: ECMA-376, part 1, 17.9."""

from collections.abc import Callable
from dataclasses import dataclass, field

from index.convert.office.ooxml import Element, attribute, child, children, is_on

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl"}
_ROMAN |= {10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
BULLET = "-"


@dataclass
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: bool = True
    legal: bool = False


@dataclass
class _List:
    """One w:num: its levels, the abstract list whose count it shares, and where it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, root: Element | None) -> None:
        self._lists = _read_lists(root)
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def next_label(self, num_id: str, level: int) -> str | None:
        """What Word shows before this paragraph: a number, `BULLET`, or None for nothing."""
        found = self._lists.get(num_id)
        shape = found.levels.get(level) if found else None
        if found is None or shape is None:
            return None
        counts = self._counts.setdefault(found.abstract, {})
        start = found.starts.get(level, shape.start)
        if level in found.starts and (num_id, level) not in self._started:
            counts.pop(level, None)
        self._started.add((num_id, level))
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [key for key in counts if key > level]:
            if deeper not in found.levels or found.levels[deeper].restarts:
                del counts[deeper]
        if shape.format == "bullet":
            return BULLET
        if shape.format == "none" and "%" in shape.text:
            return None
        return self._fill(shape, found, counts).strip() or None

    def _fill(self, shape: _Level, found: _List, counts: dict[int, int]) -> str:
        text = shape.text
        for level in range(9):
            if f"%{level + 1}" in text:
                other = found.levels.get(level, _Level())
                value = counts.setdefault(level, found.starts.get(level, other.start))
                form = "decimal" if shape.legal else other.format
                text = text.replace(f"%{level + 1}", write_number(value, form))
        return text


def write_number(value: int, form: str) -> str:
    """`value` in the w:numFmt `form`; in plain digits where the form is not one that offices here use."""
    writer = _WRITERS.get(form)
    return writer(value) if writer else str(value)


def _chinese(value: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    if not 0 < value < 10_000:
        return str(value)
    written = ""
    for position, digit in enumerate(map(int, str(value))):
        unit = units[len(str(value)) - position - 1]
        written += digits[digit] + unit if digit else ("" if written.endswith(digits[0]) else digits[0])
    written = written.rstrip(digits[0])
    return written[1:] if digits == _DIGITS and 10 <= value < 20 else written


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    written = ""
    for amount, sign in _ROMAN.items():
        written += sign * (value // amount)
        value %= amount
    return written


def _letter(value: int) -> str:
    return chr(96 + (value - 1) % 26 + 1) * ((value - 1) // 26 + 1) if 0 < value < 260 else str(value)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _circled(value: int) -> str:
    return chr(0x2460 + value - 1) if 0 < value <= 20 else str(value)


_WRITERS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": _cycle("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "decimalEnclosedParen": _cycle("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "decimalEnclosedFullstop": _cycle("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda value: "".join(_DIGITS[int(digit)] for digit in str(value)).replace(
        "零", "〇"
    ),
    "chineseLegalSimplified": lambda value: _chinese(value, _FORMAL, ("", "拾", "佰", "仟")),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}


def _read_lists(root: Element | None) -> dict[str, _List]:
    abstracts = {attribute(item, "abstractNumId") or "": item for item in children(root, "abstractNum")}
    by_style = {
        attribute(link, "val") or "": key
        for key, item in abstracts.items()
        if (link := child(item, "styleLink")) is not None
    }
    lists: dict[str, _List] = {}
    for num in children(root, "num"):
        key = attribute(child(num, "abstractNumId"), "val") or ""
        linked = attribute(child(abstracts.get(key), "numStyleLink"), "val")
        key = by_style.get(linked, key) if linked else key
        levels = _levels(children(abstracts.get(key), "lvl"))
        starts: dict[int, int] = {}
        for override in children(num, "lvlOverride"):
            level = _number(override, "ilvl", 0)
            levels |= _levels(children(override, "lvl"))
            if (start := child(override, "startOverride")) is not None:
                starts[level] = _number(start, "val", 1)
        lists[attribute(num, "numId") or ""] = _List(key, levels, starts)
    return lists


def _levels(elements: list[Element]) -> dict[int, _Level]:
    return {
        _number(element, "ilvl", 0): _Level(
            attribute(child(element, "numFmt"), "val") or "decimal",
            attribute(child(element, "lvlText"), "val") or "",
            _number(child(element, "start"), "val", 1),
            attribute(child(element, "lvlRestart"), "val") != "0",
            is_on(child(element, "isLgl")),
        )
        for element in elements
    }


def _number(element: Element | None, key: str, default: int) -> int:
    value = attribute(element, key)
    return int(value) if value and value.lstrip("-").isdigit() and len(value) < 7 else default
