"""Documents in force at the same time for the same place that state different figures for the same thing.

Two sentences conflict when they say the same but for one amount, ratio, period or day. A report that is often wrong is
worse than none: sentences that differ in anything else that could be the reason (首次, 国家级, a year) do not count.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from index.lexicon.terms import Terms, find_mentions
from index.model.document import Metadata
from index.model.passage import Passage
from index.standing.claims import Claim, candidates, find_claims, says_the_same
from index.text.measures import KIND_NAMES, Measure
from index.text.titles import bare_title, years_of

FILE = "conflicts.json"
_MOST_DOCUMENTS = 1000  # on one subject for one place


@dataclass(frozen=True)
class Conflict:
    """Two passages (numbers in the index) that disagree: their documents, what each says, the figures that differ."""

    left: int
    right: int
    kind: str
    left_document: str
    right_document: str
    left_text: str
    right_text: str
    left_figure: str
    right_figure: str

    def describe(self) -> str:
        """One line for a person."""
        name = KIND_NAMES[self.kind]
        return (
            f"{name}不一致，请核对：{self.left_document} 写“{self.left_figure}”（{self.left_text}），"
            f"{self.right_document} 写“{self.right_figure}”（{self.right_text}）"
        )


@dataclass(frozen=True)
class Conflicts:
    """The conflicts of one index version."""

    found: tuple[Conflict, ...] = ()
    _others: dict[int, dict[int, str]] = field(default_factory=dict, compare=False)

    def others(self, passage: int) -> list[int]:
        """Numbers of the passages that disagree with this one. They may be out of force on the day asked about."""
        return list(self._others.get(passage, ()))

    def said_by(self, other: int, passage: int) -> str:
        """What the passage `other` says instead: its sentence."""
        return self._others[passage][other]


def load_conflicts(folder: Path) -> Conflicts:
    """The conflicts stored in a version's folder; none when it was built before they were looked for."""
    path = folder / FILE
    rows = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return make_conflicts([Conflict(**row) for row in rows])


def save_conflicts(folder: Path, found: Sequence[Conflict]) -> None:
    """Write the conflicts into a version's folder."""
    text = json.dumps([asdict(conflict) for conflict in found], ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text, "utf-8")


def make_conflicts(found: Sequence[Conflict]) -> Conflicts:
    """Conflicts that can be looked up by passage."""
    others: dict[int, dict[int, str]] = defaultdict(dict)
    for conflict in found:
        others[conflict.left].setdefault(conflict.right, conflict.right_text)
        others[conflict.right].setdefault(conflict.left, conflict.left_text)
    return Conflicts(tuple(found), dict(others))


def find_conflicts(
    documents: Sequence[tuple[str, Metadata]], passages: Sequence[Passage], terms: Terms
) -> list[Conflict]:
    """The conflicts among documents (path and standing each), in the order of their passages, which stand in the order
    of the documents. A place with more than a thousand documents on one subject is not looked at: too wide a subject.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, (_, metadata) in enumerate(documents):
        if metadata.region is not None:
            for subject in _subjects(metadata, terms):
                groups[(metadata.region, subject)].append(position)
    starts = _starts(passages, len(documents))
    found: dict[tuple[int, int], Conflict] = {}
    for group in dict.fromkeys(tuple(group) for group in groups.values()):
        if not 1 < len(group) <= _MOST_DOCUMENTS:
            continue
        claims = [
            claim
            for document in group
            for number in range(starts[document], starts[document + 1])
            if passages[number].kind != "table"
            for claim in find_claims(number, document, passages[number], terms)
        ]
        for conflict in _in_group(claims, documents):
            found.setdefault((conflict.left, conflict.right), conflict)
    return [found[key] for key in sorted(found)]


def _starts(passages: Sequence[Passage], documents: int) -> list[int]:
    """Where each document's passages begin, and after the last one where they end."""
    counts = Counter(passage.document for passage in passages)
    return list(accumulate((counts[position] for position in range(documents)), initial=0))


def _subjects(metadata: Metadata, terms: Terms) -> set[str]:
    """What a document is about: its topic and service item, the topics its title names, its title itself."""
    stated = {name for name in (metadata.topic, metadata.service_item) if name}
    named = {mention.term.id for mention in find_mentions(bare_title(metadata.title), terms.topics)}
    return stated | (named if metadata.topic is None else set()) | {bare_title(metadata.title)}


def _together(left: Metadata, right: Metadata) -> bool:
    """Whether there is a day on which both hold, and neither is the notice of another year."""
    if years_of(left.title) != years_of(right.title):
        return False
    begins = max(left.begins or date.min, right.begins or date.min)
    return begins <= min(_last_day(left), _last_day(right))


def _last_day(metadata: Metadata) -> date:
    replaced = metadata.replaced_on - timedelta(days=1) if metadata.replaced_on else date.max
    return min(metadata.effective_to or date.max, replaced)


def _in_group(claims: Sequence[Claim], documents: Sequence[tuple[str, Metadata]]) -> Iterator[Conflict]:
    """Claims that are each other's only like in their two documents, and differ in one figure."""
    alike: dict[tuple[int, int], list[tuple[Claim, Claim]]] = defaultdict(list)
    for left, right in candidates(claims):
        if _together(documents[left.document][1], documents[right.document][1]) and says_the_same(
            left, right
        ):
            alike[(left.document, right.document)].append((left, right))
    for pairs in alike.values():
        for left, right in pairs:
            rivals = [pair for pair in pairs if pair[0] is left or pair[1] is right]
            difference = left.difference(right)
            if difference is not None and all(a.difference(b) is not None for a, b in rivals):
                yield _conflict(left, right, difference, documents)


def _conflict(
    left: Claim,
    right: Claim,
    difference: tuple[Measure, Measure],
    documents: Sequence[tuple[str, Metadata]],
) -> Conflict:
    mine, theirs = difference
    return Conflict(
        left=left.passage,
        right=right.passage,
        kind=mine.kind,
        left_document=documents[left.document][0],
        right_document=documents[right.document][0],
        left_text=left.text,
        right_text=right.text,
        left_figure=mine.text,
        right_figure=theirs.text,
    )
