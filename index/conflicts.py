"""Documents in force at the same time for the same place that state different figures for the same thing.

Two sentences conflict when they say the same but for one amount, ratio, period or day. A report that is often wrong is
worse than none: sentences that differ in anything else that could be the reason (首次, 国家级, a year) do not count.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from index.claims import Claim, find_claims, says_the_same
from index.document import Metadata
from index.measures import KIND_NAMES
from index.passage import Passage
from index.terms import Terms, find_mentions
from index.titles import bare_title, years_of

FILE = "conflicts.json"
_MOST_CLAIMS = 3000  # of one topic and region that are compared with one another


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
    _others: dict[int, tuple[int, ...]] = field(default_factory=dict, compare=False)

    def others(self, passage: int) -> list[int]:
        """Numbers of the passages that disagree with this one. They may be out of force on the day asked about."""
        return list(self._others.get(passage, ()))


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
    others: dict[int, list[int]] = defaultdict(list)
    for conflict in found:
        others[conflict.left].append(conflict.right)
        others[conflict.right].append(conflict.left)
    return Conflicts(tuple(found), {number: tuple(dict.fromkeys(them)) for number, them in others.items()})


def find_conflicts(
    documents: Sequence[tuple[str, Metadata]], passages: Sequence[Passage], terms: Terms
) -> list[Conflict]:
    """The conflicts among documents (path and standing each), in the order of their passages."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, (_, metadata) in enumerate(documents):
        if metadata.region is not None:
            for subject in _subjects(metadata, terms):
                groups[(metadata.region, subject)].append(position)
    shared = {position for group in groups.values() if len(group) > 1 for position in group}
    claims: dict[int, list[Claim]] = defaultdict(list)
    for number, passage in enumerate(passages):
        if passage.document in shared and passage.kind != "table":
            claims[passage.document] += find_claims(number, passage, terms)
    found: dict[tuple[int, int], Conflict] = {}
    for group in groups.values():
        for left, right in _pairs(group, documents, claims):
            for conflict in _between(left, right, documents, claims):
                found.setdefault((conflict.left, conflict.right), conflict)
    return [found[key] for key in sorted(found)]


def _subjects(metadata: Metadata, terms: Terms) -> set[str]:
    """What a document is about: its topic and service item, the topics its title names, its title itself."""
    stated = {name for name in (metadata.topic, metadata.service_item) if name}
    named = {mention.term.id for mention in find_mentions(bare_title(metadata.title), terms.topics)}
    return stated | (named if metadata.topic is None else set()) | {bare_title(metadata.title)}


def _pairs(
    group: Sequence[int], documents: Sequence[tuple[str, Metadata]], claims: dict[int, list[Claim]]
) -> Iterator[tuple[int, int]]:
    budget = _MOST_CLAIMS**2
    for index, left in enumerate(group):
        for right in group[index + 1 :]:
            budget -= len(claims[left]) * len(claims[right])
            if budget < 0:
                return
            if _together(documents[left][1], documents[right][1]):
                yield left, right


def _together(left: Metadata, right: Metadata) -> bool:
    """Whether there is a day on which both hold, and neither is the notice of another year."""
    if years_of(left.title) != years_of(right.title):
        return False
    begins = max(left.begins or date.min, right.begins or date.min)
    return begins <= min(_last_day(left), _last_day(right))


def _last_day(metadata: Metadata) -> date:
    replaced = metadata.replaced_on - timedelta(days=1) if metadata.replaced_on else date.max
    return min(metadata.effective_to or date.max, replaced)


def _between(
    left: int, right: int, documents: Sequence[tuple[str, Metadata]], claims: dict[int, list[Claim]]
) -> Iterator[Conflict]:
    """Claims that are each other's only like in the two documents, and differ in one figure."""
    alike = [
        (ours, theirs) for ours in claims[left] for theirs in claims[right] if says_the_same(ours, theirs)
    ]
    for ours, theirs in alike:
        rivals = [pair for pair in alike if pair[0] is ours or pair[1] is theirs]
        pair = ours.difference(theirs)
        if pair is None or any(a.difference(b) is None for a, b in rivals):
            continue
        mine, other = pair
        yield Conflict(
            left=ours.passage,
            right=theirs.passage,
            kind=mine.kind,
            left_document=documents[left][0],
            right_document=documents[right][0],
            left_text=ours.text,
            right_text=theirs.text,
            left_figure=mine.text,
            right_figure=other.text,
        )
