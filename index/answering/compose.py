"""From hits to what is said: which passages are quoted, and how."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contracts import Citation
from index.model.passage import Passage
from index.question.query import Query
from index.quoting.caveats import find_caveat, spoken_caveat
from index.quoting.citing import cite, lead_in, validity
from index.quoting.forms import lay_out, rows_of, table_of
from index.quoting.naming import speak_columns, speak_names, speak_row, speak_rows, speak_steps
from index.quoting.quote import Quotation, quote
from index.quoting.speech import speak
from index.quoting.subject import Subject, read_subject
from index.search.candidates import named_cells
from index.search.reranker import Hit
from index.search.retriever import Retriever
from index.text.figures import all_stand_in, find_figures, is_quoted
from index.text.normalise import canonical
from index.version.snapshot import Snapshot

_MOST_OF_SECTION = 700  # characters of a section that is shown whole when it is the section asked for
_ROWS = 6
_NAMED = {"audience", "conditions", "materials", "scope"}  # aspects that the names of the items answer
_PROSE = {"list", "steps", "text"}


@dataclass(frozen=True)
class Said:
    """An answer's wording with what it rests on."""

    text: str
    speakable: str
    figures: list[str]
    citations: list[Citation]


@dataclass(frozen=True)
class _Part:
    """What is shown of `passages` (the one that answers first): `quoted`, pieces of them, laid out as `body`."""

    body: str
    quoted: tuple[str, ...]
    spoken: str
    passages: tuple[Passage, ...]


class Composer:
    """Words answers from one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def say(self, query: Query, hits: list[Hit], today: date) -> Said:
        """The answer that the best hit gives."""
        best = hits[0]
        subject = read_subject(query, self._retriever.rarity)
        if best.passage.kind in {"row", "table"}:
            part = self._of_table(query, best, subject)
        else:
            part = self._of_section(best, subject)
        return self._said(_checked(part), today)

    def _of_table(self, query: Query, best: Hit, subject: Subject) -> _Part:
        if best.passage.kind == "table":
            text = best.passage.text
            return _Part(table_of(text), tuple(text.split("\n")), speak_columns(text), (best.passage,))
        rows = self._rows(query, best, subject)
        spoken = speak_row(rows[0].cells, subject) if len(rows) == 1 else speak_rows(rows)
        part = _Part(rows_of(rows), tuple(row.text for row in rows), spoken, tuple(rows))
        found = self._caveat(part, subject)
        if found is None:
            return part
        passage, line = found
        return _Part(
            f"{part.body}\n{line}",
            (*part.quoted, line),
            f"{spoken}{spoken_caveat([line])}",
            (*part.passages, passage),
        )

    def _of_section(self, best: Hit, subject: Subject) -> _Part:
        quotation, passages = self._quotation(best, subject)
        lines = quotation.lines
        listed = any(unit.is_item for unit in quotation.units)
        body = lay_out(lines, aspect=self._retriever.aspect(best.number), listed=listed)
        asked = best.passage.heading if best.passage.kind == "question" else ""
        cited = {unit.passage for unit in quotation.units}
        shown = [passage for position, passage in enumerate(passages) if position in cited]
        first = shown[0] if best.passage not in shown else best.passage
        ordered = (first, *(passage for passage in shown if passage is not first))
        caveat = spoken_caveat(unit.text for unit in quotation.units)
        part = _Part(f"{asked}\n{body}" if asked else body, tuple(lines), "", ordered)
        if not caveat and (found := self._caveat(part, subject)):
            passage, line = found
            caveat = spoken_caveat([line])
            part = _Part(f"{part.body}\n{line}", (*part.quoted, line), "", (*part.passages, passage))
        return replace(part, spoken=_spoken(quotation, asked, caveat))

    def _quotation(self, best: Hit, subject: Subject) -> tuple[Quotation, list[Passage]]:
        """What is quoted of the passage found, or of its section where that is short, and the passages it is from."""
        title = self._snapshot.documents[best.passage.document].metadata.title
        section = self._section(best.passage)
        listed = best.passage.kind in {"list", "steps"}
        whole = best.aspect_matches or (listed and (subject.asks_list or subject.is_empty))
        if len(section) > 1:
            quotation = quote(section, subject, section=True, title=title)
            if whole or quotation.picked:
                return quotation, section
        return quote([best.passage], subject, section=whole, title=title), [best.passage]

    def _section(self, passage: Passage) -> list[Passage]:
        """All passages of a passage's section where it is short and made of text, else the passage."""
        if passage.kind not in _PROSE:
            return [passage]
        section = list(self._snapshot.section_of(passage))
        short = sum(len(part.text) for part in section) <= _MOST_OF_SECTION
        return section if short and all(part.kind in _PROSE for part in section) else [passage]

    def _caveat(self, part: _Part, subject: Subject) -> tuple[Passage, str] | None:
        """A line elsewhere in its guide that limits what is shown."""
        shown = part.passages[0]
        if not self._snapshot.documents[shown.document].metadata.is_guide:
            return None
        numbers = self._snapshot.columns.of_document(shown.document)
        # Every citation says already that its sources may have changed.
        own = [self._snapshot.passages[n] for n in numbers if self._retriever.aspect(n) != "basis"]
        found = find_caveat(own, shown, subject)
        return None if found is None or found[0] in part.passages else found

    def _rows(self, query: Query, best: Hit, subject: Subject) -> list[Passage]:
        """The best row, and the other rows of its table that have the very value the question names and say no less of
        what it asks."""
        named = {canonical(cell.value) for cell in named_cells(query, best.passage)}
        same = [
            passage
            for passage in self._snapshot.section_of(best.passage)
            if passage.kind == "row" and named and named <= {canonical(cell.value) for cell in passage.cells}
        ]
        least = subject.confidence(best.passage.text)
        same = [passage for passage in same if subject.confidence(passage.text) >= least]
        return same[:_ROWS] if best.passage in same else [best.passage]

    def _said(self, part: _Part, today: date) -> Said:
        metadata = self._snapshot.documents[part.passages[0].document].metadata
        standing = validity(metadata, today)
        lines = [lead_in(metadata), part.body, f"（{standing}）" if standing else ""]
        return Said(
            "\n".join(line for line in lines if line),
            part.spoken,
            find_figures("\n".join(part.quoted)),
            [self._cite(passage, today) for passage in part.passages],
        )

    def _cite(self, passage: Passage, today: date) -> Citation:
        return cite(self._snapshot.documents[passage.document], passage, today)


