"""Mend plain text as it comes out of files: lines broken in mid-sentence, blank lines between them, Markdown bold."""

import re
from statistics import quantiles

from index.text.normalise import drop_controls

_LINE_END = re.compile(r"[。！？；：:!?;…]$|[。！？!?…][”’」』）)]$|。[（(][^（()）]{1,30}[）)]$")
_BREAKS_OFF = re.compile(r"[，、,（(《“‘]$")
_HAS_CLAUSE = re.compile(r"[，。；,;]")
MARKER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百零〇\d]+[章节条编]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:[.、．]|\s*[)）])(?!\d)"
    r"|[-*+•·●■◆]\s|#{1,6}\s|附件|附表|\||>|【|(?:报|发|抄送|主送|抄报)[：:])"
)
_ADDRESSEE = re.compile(r"[：:]$")
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4})\s*$"
)
_INDENTED_BULLET = re.compile(r"^([ \t]{1,12})(?=[-*+•·●■◆][ \t]+\S)")
# No sign of bold within: from each sign the search ends at the next, so that a text of nothing else takes no longer.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+(?:\*[^*\n]+)*)(?<=\S)\*\*|__(?=\S)([^_\n]+(?:_[^_\n]+)*)(?<=\S)__")
_LONG = 40
_MOST = 20_000  # characters of a paragraph put together of lines


def mend(text: str, *, soft_breaks: bool = False) -> str:
    """`text` with one paragraph a line, blank lines between paragraphs, tables and headings left as they are.

    `soft_breaks`: adjacent lines are one paragraph, as in Markdown.
    """
    lines = [_clean(line) for line in drop_controls(text).split("\n")]
    lines = [line for line in lines if not _PAGE_NUMBER.match(line)]
    width = _wrap_width([line for line in lines if line])
    joined: list[str] = []
    last = ""  # the last line as it stood in the file
    adjacent = False
    for line in lines:
        if line and joined and _continues(joined[-1], last, line, width, soft_breaks and adjacent):
            joined[-1] = _join(joined[-1], line)
        elif line:
            joined.append(line)
        adjacent = bool(line)
        last = line or last
    return "\n\n".join(_group_tables(joined))


def drop_bold(text: str) -> str:
    """`text` without Markdown's signs for bold."""
    return _BOLD.sub(lambda match: match[1] or match[2], text)


def drop_line_blanks(title: str) -> str:
    """A title without blanks between Chinese characters, which are what is left of its line ends."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", title.strip())


def _clean(line: str) -> str:
    line = line.replace("\u00a0", " ").replace("\u3000", " ")
    if match := _INDENTED_BULLET.match(line):  # how far in it stands says whose sub-item it is
        return match[1].expandtabs(4) + line[match.end(1) :].strip()
    return line.strip(" ") if "\t" not in line else line.strip(" \n")


def _wrap_width(lines: list[str]) -> int | None:
    """The width at which a file was hard-wrapped, or None when its lines are paragraphs."""
    lengths = [_width(line) for line in lines]
    if len(lengths) < 12:
        return None
    longest = quantiles(lengths, n=20)[-1]
    full = sum(1 for length in lengths if length >= 0.88 * longest)
    return round(longest) if 20 <= longest <= 120 and full >= 0.5 * len(lengths) else None


def _width(line: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F or char in "“”‘’…—" else 0.5 for char in line)


def _continues(paragraph: str, last: str, following: str, width: int | None, soft: bool) -> bool:
    """Whether `following` goes on in the sentence that `paragraph`, with `last` as its last line, breaks off."""
    if (
        len(paragraph) > _MOST
        or "\t" in paragraph
        or "\t" in following
        or paragraph.startswith(("#", "|"))
        or MARKER.match(following)
    ):
        return False
    if soft:
        return True
    if width is not None:
        return _width(last) >= 0.86 * width and not _LINE_END.search(last)
    if _LINE_END.search(last) or _ADDRESSEE.search(following):
        return False
    is_prose = "。" in paragraph or (len(last) >= _LONG and bool(_HAS_CLAUSE.search(last)))
    return bool(_BREAKS_OFF.search(last)) or is_prose


def _join(line: str, following: str) -> str:
    both_latin = (
        line[-1:].isascii() and following[:1].isascii() and line[-1:].isalnum() and following[:1].isalnum()
    )
    return f"{line}{' ' if both_latin else ''}{following}"


def _group_tables(lines: list[str]) -> list[str]:
    """Rows of one table (tabs or pipes) as one block."""
    blocks: list[str] = []
    for line in lines:
        is_row = "\t" in line or line.startswith("|")
        if blocks and is_row and ("\t" in blocks[-1] or blocks[-1].startswith("|")):
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return blocks
