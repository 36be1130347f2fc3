"""Which passages of an index hold the answer to a question: for measuring rankings by passages."""

from collections.abc import Sequence

from index.evaluation.figures import fold_figures
from index.evaluation.questions import Question
from index.evaluation.subject import guide_of
from index.version.snapshot import Snapshot


class Gold:
    """Knows the passages of each guide."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._texts = [fold_figures(passage.text) for passage in snapshot.passages]
        self._by_guide: dict[str, list[int]] = {}
        for number, passage in enumerate(snapshot.passages):
            guide = guide_of(snapshot.documents[passage.document].path)
            self._by_guide.setdefault(guide, []).append(number)

    def passages(self, question: Question) -> frozenset[int]:
        """Numbers of the passages of accepted guides that hold the answer.

        Of a guide: those with every key phrase; else those of the section with one of them; else those of the section
        (named for the first guide only); else all of it. A key counts wherever it stands, since a guide may say the
        same in its list and in its 常见问题; without a key only the section can be asked for.
        """
        found: set[int] = set()
        for position, guide in enumerate(question.guides):
            found.update(self._of_guide(guide, question.key, question.section if position == 0 else None))
        return frozenset(found)

    def of_guides(self, question: Question) -> frozenset[int]:
        """Numbers of all passages of the accepted guides: the looser measure."""
        return frozenset(number for guide in question.guides for number in self._by_guide.get(guide, []))

    def _of_guide(self, guide: str, key: Sequence[str], section: str | None) -> list[int]:
        own = self._by_guide.get(guide, [])
        phrases = [fold_figures(phrase) for phrase in key]
        if whole := [n for n in own if phrases and all(phrase in self._texts[n] for phrase in phrases)]:
            return whole
        inside = [n for n in own if section in self._snapshot.passages[n].headings] if section else own
        told = [n for n in inside if any(phrase in self._texts[n] for phrase in phrases)]
        return told or inside or own
