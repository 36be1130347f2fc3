"""The last answer again: the rest of it, the passages in full, where it stands, one item of its list."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from contracts import Citation
from index.answering.related import Related
from index.model.answer import Answer
from index.model.memory import Memory
from index.quoting.citing import chinese_date, cite, lead_in, validity
from index.quoting.forms import lay_out
from index.quoting.speech import shorten
from index.search.retriever import Retriever
from index.text.figures import find_figures
from index.text.normalise import canonical
from index.version.snapshot import Snapshot

_AT_ONCE = 450  # characters that one 更多 shows, where passages allow
_SECTION = 900  # characters up to which the original of a whole section is shown


class Recall:
    """Speaks of passages shown before, in one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever, related: Related) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._related = related

    def passages_of(self, answer: Answer) -> tuple[int, ...]:
        """Numbers of the passages that an answer of this snapshot cites."""
        found: list[int] = []
        for citation in answer.citations:
            document = self._documents.get(citation.document)
            numbers = self._of_document(document) if document is not None else ()
            found += [n for n in numbers if self._snapshot.passages[n].text == citation.passage][:1]
        return tuple(dict.fromkeys(found))

    def shows_whole(self, answer: Answer, numbers: Sequence[int]) -> bool:
        """Whether the text of the answer has every line of its passages."""
        passages = [self._snapshot.passages[number] for number in numbers]
        return all(line.strip() in answer.text for p in passages for line in p.text.split("\n"))

    def related_of(self, last: Memory, today: date, also: Sequence[int] = ()) -> list[str]:
        """Next questions after what has been shown (`also` included), without those that it answers."""
        seen = [self._snapshot.passages[n] for n in [*last.passages, *also]]
        headings = {passage.heading for passage in seen}
        allowed = self._retriever.allowed(last.region, today, today)
        return self._related.after(seen[-1], last.aspect, last.question, allowed, headings)

    def row_named(self, last: Memory, message: str) -> str | None:
        """After a row of a table: what asks for another row that a message names by its first cell (东湖高新)."""
        core = re.sub(r"^(?:那|还有)|[的呢吗吧？?\s]+$", "", canonical(message))
        shown = [self._snapshot.passages[n] for n in last.passages if n < len(self._snapshot.passages)]
        if (
            len(core) < 2
            or not shown
            or shown[0].kind != "row"
            or last.index_version != self._snapshot.version
        ):
            return None
        own = (self._snapshot.passages[n] for n in self._of_document(shown[0].document))
        rows = [p for p in own if p.kind == "row" and p.section == shown[0].section and p.cells]
        named = [row.cells[0].value for row in rows if core in canonical(row.cells[0].value)]
        return f"{named[0]}谁负责" if len(named) == 1 and named[0] not in last.question else None

    def more(self, last: Memory, today: date) -> tuple[Answer, Memory] | None:
        """The rest of the section, then the next passages of the document; None when all has been shown."""
        numbers = self._unseen(last)
        if not numbers:
            return None
        rest = last.whole is False and numbers[0] in last.passages
        head = self._named(self._snapshot.passages[numbers[0]].document)
        head += "的完整内容：" if rest else "还写了："
        answer = self._answer(last, head, numbers, today)
        seen = tuple(dict.fromkeys([*last.passages, *numbers]))
        return answer, last.model_copy(update={"passages": seen, "whole": True})

    def full(self, last: Memory, today: date) -> Answer:
        """The passages shown, in full (their whole section where that is short), with number and address."""
        shown = [number for number in last.passages if number < len(self._snapshot.passages)]
        first = self._snapshot.passages[shown[0]]
        same = [n for n in shown if self._snapshot.passages[n].document == first.document]
        section = [n for n in self._of_document(first.document) if self._section(n) == first.section]
        whole = sum(len(self._snapshot.passages[n].text) for n in section) <= _SECTION and first.kind != "row"
        numbers = section if whole and len({self._section(n) for n in same}) == 1 else same
        head = f"{self._named(first.document)}原文："
        return self._answer(last, head, numbers, today, tail=self._standing(first.document, today))

    def source(self, last: Memory, today: date) -> Answer:
        """The documents that the last answer stands in: title, number, issuer, date, address; a guide's 依据."""
        documents = list(dict.fromkeys(self._snapshot.passages[n].document for n in last.passages))
        lines = ["刚才的回答出自："]
        shown = [last.passages[0]]
        for document in documents:
            lines += [self._named(document), self._standing(document, today)]
            basis = [n for n in self._of_document(document) if self._retriever.aspect(n) == "basis"]
            if basis:
                lines.append("依据：\n" + "\n".join(self._snapshot.passages[n].text for n in basis))
                shown += basis
        text = "\n".join(line for line in lines if line)
        spoken = f"出自{self._named(documents[0])}。"
        return self._said(last, text, spoken, shown, today)

    def item(self, last: Memory, number: int, detail: Answer | None, today: date) -> Answer:
        """Item `number` (from 1, -1 the last) of the list shown last, with what else was found about it."""
        item = last.items[number if number < 0 else number - 1]
        position = len(last.items) if number < 0 else number
        text = f"第{position}项：{item}"
        found = detail if detail is not None and detail.outcome == "answered" else None
        numbers = [n for n in last.passages if item in _joined(self._snapshot.passages[n].text)] or list(
            last.passages
        )
        citations = [self._cite(n, today) for n in numbers[:1]]
        if found is None:
            text += "\n文件对这一项只写了这些。"
            return self._said(last, text, item, numbers[:1], today)
        said = self._said(last, f"{text}\n\n与它有关的规定：\n{found.text}", item, numbers[:1], today)
        return said.model_copy(update={"citations": [*citations, *found.citations]})

    def _unseen(self, last: Memory) -> list[int]:
        """What 更多 shows next."""
        shown = [n for n in last.passages if n < len(self._snapshot.passages)]
        if not shown:
            return []
        first = self._snapshot.passages[shown[0]]
        if first.kind in {"row", "table"}:
            return []
        if not last.whole:
            return [n for n in shown if self._snapshot.passages[n].document == first.document]
        own = [n for n in self._of_document(first.document) if n not in shown and self._tells(n)]
        section = [n for n in own if self._section(n) == first.section]
        after = [n for n in own if n > max(shown) and n not in section]
        before = [n for n in own if n not in section and n not in after]
        return self._few(section or after or before)

    def _few(self, numbers: Sequence[int]) -> list[int]:
        kept: list[int] = []
        for number in numbers:
            length = sum(len(self._snapshot.passages[n].text) for n in [*kept, number])
            if kept and length > _AT_ONCE:
                break
            kept.append(number)
        return kept

    def _tells(self, number: int) -> bool:
        """Whether a passage is worth a turn of its own: no table shown row by row, and no 依据 (出处 shows it)."""
        return self._snapshot.passages[number].kind != "row" and self._retriever.aspect(number) != "basis"

    def _answer(self, last: Memory, head: str, numbers: Sequence[int], today: date, tail: str = "") -> Answer:
        passages = [self._snapshot.passages[n] for n in numbers]
        lines, heading = [head], None
        for number, passage in zip(numbers, passages, strict=True):
            if passage.heading and passage.heading != heading:
                lines.append(passage.heading if passage.kind == "question" else f"【{passage.heading}】")
            heading = passage.heading
            shown = passage.text.split("\n")
            aspect = self._retriever.aspect(number)
            lines.append(lay_out(shown, aspect=aspect, listed=passage.kind in {"list", "steps"}))
        if not tail:
            standing = validity(self._snapshot.documents[passages[0].document].metadata, today)
            tail = f"（{standing}）" if standing else ""
        text = "\n".join([*lines, tail] if tail else lines)
        headings = list(dict.fromkeys(passage.heading for passage in passages if passage.heading))
        spoken = f"还写了：{'；'.join(headings)}。" if headings else passages[0].text
        return self._said(last, text, spoken, numbers, today)

    def _named(self, document: int) -> str:
        """The document with the place it holds in."""
        return lead_in(self._snapshot.documents[document].metadata).removesuffix("：")

    def _standing(self, document: int, today: date) -> str:
        """Number, issuer, date and address of a document; for a guide those of its sources."""
        metadata = self._snapshot.documents[document].metadata
        lines: list[str] = []
        for source in metadata.sources:
            parts = [f"《{source.title.strip('《》')}》", source.number, source.issuer, source.url]
            lines.append("来源：" + "，".join(part for part in parts if part))
        if not lines:
            issued = chinese_date(metadata.issued_on) + "发文" if metadata.issued_on else None
            parts = [metadata.document_number, metadata.issued_by, issued, metadata.url]
            lines.append("，".join(part for part in parts if part))
        standing = validity(metadata, today)
        return "\n".join([*(line for line in lines if line), *([f"（{standing}）"] if standing else [])])

    def _said(self, last: Memory, text: str, spoken: str, numbers: Sequence[int], today: date) -> Answer:
        return Answer(
            outcome="answered",
            text=text,
            speakable=shorten(spoken),
            figures=find_figures("\n".join(self._snapshot.passages[n].text for n in numbers)),
            citations=[self._cite(n, today) for n in numbers],
            related=self.related_of(last, today, numbers),
            topic=last.topic,
            aspect=last.aspect,
            region=last.region,
            index_version=self._snapshot.version,
            step="recall",
        )

    def _cite(self, number: int, today: date) -> Citation:
        passage = self._snapshot.passages[number]
        return cite(self._snapshot.documents[passage.document], passage, today)

    def _of_document(self, document: int) -> Sequence[int]:
        return self._snapshot.columns.of_document(document)

    def _section(self, number: int) -> int:
        return self._snapshot.passages[number].section

    @cached_property
    def _documents(self) -> dict[str, int]:
        return {document.path: number for number, document in enumerate(self._snapshot.documents)}


def _joined(text: str) -> str:
    return "".join(text.split())
