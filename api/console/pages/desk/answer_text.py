"""The text of an answer: its tables, the card of a row or a contact, its items, its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from api.console.pages.parts.element import element, marked_text

_Form = Literal["table", "fact", "item", "line"]
# A short name and what it is (联系人：张三), no sentence.
_FACT = re.compile(r"([^，。；！？、：:《“\s]{1,14}(?:（[^）]{1,8}）)?)：([^。；：]{1,60})")
_ITEM = re.compile(r"(?:[·□☐☑]|\d{1,2}[.、．)）]|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*")


def draw_text(text: str, figures: list[str]) -> None:
    """Draw a text with its amounts, dates and ratios marked."""
    lines = [line for line in text.split("\n") if line.strip()]
    for form, group in groupby(lines, key=_form_of):
        alike = list(group)
        if form == "table":
            _draw_table(alike)
        elif form == "fact" and len(alike) > 1:
            _draw_card(alike, figures)
        else:
            for line in alike:
                marked_text(line, figures, css="item" if form == "item" else "")


def _form_of(line: str) -> _Form:
    if line.startswith("| ") and line.endswith(" |"):
        return "table"
    if _ITEM.match(line):
        return "item"
    return "fact" if _FACT.fullmatch(line) else "line"


def _draw_table(lines: Sequence[str]) -> None:
    head, *rows = [line[2:-2].split(" | ") for line in lines]
    with element("table", css="quoted"):
        with element("thead"), element("tr"):
            for cell in head:
                element("th", cell, scope="col")
        with element("tbody"):
            for row in rows:
                with element("tr"):
                    for cell in row:
                        element("td", cell)


def _draw_card(lines: Sequence[str], figures: list[str]) -> None:
    with element("dl", css="facts told"):
        for line in lines:
            name, _, value = line.partition("：")
            element("dt", name)
            marked_text(value, figures, tag="dd")
