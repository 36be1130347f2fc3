"""What staff ask for: words, a section, a stage, a deadline, each given as a condition or among the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.lookup import Stage
from records.cases.stages import STAGE_LABELS
from records.models import STAGES
from records.staff.search.search_due import Due, find_due, parse_due
from records.staff.search.search_words import Word, split_words

LONGEST_QUERY = 100
_MOST_WORDS = 8

_STAGE_WORDS: dict[str, Stage] = {
    **{label: stage for stage, label in STAGE_LABELS.items()},
    **dict.fromkeys(("收件", "待受理", "未受理"), "received"),
    **dict.fromkeys(("补正", "补正中", "待补件", "补件"), "supplement_requested"),
    **dict.fromkeys(("受理",), "accepted"),
    **dict.fromkeys(("审核", "审查中", "在审", "审查"), "review"),
    **dict.fromkeys(("专家评审", "评审中", "评审"), "expert_review"),
    **dict.fromkeys(("公示",), "publicity"),
    **dict.fromkeys(("已决定", "作出决定"), "decided"),
    **dict.fromkeys(("制证", "制证中", "发证"), "certificate"),
    **dict.fromkeys(("办结", "已完结", "完结"), "closed"),
    **dict.fromkeys(("撤回", "已撤销"), "withdrawn"),
    **dict.fromkeys(("不予受理", "不予通过", "未通过", "退件"), "rejected"),
}


class QueryInvalid(Exception):
    """The conditions cannot be looked for as they are; the message says in Chinese what to change."""


@dataclass(frozen=True)
class CaseQuery:
    """Conditions that all hold. Without any of them nothing is asked for."""

    words: tuple[Word, ...] = ()
    section: str | None = None
    stage: Stage | None = None
    due: Due | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.words or self.section or self.stage or self.due)

    def describe(self) -> list[str]:
        """Return the conditions beside the words, in Chinese, as they were understood."""
        told = [
            ("科室", self.section),
            ("环节", STAGE_LABELS[self.stage] if self.stage else None),
            ("时限", self.due.label if self.due else None),
        ]
        return [f"{name}：{value}" for name, value in told if value]


def read_query(
    text: str,
    *,
    today: date,
    sections: Sequence[str],
    section: str | None = None,
    stage: str | None = None,
    due: str | None = None,
) -> CaseQuery:
    """Read what was typed and the conditions beside it; `sections` are those that there are.

    Raises QueryInvalid for an unknown stage, too long a query, and two conditions of a kind that differ; DueInvalid.
    """
    if len(text) > LONGEST_QUERY:
        raise QueryInvalid(f"查询内容请不超过 {LONGEST_QUERY} 个字。")
    if stage and stage not in STAGES:
        raise QueryInvalid(f"没有“{stage[:20]}”这个环节，可用的有：{'、'.join(STAGES)}。")
    query = CaseQuery(
        section=section or None,
        stage=stage if stage else None,
        due=parse_due(due, today) if due else None,
    )
    names: list[Word] = []
    for word in split_words(text):
        known = _read_condition(query, word.text, today, sections)
        if known is None:
            names.append(word)
        else:
            query = known
    if len(names) > _MOST_WORDS:
        raise QueryInvalid(f"一次请不超过 {_MOST_WORDS} 个词。")
    return replace(query, words=tuple(dict.fromkeys(names)))


def find_section(word: str, sections: Sequence[str]) -> str | None:
    """Return the section that a word names: in full, or, where only one fits, shortened (高新处 for 高新技术处)."""
    folded = {section.upper(): section for section in sections}
    if word in folded:
        return folded[word]
    if len(word) < 3:
        return None
    fitting = [section for name, section in folded.items() if _is_short_for(word, name)]
    return fitting[0] if len(fitting) == 1 else None


def _is_short_for(word: str, name: str) -> bool:
    rest = iter(name)
    return word[:2] == name[:2] and word[-1] == name[-1] and all(character in rest for character in word)


def _read_condition(query: CaseQuery, word: str, today: date, sections: Sequence[str]) -> CaseQuery | None:
    """Return the query with the condition that a word says, None if it says none."""
    if (stage := _STAGE_WORDS.get(word)) is not None:
        _refuse_other("环节", query.stage, stage)
        return replace(query, stage=stage)
    if (due := find_due(word, today)) is not None:
        _refuse_other("时限", query.due, due)
        return replace(query, due=due)
    if (section := find_section(word, sections)) is not None:
        _refuse_other("科室", query.section, section)
        return replace(query, section=section)
    return None


def _refuse_other(name: str, given: object, found: object) -> None:
    if given is not None and given != found:
        raise QueryInvalid(f"{name}写了两个不同的，请只留一个。")
