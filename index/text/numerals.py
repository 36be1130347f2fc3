"""Numbers written one way for matching: 二十万元, 200,000元 and 20万元 are the same sum; 百分之六十 is 60%."""

import re

from understanding.values.numerals import read_whole

_UNIT = (
    r"个?(?:工作日|自然日)|个月|个百分点|万?元|年|月|日|天|周|小时|分钟"
    r"|岁|家|件|项|份|人|名|次|页|平方米|公里|倍|成|种"
)
_CHINESE = re.compile(
    rf"百分之(?P<ratio>[零一二三四五六七八九十百]+)"
    rf"|(?P<number>[〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*)(?=(?:{_UNIT})|[以之]?内|以[上下])"
    rf"|(?P<large>[一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*[十百千万亿][零〇一二两三四五六七八九十百千万亿]*)"
)
_ARABIC = re.compile(
    r"(?<![\d.\-])(?P<number>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{3,})(?P<scale>[万亿]?)(?![\d年.\-])"
)
_MOST = 40  # numbers of one text
_MOST_DIGITS = 15  # of a number that somebody means; longer ones are codes, or nothing
_ROUND = 10_000


def number_forms(text: str) -> str:
    """The numbers of folded `text` that are written otherwise than in short Arabic form, in that form, with blanks
    between: 20万元 60%. Empty where there is none."""
    forms: list[str] = []
    for match in _CHINESE.finditer(text):
        if match["ratio"]:
            value = read_whole(match["ratio"])
            forms += [f"{value}%"] if value is not None else []
            continue
        written = match["number"] or match["large"]
        value = read_whole(written)
        if value is not None and not (match["number"] is None and value < 10):
            forms.append(_short(value) + _unit(text, match.end()))
    for match in _ARABIC.finditer(text):
        if len(match["number"]) > _MOST_DIGITS + _MOST_DIGITS // 3:
            continue
        value = read_whole(match["number"] + match["scale"])
        short = match[0] if value is None else _short(value)
        if short != match[0]:
            forms.append(short + _unit(text, match.end()))
    return " ".join(dict.fromkeys(forms[:_MOST]))


def _unit(text: str, at: int) -> str:
    found = re.compile(_UNIT).match(text, at)
    return found[0] if found else ""


def _short(value: int) -> str:
    """200000 as 20万, 150000000 as 1.5亿; what is no round sum as it is."""
    for name, scale in (("亿", 100_000_000), ("万", _ROUND)):
        if value >= scale and value % (scale // 100) == 0:
            return f"{value / scale:g}{name}"
    return str(value)
