"""What another document in force says instead of the one that is quoted, shown beside it with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contracts import Citation
from index.quoting.citing import cite, lead_in
from index.version.snapshot import Snapshot

_NOTE = "另一份现行文件的写法不同，请向主管部门核实："


@dataclass(frozen=True)
class Disagreement:
    """`text` goes behind an answer, `citations` behind its citations, `sentences` are what the text quotes."""

    text: str
    citations: tuple[Citation, ...]
    sentences: tuple[str, ...]


def find_disagreement(
    snapshot: Snapshot, quoted: Iterable[int], allowed: NDArray[np.bool_], today: date
) -> Disagreement | None:
    """What other allowed passages say instead of the quoted ones (numbers), or None when all agree."""
    conflicts = snapshot.conflicts
    said: dict[int, str] = {}
    for number in quoted:
        for other in conflicts.others(number):
            if allowed[other]:
                said.setdefault(other, conflicts.said_by(other, number))
    if not said:
        return None
    lines: list[str] = []
    citations: list[Citation] = []
    for other, sentence in said.items():
        passage = snapshot.passages[other]
        document = snapshot.documents[passage.document]
        lines.append(f"{lead_in(document.metadata)}{sentence}")
        citations.append(cite(document, passage, today))
    return Disagreement("\n".join([_NOTE, *lines]), tuple(citations), tuple(said.values()))
