"""Documents to passages, along the document's own structure: document > 章 > 条 > 款 > 项."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.lexicon.divisions import NATIONWIDE
from index.model.document import Document, Metadata
from index.model.passage import Cell, Kind, Passage
from index.passages.anchors import Anchors
from index.passages.blocks import Block, parse_blocks
from index.passages.letterhead import drop_letterhead
from index.passages.outline import find_lists
from index.passages.packing import LEAST, LONGEST, MOST, Piece, pack, split_sentences
from index.passages.tables import Table, describe_row
from index.text.normalise import fold

__all__ = ["LEAST", "LONGEST", "MOST", "renumber", "split_document", "split_sentences"]

_ROWS = 20  # rows of a table in one passage
_FRAGMENT = 15  # characters that say nothing without their neighbour
_QUESTIONS = "常见问题"
_SIGNATURE = re.compile(
    r"^(?:[（(](?:此件|联系)[^）)]{2,40}[）)]|[一-龥、\s]{2,40}(?:局|厅|部|委|委员会|办公室|政府|中心)|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)$"
)
_CONTACT = re.compile(
    r"^(?:业务|政策|技术|咨询)?(?:联系人|联系电话|联系方式|咨询电话|咨询人|电话|邮箱|监督电话)[^：:]{0,10}[：:]"
)
_ORDINAL = re.compile(r"[\d.、]+")
_ANNEXES = ("附件", "附表", "附录")


@dataclass
class _Section:
    headings: tuple[str, ...]
    levels: tuple[int, ...]
    run_in: bool = False
    blocks: list[Block] = field(default_factory=list)

    def below(self, level: int) -> "_Section":
        """A section of the headings outside `level`."""
        depth = sum(1 for own in self.levels if own < level)
        return _Section(self.headings[:depth], self.levels[:depth])


@dataclass(frozen=True)
class _Found:
    """One passage to be: `lead` is the line elsewhere that announces it."""

    kind: Kind
    text: str
    part: str = ""
    lead: str = ""
    cells: tuple[Cell, ...] = ()
    labels: tuple[str, ...] = ()


def split_document(
    document: Document, number: int, first_section: int = 0, opening: str = ""
) -> list[Passage]:
    """Passages of one document. `number` is its position in the index; sections are numbered from `first_section`;
    `opening` (the document's beginning) joins the context of every passage."""
    passages: list[Passage] = []
    anchors = Anchors()
    skipped = (document.metadata.title, *_ANNEXES)
    for section in _joined(_sections(find_lists(parse_blocks(document.text))), document.metadata):
        context = _context(document.metadata, section, opening)
        headings = tuple(heading for heading in section.headings if heading not in skipped)
        for found in _found_in(section):
            passages.append(
                Passage(
                    document=number,
                    section=first_section,
                    kind=found.kind,
                    text=found.text,
                    headings=headings,
                    context=f"{context} {found.lead}".strip(),
                    cells=found.cells,
                    part=found.part,
                    anchor=anchors.give(headings, found.part or _row_name(found)),
                )
            )
        first_section += 1
    return passages


def _row_name(found: _Found) -> str:
    named = [cell.value for cell in found.cells if not _ORDINAL.fullmatch(cell.value)]
    return (named or [cell.value for cell in found.cells] or [""])[0]


def _context(metadata: Metadata, section: _Section, opening: str) -> str:
    region = "" if metadata.region in (None, NATIONWIDE) else str(metadata.region).replace("/", " ")
    headings = section.headings[:-1] if section.run_in else section.headings
    parts = [metadata.title, region, opening, *headings]
    return " ".join(dict.fromkeys(part for part in parts if part))


def _sections(blocks: Sequence[Block]) -> list[_Section]:
    sections = [_Section((), ())]
    for block in blocks:
        last = sections[-1]
        if block.kind == "heading":
            outer = last.below(block.level)
            sections.append(
                _Section((*outer.headings, block.text), (*outer.levels, block.level), block.run_in)
            )
        elif block.kind == "item" and block.level and last.levels and last.levels[-1] >= block.level:
            sections.append(last.below(block.level))
            sections[-1].blocks.append(block)
        else:
            last.blocks.append(block)
    return [section for section in sections if section.blocks]


def _joined(sections: list[_Section], metadata: Metadata) -> list[_Section]:
    """The sections without the letterhead, and a fragment that no heading explains put before the next section."""
    kept = _without_letterhead(sections, metadata)
    if len(kept) < 2 or kept[0].headings or any(block.table for block in kept[0].blocks):
        return kept
    first, second, *rest = kept
    if len(fold("".join(block.text for block in first.blocks))) < _FRAGMENT:
        return [replace(second, blocks=[*first.blocks, *second.blocks]), *rest]
    return kept


def _without_letterhead(sections: list[_Section], metadata: Metadata) -> list[_Section]:
    """The sections without what only stands over the text, as long as text is left."""
    for position, section in enumerate(sections):
        if any(heading != metadata.title for heading in section.headings):
            return sections[position:]
        blocks = drop_letterhead(section.blocks, metadata)
        if blocks:
            return [replace(section, blocks=blocks), *sections[position + 1 :]]
    return sections


def _found_in(section: _Section) -> list[_Found]:
    found: list[_Found] = []
    run: list[Block] = []
    for block in section.blocks:
        if block.table is None:
            run.append(block)
            continue
        prose = _prose(run, section)
        run = []
        lead = prose[-1].text.split("\n")[-1] if prose and prose[-1].text.endswith(("：", ":")) else ""
        alone = bool(lead) and prose[-1].text == lead and len(lead) < LEAST
        found += prose[:-1] if alone else prose
        found += _table(block.table, lead, alone)
    rest = _prose(run, section)
    if found and found[-1].kind == "table" and rest and _is_ending(rest[0].text):
        last = replace(found[-1], text=f"{found[-1].text}\n{rest[0].text}")
        return _with_parts([*found[:-1], last, *rest[1:]])
    return _with_parts([*found, *rest])


def _is_ending(text: str) -> bool:
    """Whether what stands under a table is too little for a passage: a signature, a date, a short remark."""
    return len(text) < _FRAGMENT or all(_SIGNATURE.match(line) for line in text.split("\n"))


def _with_parts(found: list[_Found]) -> list[_Found]:
    """Each with the items it holds as its part, where the section's items are in several passages."""
    if sum(1 for one in found if one.labels) < 2:
        return found
    return [replace(one, part=_span(one.labels)) if one.labels else one for one in found]


def _span(labels: Sequence[str]) -> str:
    return labels[0] if len(set(labels)) == 1 else f"{labels[0]}至{labels[-1]}"


def _prose(blocks: list[Block], section: _Section) -> list[_Found]:
    if not blocks:
        return []
    items = [block for block in blocks if block.kind == "item"]
    after = _after_items(blocks)
    if after:
        return [*_prose(blocks[:after], section), *_prose(blocks[after:], section)]
    kind: Kind = "text"
    if _QUESTIONS in section.headings[:-1]:
        kind = "question"
    elif items:
        kind = "steps" if all(re.match(r"\d", item.text) for item in items) else "list"
    return [_of_piece(kind, piece) for piece in pack(blocks)]


def _after_items(blocks: Sequence[Block]) -> int:
    """Where a contact or a signature stands behind the last item of a list, to which it does not belong; else 0."""
    last = max((n for n, block in enumerate(blocks) if block.kind == "item"), default=-1)
    for position in range(last + 1, len(blocks)) if last >= 0 else ():
        if _CONTACT.match(blocks[position].text) or _SIGNATURE.match(blocks[position].text):
            return position
    return 0


def _of_piece(kind: Kind, piece: Piece) -> _Found:
    return _Found(kind, piece.text, lead=piece.lead, labels=tuple(piece.labels))


def _table(table: Table, lead: str, with_lead: bool) -> Iterator[_Found]:
    """Each row with its columns' names, then the table as it stands, in passages of whole rows; `lead` announces it,
    and `with_lead` begins the first of them."""
    for row in table.rows:
        cells = table.cells(row)
        yield _Found("row", describe_row(cells), lead=lead, cells=cells)
    head = [" | ".join(table.header)] if any(table.header) else []
    opening = [lead] if with_lead else []
    lines: list[str] = []
    for line in (" | ".join(row) for row in table.rows):
        if lines and (len(lines) == _ROWS or sum(map(len, [*head, *lines, line])) > LONGEST):
            yield _Found("table", "\n".join([*opening, *head, *lines]), lead=lead)
            opening, lines = [], []
        lines.append(line)
    yield _Found("table", "\n".join([*opening, *head, *lines]), lead=lead)


def renumber(passages: Sequence[Passage], document: int, section: int) -> list[Passage]:
    """The passages of one document for another position in an index: sections keep their order from `section` on."""
    first = passages[0].section if passages else 0
    return [replace(p, document=document, section=p.section - first + section) for p in passages]
