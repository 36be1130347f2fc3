"""Figures of a text: amounts of money, ratios, dates, periods, counts, document numbers, telephone numbers."""

import re
from collections.abc import Iterable, Sequence

_NUMBER = r"\d[\d,，]*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?:19|20)\d{{2}}\s*年(?:\s*\d{{1,2}}\s*月)?(?:\s*\d{{1,2}}\s*日)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*日"
    rf"|\d{{3,4}}-\d{{7,8}}|1\d{{10}}(?!\d)|[一-龥]{{1,8}}〔\d{{4}}〕\d+号"
    rf"|{_NUMBER}\s*(?:%|％|‰|个百分点)|百分之[一二三四五六七八九十百零点]+"
    rf"|{_NUMBER}\s*(?:万|亿|千)?\s*(?:元|美元|欧元)"
    rf"|{_NUMBER}\s*(?:个)?\s*(?:工作日|自然日|日历天|日|天|小时|月|年|周|季度)"
    rf"|{_NUMBER}\s*(?:余)?\s*(?:万|亿)?\s*(?:家|件|项|人|份|次|名|个|分|场|条|款|倍|位|支|所|期|批)(?:以上|以下|以内)?"
)
_BLANKS = re.compile(r"\s+")


def find_figures(text: str) -> list[str]:
    """Figures in the order of the text, each once, without blanks inside."""
    return list(dict.fromkeys(_BLANKS.sub("", match[0]) for match in _FIGURE.finditer(text)))


def all_stand_in(figures: Iterable[str], passages: Sequence[str]) -> bool:
    """Whether every figure stands in one of the passages, and not as the end of a longer one (5% in 15%); blanks do
    not count."""
    bare = [_BLANKS.sub("", passage) for passage in passages]
    return all(any(_stands_in(_BLANKS.sub("", figure), passage) for passage in bare) for figure in figures)


def is_quoted(lines: Iterable[str], passages: Sequence[str]) -> bool:
    """Whether every piece of the lines (…… parts two) stands in one of the passages word for word; blanks do not
    count."""
    bare = [_BLANKS.sub("", passage) for passage in passages]
    pieces = [_BLANKS.sub("", piece) for line in lines for piece in line.split("……")]
    return all(any(piece in passage for passage in bare) for piece in pieces)


def _stands_in(figure: str, passage: str) -> bool:
    at = passage.find(figure)
    while at >= 0:
        before = passage[at - 1] if at else ""
        if not (figure[0].isdigit() and (before.isdigit() or before == ".")):
            return True
        at = passage.find(figure, at + 1)
    return False
