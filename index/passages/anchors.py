"""Anchors: short names of passages, stable while the document's outline is, unique within the document."""

import re
import unicodedata
from collections.abc import Sequence

from index.text.markers import ARTICLE, DECIMAL, find_marker

_MOST = 24
_DROPPED = re.compile(r"[^\w一-龥]+")
_BRACKETS = str.maketrans("()", "（）")
_CHAPTER = re.compile(r"^(第[一二三四五六七八九十百零〇\d]+[编章节編節])")


class Anchors:
    """Gives the passages of one document their anchors, in order."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._last: dict[str, int] = {}

    def give(self, headings: Sequence[str], part: str) -> str:
        """第十一条-（五）, 条件, 常见问题-收费吗, 分工表-江岸区; the second of a name ends with -2."""
        names = [slug(heading) for heading in _from_article(headings)]
        name = "-".join(name for name in [*names, _part(part)] if name) or "正文"
        anchor, number = name, self._last.get(name, 1)
        while anchor in self._given:
            number += 1
            anchor = f"{name}-{number}"
        self._last[name] = number
        self._given.add(anchor)
        return anchor


def _part(part: str) -> str:
    """（五） and （一）至（三） as they are, the name of a row as words."""
    return part.translate(_BRACKETS) if find_marker(part) else slug(part)


def slug(text: str) -> str:
    """The mark of a numbered heading (第十一条, 一, （二）), else its words without punctuation, shortened."""
    if match := ARTICLE.match(text) or _CHAPTER.match(text) or DECIMAL.match(text):
        return match[1]
    if marker := find_marker(text):
        return marker.label.translate(_BRACKETS)
    return _DROPPED.sub("", unicodedata.normalize("NFC", text))[:_MOST]


def _from_article(headings: Sequence[str]) -> Sequence[str]:
    """An article is numbered through its document: its chapter adds nothing."""
    for position, heading in enumerate(headings):
        if ARTICLE.match(heading):
            chapters = [h for h in headings[:position] if not _CHAPTER.match(h)]
            return [*chapters, *headings[position:]]
    return headings
