"""Which passages of an index hold the answer to a question: for measuring rankings by passages."""

from collections.abc import Sequence

from index.evaluation.figures import fold_figures
from index.evaluation.questions import Question
from index.evaluation.subject import guide_of
from index.snapshot import Snapshot


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
        """Numbers of passages of the accepted guides that have a key phrase; of the first guide only those of the
        section, where it has such. A restriction that would leave none of a guide's passages is not made.
        """
        found: set[int] = set()
        for position, guide in enumerate(question.guides):
            own = self._by_guide.get(guide, [])
            own = [n for n in own if self._has_key(n, question.key)] or own
            if position == 0 and question.section:
                own = [n for n in own if self._stands_in(n, question.section)] or own
            found.update(own)
        return frozenset(found)

    def _has_key(self, number: int, key: Sequence[str]) -> bool:
        return any(fold_figures(phrase) in self._texts[number] for phrase in key)

    def _stands_in(self, number: int, section: str) -> bool:
        return section in self._snapshot.passages[number].headings
