"""Structured text to blocks: headings, paragraphs, list items, tables."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from index.passages.tables import Table, read_table
from index.text.markers import ARTICLE, DECIMAL, find_marker
from index.text.mend import drop_bold, drop_line_blanks

BlockKind = Literal["heading", "paragraph", "item", "table"]

_MARKDOWN = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零〇\d]+(?P<kind>[编章节編節])(?![和与、至或])\s*\S*")
_CHAPTER_MARK = re.compile(r"^(第[一二三四五六七八九十百零〇\d]+[编章节編節])\s+")
_BULLET = re.compile(r"^(?P<indent>\s*)[-*+•·●■◆]\s+")
_BRACKETED = re.compile(r"^【([^】]{2,40})】")
_LABEL = re.compile(r"^\*\*([^*]{1,12}?)[:：]\*\*\s*|^\*\*([^*]{1,12}?)\*\*[:：]\s*")
_ANNEX = re.compile(r"^(附件|附表|附录)\s*[一二三四五六七八九十\d]*\s*[：:]?$")
_CONTENTS = re.compile(r"(?:[.．…·]{4,}|…{2,})\s*\d{1,4}\s*$")
_SENTENCE_END = re.compile(r"[。；！？]")
_LEVELS = {"编": 7, "編": 7, "章": 8, "节": 9, "節": 9}
PLAIN_LEVEL = 10  # a line that stands like a heading, without a mark
_ANNEX_LEVEL, _BRACKET_LEVEL, _LABEL_LEVEL = 6, 10, 12
ARTICLE_LEVEL = 14
_MARKED_LEVEL = 15  # 一、; （一） is one further in, and so on
_DECIMAL_LEVEL = 17
_ITEM_STYLES = {"number", "bracketed_number", "circled"}
_HEADING_MOST = 40
_LONG = 60


@dataclass(frozen=True)
class Block:
    """A piece of a document. `level` orders headings (1 outermost); `run_in`: the heading's text also begins the next
    paragraph, so that quoting the paragraph quotes it. `style` and `label` are those of the mark it begins with
    (（五）), `depth` how far in an item stands."""

    kind: BlockKind
    text: str
    level: int = 0
    run_in: bool = False
    table: Table | None = None
    style: str = ""
    label: str = ""
    depth: int = 0


def parse_blocks(text: str) -> list[Block]:
    """Blocks of mended text, in order."""
    paragraphs = [part.strip("\n") for part in text.split("\n\n") if part.strip()]
    paragraphs = [part for part in paragraphs if not _CONTENTS.search(part[-200:])]
    titles = _title_labels(paragraphs)
    blocks: list[Block] = []
    for position, paragraph in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else ""
        blocks += _read(paragraph, following, titles)
    return blocks


def _read(text: str, following: str, titles: set[str]) -> list[Block]:
    table = read_table(text)
    if table is not None:
        return [Block("table", text, table=table)]
    if match := _MARKDOWN.match(text):
        return [Block("heading", _tidy(drop_bold(match[2])), len(match[1]))]
    if match := _LABEL.match(text):
        return _labelled(match[1] or match[2], drop_bold(text[match.end() :]), titles)
    text = drop_bold(text)
    if match := _BULLET.match(text):
        depth = 10 + min(9, len(match["indent"].expandtabs(4)))
        return [Block("item", text[match.end() :], style=f"bullet{depth}", depth=depth)]
    return _numbered(text.lstrip(), following) or _plain(text.lstrip(), following)


def _tidy(heading: str) -> str:
    """A heading without blanks left of line ends; the one behind 第一章 stays."""
    match = _CHAPTER_MARK.match(heading)
    if match is None:
        return drop_line_blanks(heading)
    return f"{match[1]} {drop_line_blanks(heading[match.end() :])}".strip()


def _labelled(label: str, rest: str, titles: set[str]) -> list[Block]:
    if label in titles:
        return [Block("heading", rest.rstrip("。;；"), _LABEL_LEVEL)]
    heading = Block("heading", label, _LABEL_LEVEL + 1)
    return [heading, Block("paragraph", rest)] if rest else [heading]


def _title_labels(paragraphs: list[str]) -> set[str]:
    """Labels such as **成果名称:** that name what the next labels describe: the first frequent one."""
    lengths: dict[str, list[int]] = {}
    for paragraph in paragraphs:
        if match := _LABEL.match(paragraph):
            lengths.setdefault(match[1] or match[2], []).append(len(paragraph) - match.end())
    if len(lengths) < 2:
        return set()
    most = Counter({label: len(found) for label, found in lengths.items()}).most_common(1)[0][1]
    short = [label for label, found in lengths.items() if len(found) == most >= 2 and max(found) <= _LONG]
    return set(short[:1])


def _numbered(text: str, following: str) -> list[Block]:
    if (match := _CHAPTER.match(text)) and len(text) <= _HEADING_MOST:
        return [Block("heading", text, _LEVELS[match["kind"]])]
    if match := ARTICLE.match(text):
        caption = f"{match[1]}{match[2] or ''}"
        if len(text) == match.end():
            return [Block("heading", caption, ARTICLE_LEVEL, style="article", label=match[1])]
        return [
            Block("heading", caption, ARTICLE_LEVEL, run_in=True, style="article", label=match[1]),
            Block("paragraph", text),
        ]
    if match := _BRACKETED.match(text):
        return [Block("heading", match[1], _BRACKET_LEVEL, run_in=True), Block("paragraph", text)]
    if match := DECIMAL.match(text):
        leads = _looks_like_heading(text) and bool(following)
        level = _DECIMAL_LEVEL + match[1].count(".")
        return [Block("heading", text, level, style="decimal", label=match[1])] if leads else []
    return _marked(text, following)


def _marked(text: str, following: str) -> list[Block]:
    marker = find_marker(text)
    if marker is None:
        return []
    level = _MARKED_LEVEL + marker.depth
    if marker.style not in _ITEM_STYLES:
        return _heading_or_run_in(text, level, marker.style, marker.label)
    is_heading = (
        marker.style == "number"
        and _looks_like_heading(text)
        and len(following) >= _LONG
        and find_marker(following) is None
    )
    kind: BlockKind = "heading" if is_heading else "item"
    return [Block(kind, text, level, style=marker.style, label=marker.label, depth=marker.depth)]


def _heading_or_run_in(text: str, level: int, style: str, label: str) -> list[Block]:
    end = _SENTENCE_END.search(text)
    if end is None and len(text) <= _HEADING_MOST:
        return [Block("heading", text, level, style=style, label=label)]
    paragraph = Block("paragraph", text)
    if end is not None and end.end() == len(text) and len(text) <= _HEADING_MOST - 10:
        return [Block("heading", text.rstrip("。；"), level, True, style=style, label=label), paragraph]
    cut = (
        end.start()
        if end is not None and end.start() <= _HEADING_MOST
        else len(re.split(r"[，,：:]", text)[0])
    )
    head = text[: min(cut, _HEADING_MOST)]
    return [Block("heading", head, level, run_in=True, style=style, label=label), paragraph]


def _plain(text: str, following: str) -> list[Block]:
    if _ANNEX.match(text):
        return [Block("heading", text.rstrip("：:"), _ANNEX_LEVEL)]
    leads = (
        (len(following) >= _LONG and not _looks_like_heading(following))
        or "\t" in following
        or following.startswith("|")
    )
    if _looks_like_heading(text) and leads:
        return [Block("heading", drop_line_blanks(text), PLAIN_LEVEL)]
    return [Block("paragraph", text)]


def _looks_like_heading(text: str) -> bool:
    return (
        2 <= len(text) <= _HEADING_MOST
        and "\n" not in text
        and not re.search(r"[。；，,;！？!?：:、]$|[。；]", text)
    )
