"""Documents to passages, along the document's own structure."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.blocks import Block, parse_blocks
from index.divisions import NATIONWIDE
from index.document import Document, Metadata
from index.passage import Kind, Passage
from index.tables import Table, describe_row

MOST = 350  # characters of a passage, where the structure allows
LEAST = 40  # shorter ones join a neighbour
_ROWS = 12  # rows of a table in one passage
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_POINT = re.compile(
    r"(?<=[。；;：:，,])(?=[一二三四五六七八九十]是(?!否))|^(?=[一二三四五六七八九十]是(?!否))"
)
_QUESTIONS = "常见问题"


@dataclass
class _Section:
    headings: tuple[str, ...]
    levels: tuple[int, ...]
    run_in: bool = False
    blocks: list[Block] = field(default_factory=list)


def split_document(
    document: Document, number: int, first_section: int = 0, opening: str = ""
) -> list[Passage]:
    """Passages of one document. `number` is its position in the index; sections are numbered from `first_section`;
    `opening` (the document's beginning) joins the context of every passage."""
    passages: list[Passage] = []
    for section in _sections(parse_blocks(document.text)):
        context = _context(document.metadata, section, opening)
        skipped = (document.metadata.title, "附件", "附表", "附录")
        headings = tuple(heading for heading in section.headings if heading not in skipped)
        for kind, text, table, row in _pieces(section):
            passages.append(
                Passage(
                    document=number,
                    section=first_section,
                    kind=kind,
                    text=text,
                    headings=headings,
                    context=context,
                    cells=table.cells(row) if table is not None and row is not None else (),
                )
            )
        first_section += 1
    return passages


def _context(metadata: Metadata, section: _Section, opening: str) -> str:
    region = "" if metadata.region in (None, NATIONWIDE) else str(metadata.region).replace("/", " ")
    headings = section.headings[:-1] if section.run_in else section.headings
    parts = [metadata.title, region, opening, *headings]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _sections(blocks: list[Block]) -> list[_Section]:
    sections = [_Section((), ())]
    for block in blocks:
        if block.kind != "heading":
            sections[-1].blocks.append(block)
            continue
        last = sections[-1]
        depth = sum(1 for level in last.levels if level < block.level)
        sections.append(
            _Section((*last.headings[:depth], block.text), (*last.levels[:depth], block.level), block.run_in)
        )
    return [section for section in sections if section.blocks]


_Piece = tuple[Kind, str, Table | None, tuple[str, ...] | None]


def _pieces(section: _Section) -> list[_Piece]:
    pieces: list[_Piece] = []
    run: list[Block] = []
    for block in section.blocks:
        if block.table is None:
            run.append(block)
            continue
        pieces += _prose(run, section)
        run = []
        pieces += _table(block.table)
    return pieces + _prose(run, section)


def _prose(blocks: list[Block], section: _Section) -> list[_Piece]:
    if not blocks:
        return []
    items = [block for block in blocks if block.kind == "item"]
    kind: Kind = "text"
    if _QUESTIONS in section.headings[:-1]:
        kind = "question"
    elif items:
        kind = "steps" if all(re.match(r"\d", item.text) for item in items) else "list"
    units = [
        unit for block in blocks for unit in ([block.text] if len(block.text) <= MOST else _cut(block.text))
    ]
    return [(kind, text, None, None) for text in _pack(units)]


def _pack(units: list[str]) -> list[str]:
    """Whole units joined by line ends up to MOST characters; no piece shorter than LEAST where a neighbour has room."""
    packed: list[str] = []
    for unit in units:
        joins = packed and len(packed[-1]) + len(unit) < MOST
        if joins:
            packed[-1] += "\n" + unit
        else:
            packed.append(unit)
    if len(packed) > 1 and len(packed[-1]) < LEAST:
        packed[-2:] = [packed[-2] + "\n" + packed[-1]]
    return packed


def _cut(text: str) -> list[str]:
    """A long paragraph in pieces: at 一是、二是 where it counts its points, else at the ends of sentences."""
    starts = [match.start() for match in _POINT.finditer(text)]
    points = (
        [text[a:b] for a, b in pairwise([0, *[s for s in starts if s], len(text)])]
        if len(starts) >= 2
        else [text]
    )
    pieces: list[str] = []
    for point in points:
        whole = [point] if len(point) <= MOST else _sentences(point)
        for piece in whole:
            if (
                pieces
                and (len(pieces[-1]) < 2 * LEAST or len(piece) < LEAST)
                and len(pieces[-1]) + len(piece) <= MOST
            ):
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces


def _sentences(text: str) -> list[str]:
    """Sentences packed into pieces of about equal length, none longer than MOST unless one sentence is."""
    sentences = split_sentences(text)
    pieces_needed = -(-len(text) // MOST)
    target = len(text) / pieces_needed
    pieces = [""]
    for sentence in sentences:
        full = len(pieces[-1]) + len(sentence) > MOST or len(pieces[-1]) >= target
        if pieces[-1] and full:
            pieces.append("")
        pieces[-1] += sentence
    return pieces


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, each with its full stop; joined they are the paragraph."""
    return _SENTENCE.findall(text)


def _table(table: Table) -> list[_Piece]:
    rows: list[_Piece] = [("row", describe_row(table.cells(row)), table, row) for row in table.rows]
    head = " | ".join(table.header) if any(table.header) else ""
    whole: list[_Piece] = []
    for start in range(0, len(table.rows), _ROWS):
        lines = [" | ".join(row) for row in table.rows[start : start + _ROWS]]
        whole.append(("table", "\n".join([head, *lines] if head else lines), None, None))
    return rows + whole


def renumber(passages: list[Passage], document: int, section: int) -> list[Passage]:
    """The same passages for another position in an index: sections keep their order from `section` on."""
    first = min((passage.section for passage in passages), default=0)
    return [replace(p, document=document, section=p.section - first + section) for p in passages]
