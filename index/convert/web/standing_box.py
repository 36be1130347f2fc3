"""What the box over an article on a government's site says: 索引号, 发文字号, 成文日期."""

import re

from lxml.html import HtmlElement

from index.text.document_numbers import NUMBER

_LABELS = r"(?:发文字号|发文文号|文\s*号|文件编号)"
_LABEL = re.compile(rf"^[\[【]?\s*{_LABELS}\s*[\]】]?\s*[：:]?$")
_STATED = re.compile(rf"^[\[【]?\s*{_LABELS}\s*[\]】]?\s*[：:]?\s*(?P<number>.{{4,40}})$")
_MOST = 60  # characters of a label with its value
_CELLS = ".//td|.//th|.//li|.//dt|.//dd|.//p|.//span|.//strong|.//b|.//label|.//div"


def stated_number(root: HtmlElement) -> str | None:
    """The document number that the page states beside 发文字号, as it writes it; None where it states none, or
    several."""
    found = {number for element in root.xpath(_CELLS) if (number := _number_of(element))}
    return found.pop() if len(found) == 1 else None


def _number_of(element: HtmlElement) -> str | None:
    if len(element) > 3:
        return None
    text = _tidy(element)
    if len(text) > _MOST:
        return None
    if match := _STATED.match(text):
        return _whole(match["number"])
    if _LABEL.match(text) and (following := element.getnext()) is not None:
        return _whole(_tidy(following))
    return None


def _whole(text: str) -> str | None:
    return text if NUMBER.fullmatch(text) else None


def _tidy(element: HtmlElement) -> str:
    return re.sub(r"\s+", "", str(element.text_content()))
