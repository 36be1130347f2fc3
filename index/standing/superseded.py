"""Documents that a sentence says are over (《旧办法》（示科〔2018〕3号）同时废止), and documents named in a text."""

import re

from index.text.document_numbers import find_number

_REPEAL = re.compile(
    r"(?:同时|予以|即行|相应|一并|自行|宣布|正式|均|自动)?(?:废止|失效|停止(?:执行|施行|使用)|不再执行)"
)
_PARTLY = re.compile(r"》[^《》，。]{0,24}第[^，。《》]{1,12}[条款项章]")
_BEGINS = re.compile(r"起(?:开始|正式)?(?:施行|实施|执行|生效|试行)")


def is_repeal(text: str) -> bool:
    """Whether a text speaks of anything being over."""
    return bool(_REPEAL.search(text))


def find_superseded(sentence: str) -> list[str]:
    """The documents that a sentence says are over: those in the clause of the verb, or the one before it; [] where only
    a part of one is (第三条废止)."""
    clauses = _clauses(sentence)
    found: list[str] = []
    for position, clause in enumerate(clauses):
        if not _REPEAL.search(clause) or _PARTLY.search(clause):
            continue
        named = find_references(clause)
        if not named and position and not _BEGINS.search(clauses[position - 1]):
            named = find_references(clauses[position - 1])
        found += named
    return found


def _clauses(sentence: str) -> list[str]:
    """The sentence at its commas outside of titles and brackets."""
    parts, depth = [""], 0
    for char in sentence:
        depth += (char in "《（(〈") - (char in "》）)〉")
        if char in "，," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def find_references(text: str) -> list[str]:
    """Documents named in a text, as 《title》（number）, 《title》 or number."""
    spans = _titles(text)
    found: list[str] = []
    for position, (start, end) in enumerate(spans):
        limit = spans[position + 1][0] if position + 1 < len(spans) else len(text)
        number = find_number(text[end : min(limit, end + 45)])
        found.append(text[start:end] + (f"（{number}）" if number else ""))
    if not spans and (number := find_number(text)):
        found.append(number)
    return found


def _titles(text: str) -> list[tuple[int, int]]:
    """Where 《…》 stand, an inner pair belonging to the outer one."""
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for position, char in enumerate(text):
        if char == "《":
            start = position if depth == 0 else start
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if depth == 0 and 4 <= position - start <= 120:
                spans.append((start, position + 1))
    return spans


def split_reference(reference: str) -> tuple[str, str]:
    """Title and number of what find_references gave; "" for the one it has not."""
    spans = _titles(reference)
    title = reference[spans[0][0] + 1 : spans[0][1] - 1] if spans else ""
    number = find_number(reference[spans[0][1] :] if spans else reference)
    return title or ("" if number else reference), number or ""
