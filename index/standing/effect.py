"""Since when a document holds, until when, and which documents it does away with, as its own text says.

Only sentences in which the document speaks of itself count (本办法自…起施行); a date that cannot be told is left out.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from index.standing.superseded import find_superseded, is_repeal
from index.text.document_numbers import date_pattern, read_date
from understanding.values.numerals import read_whole

_KIND = (
    r"(?:办法|通知|通告|公告|意见|措施|方案|规定|规程|细则|条例|规划|计划|决定|指南|指引"
    r"|规则|政策|文件|制度|准则|标准|清单|目录)"
)
_OWN = re.compile(rf"本{_KIND}|印发给|予以印发|现予(?:公布|发布|印发)|现(?:公布|发布|印发)|现将")
_OWN_ARTICLE = re.compile(
    r"^(?:第[^条]{1,8}条|[一二三四五六七八九十]+、|[（(][^）)]{1,4}[）)]|\d+[.、])?\s*自"
)
_COUNT = r"(?P<after>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个?工作)?(?P<unit>日|天|个月)"
_FROM = re.compile(
    rf"(?P<other>》[^，。《》]{{0,6}})?自\s*(?:{date_pattern()}|(?P<issue>(?:发布|公布|印发|颁布|下发|发文)之日))"
    rf"\s*起?\s*(?:满?{_COUNT}后)?\s*起?\s*(?:开始|正式)?(?:施行|实施|执行|生效|试行)"
)
_UNTIL = re.compile(
    rf"(?:(?:有效期|(?:施行|执行|实施|试行)期)(?:限)?(?:为|自[^，。]{{0,20}})?|起(?:施行|实施|执行|生效|试行)[，,]\s*(?:有效期)?)"
    rf"(?:截?至|到|截止(?:至|到|日期为)?)\s*{date_pattern()}"
)
_RANGE = re.compile(rf"{date_pattern('a')}\s*起?\s*(?:至|到|—+|-|－|~|～)\s*{date_pattern('b')}")
_HELD = re.compile(r"^(?:止|期间|内)*(?:施行|执行|实施|有效)")
_OTHERS = re.compile(r"项目|企业|证书|合同|申报|费用|补助|资格")
_TERM = re.compile(r"(?:有效期|施行期|执行期|实施期|试行期)(?:限)?")
_PERIOD = re.compile(
    rf"{_TERM.pattern}(?:暂定)?(?:为|是)?\s*(?P<n>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})\s*(?P<unit>年|个月)"
)
_OWN_TERM = re.compile(rf"本{_KIND}的?(?:[^，。；]{{0,4}})(?:有效|施行|执行|实施|试行)期")
_SENTENCE = re.compile(r"[^。；;\n]+")
_BEGINS = re.compile(r"起(?:开始|正式)?(?:施行|实施|执行|生效|试行)")
_DRAFT = re.compile(r"征求意见稿|公开征求意见|起草说明")


@dataclass(frozen=True)
class Effect:
    """What the text says of its own validity. `supersedes`: 《旧办法》（示科〔2018〕3号）, as far as stated."""

    effective_from: date | None = None
    effective_to: date | None = None
    supersedes: tuple[str, ...] = ()


def read_effect(text: str, title: str, issued_on: date | None) -> Effect:
    """The dates of effect and the documents superseded that `text` states. Drafts state none."""
    if _DRAFT.search(title) or not _mentions(text):
        return Effect()
    begins: list[date] = []
    ends: list[date] = []
    supersedes: list[str] = []
    spoke = False
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        spoke = _read_dates(sentence, issued_on, spoke, begins, ends)
        supersedes += find_superseded(sentence)
    start = begins[0] if len(set(begins)) == 1 else None
    end = ends[0] if len(set(ends)) == 1 else None
    if start is not None and end is not None and end < start:
        start = end = None
    return Effect(start, end, tuple(dict.fromkeys(supersedes)))


def _mentions(text: str) -> bool:
    return bool(is_repeal(text) or _TERM.search(text) or _BEGINS.search(text) or "执行期" in text)


def _read_dates(
    sentence: str, issued_on: date | None, spoke: bool, begins: list[date], ends: list[date]
) -> bool:
    """Adds what one sentence says; whether it told the document's own beginning, so that the next may tell the end."""
    if len(sentence) > 400:
        return False
    own = _OWN.search(sentence)
    start: date | None = None
    match = _FROM.search(sentence)
    begun = match is not None and not match["other"] and _is_own(sentence, own, match.start())
    if begun and match is not None:
        start = _beginning(match, issued_on)
        if start is not None:
            begins.append(start)
    held = own is not None and any(
        _HELD.match(sentence[range_.end() :]) for range_ in _RANGE.finditer(sentence)
    )
    if begun or held or _OWN_TERM.search(sentence) or (spoke and _TERM.match(sentence)):
        _read_end(sentence, start or (begins[-1] if begins else None), begins, ends)
    return begun


def _is_own(sentence: str, own: re.Match[str] | None, at: int) -> bool:
    """Whether what begins at `at` is the document itself, and nothing named between its name and there."""
    if _OWN_ARTICLE.match(sentence):
        return True
    return (
        own is not None and own.start() < at and not _OTHERS.search(sentence[own.end() : at].split("》")[-1])
    )


def _beginning(match: re.Match[str], issued_on: date | None) -> date | None:
    start = issued_on if match["issue"] else read_date(match)
    if start is None or not match["after"]:
        return start
    count = read_whole(match["after"])
    if count is None:
        return None
    return _months_later(start, count) if match["unit"] == "个月" else start + timedelta(days=count)


def _read_end(sentence: str, start: date | None, begins: list[date], ends: list[date]) -> None:
    if match := _RANGE.search(sentence):
        first, last = read_date(match, "a"), read_date(match, "b")
        if first is not None and last is not None and first < last:
            begins += [] if first in begins else [first]
            ends.append(last)
    elif match := _UNTIL.search(sentence):
        if (last := read_date(match)) is not None:
            ends.append(last)
    elif (match := _PERIOD.search(sentence)) and start is not None:
        months = (read_whole(match["n"]) or 0) * (12 if match["unit"] == "年" else 1)
        if months:
            ends.append(_months_later(start, months) - timedelta(days=1))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day > last:
        return date(year, month + 1, last) + timedelta(days=1)
    return date(year, month + 1, day.day)
