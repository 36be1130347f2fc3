"""Which of the enterprise's own cases a message means: by the item that it names, and by the stage (还在公示的那个)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from actions.cases.say_late_cases import is_late
from contracts import CaseStatus
from contracts.lookup import Stage
from index.text.pinyin import spelling
from records.cases.stages import ENDED
from understanding.values.writing import canonical

# What people call the stages. A stage only picks a case where 的 or 那 follows: 公示了没 asks, 公示的那个 picks.
_STAGES: tuple[tuple[tuple[str, ...], tuple[Stage, ...]], ...] = (
    (("没受理", "未受理", "已收件", "收件"), ("received",)),
    (("补正", "要补", "补材料"), ("supplement_requested",)),
    (("评审",), ("expert_review",)),
    (("审核", "在审"), ("review",)),
    (("受理了", "已受理"), ("accepted",)),
    (("公示",), ("publicity",)),
    (("作决定", "作出决定", "作完决定", "定下来", "定了"), ("decided",)),
    (("制证", "发证", "制发证书"), ("certificate",)),
    (("撤回", "撤了"), ("withdrawn",)),
    (("驳回", "没过", "没通过", "不予", "被拒"), ("rejected",)),
)
_DIGITS = re.compile(r"(?<![\d.,])\d{2,6}(?![\d.,年月日号万千元块天个])")
_SHORTEST_END = 2  # digits
_UNFINISHED = ("没完", "没办完", "没办结", "在办", "没结束", "没下来", "还没好")
_LATE = ("超期", "超时", "逾期", "超了期")
_FINISHED = ("办完", "办结", "完了", "结束了", "完成")
_PICKS = ("的", "那", "这")
_REACH = 3  # characters behind a stage's name in which it says that a case is picked
# Pairs of characters of any item's name that any question may hold.
_ANYWHERE = frozenset(
    [
        "申报",
        "申请",
        "办理",
        "企业",
        "科技",
        "技术",
        "登记",
        "许可",
        "工作",
        "来华",
        "人来",
        "创新",
        "新券",
    ]
)


def choose_cases(text: str, cases: Sequence[CaseStatus], named: Collection[str]) -> list[CaseStatus]:
    """Return the cases that a message means; none where it names neither an item nor a stage of theirs.

    `named` are the names of the items that it names; without them an item is also known by two characters in a row
    that no other of the enterprise's items has.
    """
    plain = canonical(text)
    if by_number := _by_end_of_number(plain, cases):
        return by_number
    of_items = [case for case in cases if case.service_item in named]
    if not named:
        liked = _liked(plain, {case.service_item for case in cases})
        of_items = [case for case in cases if case.service_item in liked]
    among = of_items or list(cases)
    of_stage = _of_stage(plain, among)
    return of_stage or of_items


def picks_case(text: str) -> bool:
    """Tell whether a message picks a case by its stage or by the end of its number, whichever it is."""
    plain = canonical(text)
    every = (*(words for words, _ in _STAGES), _LATE, _UNFINISHED, _FINISHED)
    return bool(_DIGITS.search(plain)) or any(_is_picked(plain, words) for words in every)


def _by_end_of_number(plain: str, cases: Sequence[CaseStatus]) -> list[CaseStatus]:
    """Return the cases whose number ends as one in the text: 尾号77, 0026那个; none where that is a date or a sum."""
    ends = [found for found in _DIGITS.findall(plain) if len(found) >= _SHORTEST_END]
    return [case for case in cases if any(case.case_number.endswith(end) for end in ends)]


def _liked(plain: str, items: Collection[str]) -> set[str]:
    pairs = {item: {item[i : i + 2] for i in range(len(item) - 1)} - _ANYWHERE for item in items}
    owners = Counter(pair for each in pairs.values() for pair in each)
    scores = {item: sum(1 / owners[pair] for pair in each if pair in plain) for item, each in pairs.items()}
    best = max(scores.values(), default=0)
    return {item for item, score in scores.items() if score == best} if best >= 1 else set()


def _of_stage(plain: str, cases: Sequence[CaseStatus]) -> list[CaseStatus]:
    if _is_picked(plain, _LATE) and (late := [case for case in cases if is_late(case)]):
        return late
    if _is_picked(plain, _UNFINISHED):
        return [case for case in cases if case.stage not in ENDED]
    for words, stages in _STAGES:
        if _is_picked(plain, words):
            return [case for case in cases if case.stage in stages]
    if _is_picked(plain, _FINISHED):
        return [case for case in cases if case.stage in ENDED]
    return []


def _is_picked(plain: str, words: Sequence[str]) -> bool:
    ends = (end for word in words for end in _ends_of(plain, word))
    return any(each in plain[end : end + _REACH] for end in ends for each in _PICKS)


def _ends_of(plain: str, word: str) -> Iterator[int]:
    """Yield where a word ends in a text; one that sounds the same is the word too (公式 is 公示)."""
    sound = spelling(word)
    for start in range(len(plain) - len(word) + 1):
        part = plain[start : start + len(word)]
        if part == word or (sound and spelling(part) == sound):
            yield start + len(word)