def find_contact(
    snapshot: Snapshot, retriever: Retriever, document: int, topic: str, allowed: NDArray[np.bool_]
) -> Passage | None:
    """The 咨询 section of a guide, else of another allowed guide of its topic."""
    contacts = allowed & retriever.of_aspect("contact")
    owned = snapshot.columns.of_document(document)
    own = np.flatnonzero(contacts[owned.start : owned.stop]) + owned.start
    near = own if len(own) else np.flatnonzero(contacts & retriever.of_topic(topic))
    return snapshot.passages[int(near[0])] if len(near) else None


def _spoken(quotation: Quotation, asked: str, caveat: str) -> str:
    """What is read aloud: names of a whole list, the first steps, else the unit that says most."""
    subject = quotation.subject
    lines = [unit.text for unit in quotation.units]
    items = [unit for unit in quotation.units if unit.is_item and not unit.leads]
    if asked or not items:
        return speak(quotation.lines, subject, asked, caveat)
    best = quotation.units[quotation.best]
    if quotation.picked and not best.leads:
        return speak([_with_rule(quotation)], subject, caveat=caveat)
    if all(item.text[:1].isdigit() for item in items) and subject.is_empty:
        return speak_steps(lines)
    alone = subject.is_empty and (subject.aspect in _NAMED or not (subject.aspect or subject.kinds))
    listed = alone or quotation.picked or subject.asks_list
    named = not caveat and not subject.asks_count and listed
    return (speak_names(lines) if named else "") or speak(lines, subject, caveat=caveat)


def _with_rule(quotation: Quotation) -> str:
    """The unit that says most, behind the rule it is a case of (发现下列情形之一的，应当报告：…的)."""
    best = quotation.units[quotation.best]
    shown = dict(zip(quotation.numbers, quotation.units, strict=True))
    lead = shown.get(best.lead) if best.lead is not None else None
    is_case = best.text.rstrip("。；; ").endswith("的")
    return f"{lead.text}{best.text}" if lead is not None and is_case else best.text


def _checked(part: _Part) -> _Part:
    """The part, or its first passage as it stands where anything shown or said is not a piece of the passages."""
    texts = [passage.text for passage in part.passages]
    figures = [*find_figures("\n".join(part.quoted)), *find_figures(part.spoken)]
    if is_quoted(part.quoted, texts) and all_stand_in(figures, [*texts, *_headings(part.passages)]):
        return part
    first = part.passages[0]
    return _Part(first.text, (first.text,), first.text.split("\n")[0], part.passages[:1])


def _headings(passages: Sequence[Passage]) -> list[str]:
    return [passage.heading for passage in passages if passage.kind == "question"]
