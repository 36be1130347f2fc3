"""Numbered headings that are in truth items of a list: the 项 of an article, what a lead-in announces, short ones.

一、, （一） and 1. number sections as well as items. An item says one thing; a section has text of its own under it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.passages.blocks import ARTICLE_LEVEL, Block

_ENUMERATED = {"cn", "bracketed_cn", "number", "decimal"}
_LEAD_IN = re.compile(r"[：:]$")
_ONE_SENTENCE = re.compile(r"^[^。！？]*[。！？；;]?$")
_SHORT = 80  # characters: items of a list without a lead-in
_ALIKE = 0.8  # share of the siblings that must read as items


def find_lists(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the headings that are items of lists turned into items."""
    return _empty_to_items(_runs_to_items(_articles_to_items(blocks)))


def _articles_to_items(blocks: Sequence[Block]) -> list[Block]:
    """条 > 款 > 项: within an article what is numbered is an item, unless its style numbers the document itself."""
    found: list[Block] = []
    outside: set[str] = set()
    inside = False
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if block.kind == "heading":
            if block.style == "article":
                inside = True
            elif block.level < ARTICLE_LEVEL:
                inside, outside = False, set()
            elif not inside or block.style in outside or block.style not in _ENUMERATED:
                inside = False
                outside.add(block.style)
            else:
                item, size = _as_item(blocks, position)
                found.append(item)
                position += size
                continue
        found.append(block)
        position += 1
    return found


def _runs_to_items(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    position = 0
    sections: dict[str, int] = {}  # style: where the run of headings ends that are no list
    while position < len(blocks):
        block = blocks[position]
        end = position
        if _is_enumerated(block) and position >= sections.get(block.style, 0):
            run = _end_of_run(blocks, position)
            end = _end_of_list(blocks, position, run)
            if end == position:
                sections[block.style] = run
        if end == position:
            found.append(block)
            position += 1
            continue
        while position < end:
            if _is_enumerated(blocks[position]):
                item, size = _as_item(blocks, position)
                found.append(item)
                position += size
            else:
                found.append(blocks[position])
                position += 1
    return found


@dataclass(frozen=True)
class _Sibling:
    """One numbered heading of a run with what follows it before the next."""

    text: str
    has_text_of_its_own: bool

    @property
    def is_item(self) -> bool:
        return not self.has_text_of_its_own and bool(_ONE_SENTENCE.match(self.text))


def _end_of_run(blocks: Sequence[Block], start: int) -> int:
    """Where what stands at or below the level of the numbered heading `start` ends."""
    end = start + 1
    while end < len(blocks):
        block = blocks[end]
        if block.kind == "heading" and (block.level < blocks[start].level or block.style not in _ENUMERATED):
            break
        end += 1
    return end


def _end_of_list(blocks: Sequence[Block], start: int, end: int) -> int:
    """Where the list ends that the run from `start` to `end` is; `start` itself when it is no list."""
    style = blocks[start].style
    starts = [at for at in range(start, end) if blocks[at].kind == "heading" and blocks[at].style == style]
    siblings = [_sibling(blocks, begin, stop) for begin, stop in zip(starts, [*starts[1:], end], strict=True)]
    led_in = (
        start > 0 and blocks[start - 1].kind != "heading" and bool(_LEAD_IN.search(blocks[start - 1].text))
    )
    if not _are_items(siblings, led_in):
        return start
    # Paragraphs under the last item belong to the section again.
    while end > starts[-1] + _size(blocks, starts[-1]) and blocks[end - 1].kind in {"paragraph", "table"}:
        end -= 1
    return end


def _are_items(siblings: Sequence[_Sibling], led_in: bool) -> bool:
    if len(siblings) < 2 or sum(s.is_item for s in siblings) < _ALIKE * len(siblings):
        return False
    listed = all(s.text.endswith(("；", ";")) for s in siblings[:-1])
    return led_in or listed or median(len(s.text) for s in siblings) <= _SHORT


def _sibling(blocks: Sequence[Block], begin: int, stop: int) -> _Sibling:
    item, size = _as_item(blocks, begin)
    under = blocks[begin + size : stop]
    announces = bool(_LEAD_IN.search(item.text))
    own = any(
        block.kind in {"paragraph", "table"} or (block.kind == "heading" and not announces) for block in under
    )
    is_bare = not blocks[begin].run_in and bool(under) and not announces
    return _Sibling(item.text, own or is_bare)


def _empty_to_items(blocks: Sequence[Block]) -> list[Block]:
    """A numbered heading with nothing under it is an item of the section that its siblings stand in."""
    found: list[Block] = []
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        is_empty = following is None or (following.kind == "heading" and following.level <= block.level)
        if _is_enumerated(block) and not block.run_in and is_empty:
            found.append(replace(block, kind="item"))
        else:
            found.append(block)
    return found


def _is_enumerated(block: Block) -> bool:
    return block.kind == "heading" and block.style in _ENUMERATED


def _size(blocks: Sequence[Block], position: int) -> int:
    return 2 if blocks[position].run_in else 1


def _as_item(blocks: Sequence[Block], position: int) -> tuple[Block, int]:
    """The heading (with the paragraph it runs into) as an item of the section before it, and how many blocks it was."""
    size = _size(blocks, position)
    text = blocks[position + size - 1].text
    return replace(blocks[position], kind="item", text=text, level=0, run_in=False), size
