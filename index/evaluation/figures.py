"""Figures of an answer that no cited source bears out: found by other means than those that made the answer."""

import re
import unicodedata
from collections.abc import Iterable

from contracts import Citation
from index.model.answer import Answer
from index.text.figures import find_figures

_BLANKS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")  # between two numbers they part them
_COMMA = re.compile(r"(?<=\d)[,，](?=\d{3})")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)*")
_IN_WORDS = re.compile(
    r"[一二三四五六七八九十百千两]+个?(?:工作日|自然日|月|日|天|年|小时|万|亿|元|倍|次|名|家|项|分|成)"
)
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}[.、．]\s*|[（(]\d{1,2}[)）])", re.MULTILINE)


def fold_figures(text: str) -> str:
    """One width, no blanks, no separators of thousands: `２０ 万元` and `20万元` are alike."""
    return _BLANKS.sub("", _widen(text)).casefold()


def _widen(text: str) -> str:
    return _COMMA.sub("", unicodedata.normalize("NFKC", text))


def unsupported(answer: Answer) -> list[str]:
    """Figures (with their unit) and bare numbers of the text that stand neither in a cited passage nor in what the
    citation itself says of its document (title, number, dates). Numbers of list items do not count.
    """
    if answer.outcome != "answered":
        return []
    source = "\n".join(part for citation in answer.citations for part in _parts(citation))
    told, numbers = fold_figures(source), set(_NUMBER.findall(_widen(source)))
    text = _NUMBERING.sub("", answer.text)
    figures = [*find_figures(text), *_IN_WORDS.findall(fold_figures(text))]
    without = [figure for figure in figures if not _stands_in(fold_figures(figure), told)]
    bare = [number for number in _NUMBER.findall(_widen(text)) if number not in numbers]
    return list(dict.fromkeys([*without, *bare]))


def _stands_in(figure: str, told: str) -> bool:
    """Whether `told` has the figure, not as the end of a longer number (5% in 15%)."""
    return re.search(rf"(?<![\d.]){re.escape(figure)}", told) is not None


def _parts(citation: Citation) -> Iterable[str]:
    yield citation.passage
    yield from (part for part in (citation.title, citation.section, citation.document_number) if part)
    for day in (citation.issued_on, citation.effective_from, citation.effective_to):
        if day:
            yield f"{day.year}年{day.month}月{day.day}日 {day.isoformat()}"
