"""From hits to what is said: which passages are quoted, and how."""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contracts import Citation
from index.figures import all_stand_in, find_figures
from index.known import named_cells
from index.markers import ARTICLE, find_marker
from index.normalise import canonical
from index.passage import Passage
from index.query import Query
from index.quote import quote
from index.reranker import Hit
from index.retriever import Retriever
from index.snapshot import Snapshot
from index.speech import is_tie, shorten, speak
from index.standing import cite, lead_in, validity

_MOST_OF_SECTION = 700  # characters of a section that is shown whole when it is the section asked for
_ROWS = 6
_LISTED = {None, "audience", "conditions", "materials"}  # aspects that the names of the items answer

# Names of aspects that do not stand well behind 未载明.
_UNSTATED = {"咨询": "咨询方式", "标准与额度": "具体标准和额度"}


@dataclass(frozen=True)
class Said:
    """An answer's wording with what it rests on."""

    text: str
    speakable: str
    figures: list[str]
    citations: list[Citation]


class Composer:
    """Words answers from one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self._snapshot = snapshot
        self._retriever = retriever

    def say(self, query: Query, hits: list[Hit], today: date) -> Said:
        """The answer that the best hit gives."""
        best = hits[0]
        passages = self._passages(query, hits)
        if best.passage.kind == "row":
            body = "\n".join(self._row(passage) for passage in passages)
        elif len(passages) > 1 or (best.aspect_matches and best.passage.kind in {"list", "steps"}):
            body = "\n".join(bulleted(passage) for passage in passages)
        else:
            body = self._quoted(best.passage, query)
        return self._said(query, body, passages, today)

    def missing(
        self, query: Query, hits: list[Hit], aspect: str, contact: Passage | None, today: date
    ) -> Said:
        """That the guide which matches has no section for what was asked, with whom to ask where it says so."""
        document = self._snapshot.documents[hits[0].passage.document]
        aspect = _UNSTATED.get(aspect, aspect)
        body = f"文件未载明{aspect}。"
        shown = contact or hits[0].passage
        if contact is not None:
            body += f"可以咨询：\n{bulleted(contact)}"
        text = f"{lead_in(document.metadata)}\n{body}"
        spoken = f"文件没有写明{aspect}，建议向主管部门核实。"
        return Said(text, spoken, find_figures(contact.text) if contact else [], [self._cite(shown, today)])

    def _passages(self, query: Query, hits: list[Hit]) -> list[Passage]:
        best = hits[0]
        if best.passage.kind == "row":
            return self._rows(query, best)
        if best.aspect_matches and best.passage.kind in {"list", "steps", "text"}:
            section = self._snapshot.section_of(best.passage)
            if len(section) > 1 and sum(len(p.text) for p in section) <= _MOST_OF_SECTION:
                return section
        return [best.passage]

    def _rows(self, query: Query, best: Hit) -> list[Passage]:
        """The best row, and the other rows of its table that have the very value the question names."""
        named = {canonical(cell.value) for cell in named_cells(query, best.passage)}
        same = [
            passage
            for passage in self._snapshot.section_of(best.passage)
            if passage.kind == "row" and named and named <= {canonical(cell.value) for cell in passage.cells}
        ]
        return same[:_ROWS] if best.passage in same else [best.passage]

    def _row(self, passage: Passage) -> str:
        return passage.text

    def _quoted(self, passage: Passage, query: Query) -> str:
        body = quote(passage, query, self._retriever.rarity)
        if passage.kind == "question":
            return f"{passage.heading}\n{body}"
        return mark_items(body) if passage.kind == "list" else body

    def _said(self, query: Query, body: str, passages: list[Passage], today: date) -> Said:
        document = self._snapshot.documents[passages[0].document]
        question = passages[0].kind == "question"
        figures = find_figures(body.partition("\n")[2] if question else body)
        if not all_stand_in(figures, [passage.text for passage in passages]):
            body = passages[0].text
            figures = find_figures(body)
        standing = validity(document.metadata, today)
        lines = [lead_in(document.metadata), body, f"（{standing}）" if standing else ""]
        spoken_from = body.partition("\n")[2] if question else body
        if passages[0].kind == "row":
            spoken = shorten(_spoken_row(passages[0]), 60)
        elif self._is_listed(query, spoken_from) and (labels := _labels(spoken_from)):
            spoken = shorten(f"包括：{'、'.join(labels)}。", 60)
        else:
            plain = re.sub(r"^· ", "", spoken_from, flags=re.M)
            spoken = speak(plain, query, self._retriever.rarity, passages[0].heading if question else "")
        text = "\n".join(line for line in lines if line)
        return Said(text, spoken, figures, [self._cite(passage, today) for passage in passages])

    def _is_listed(self, query: Query, text: str) -> bool:
        """Whether the names of a list's items say more than one of them: no single one is asked for."""
        if query.content:
            return is_tie(text, query, self._retriever.rarity)
        return query.aspect in _LISTED

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


def bulleted(passage: Passage) -> str:
    """A passage's text; items of a list with a dot before each."""
    return mark_items(passage.text) if passage.kind == "list" else passage.text


def mark_items(text: str) -> str:
    """Lines as items, unless they are numbered or lead into the next ones."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return text
    return "\n".join(
        line if line.endswith(("：", ":")) or find_marker(line) or ARTICLE.match(line) else f"· {line}"
        for line in lines
    )


def _labels(text: str) -> list[str]:
    """What the items of a list are called (成立时间：…); [] unless most are, up to five with 等."""
    items = [line.removeprefix("· ") for line in text.split("\n") if line and not line.endswith(("：", ":"))]
    labels = [item.split("：")[0] for item in items if 0 < item.find("：") <= 14]
    if len(labels) < 2 or len(labels) < 0.6 * len(items):
        return []
    return (
        labels
        if len("、".join(labels)) <= 50
        else [*labels[:4], f"{labels[4]}等"]
        if len(labels) > 4
        else labels
    )


def _spoken_row(passage: Passage) -> str:
    first, *rest = passage.cells
    return f"{first.value}：" + "，".join(f"{cell.column}{cell.value}" for cell in rest) + "。"
