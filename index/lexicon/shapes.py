"""Values by their form, in canonical texts: figures, periods, lists, numbers to call. Lists of words name them."""

import re

_CN = "一二三四五六七八九十"
_SHAPES: dict[str, str] = {
    "digit": r"\d",
    "counted": rf"[{_CN}两百千万亿]+(?:个|项|家|次|人|元|种|级|名|倍|成|分之)",
    "period": rf"\d{{1,6}}\s?(?:年|月|日|天|号|时|点|周|个月|个?工作日)|[{_CN}]+(?:年|月|日|天|个月)",
    "duration": rf"\d\s*个?(?:工作日|日|天|小时|月|年|周)|[{_CN}]+(?:日|天|个月|年)内",
    "enumeration": (
        rf"[{_CN[:5]}]是|\([{_CN}\d]+\)|(?:^|[\s。；;])(?:[{_CN}]+、|\d+[.、])|、[^、，。]{{2,12}}、[^、，。]{{2,12}}、"
    ),
    "long_number": r"\d{3,4}-\d{7}|\d{5,}",
    "telephone": r"\d{3,4}-\d{7,8}|1\d{10}",
    "address": r"路\d+号",
    "office": r"(?m:[处科]$)",
    "sum": r"\d\s*[万亿]?元",
    "rate": rf"\d\s*[%％]|[{_CN}]成",
    "document": rf"〔\d{{4}}〕|《[^》]+》|第[{_CN}百]+条",
}
NAMES = frozenset(_SHAPES)


def pattern_of(words: tuple[str, ...], shapes: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of all the words and shapes; of none it finds nothing. Unknown shapes are left out."""
    parts = [*map(re.escape, words), *(_SHAPES[name] for name in shapes if name in _SHAPES)]
    return re.compile("|".join(parts) if parts else r"(?!)")
