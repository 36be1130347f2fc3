"""What is measured: one index version with its Answerer and its retriever, on a fixed day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.answering.answerer import Answerer
from index.library import Library
from index.search.retriever import Retriever
from index.version.snapshot import Snapshot


@dataclass(frozen=True)
class Subject:
    """A loaded version. `today` is the day that validity is judged by, so that a run can be repeated."""

    snapshot: Snapshot
    answerer: Answerer
    retriever: Retriever
    today: date

    @property
    def titles(self) -> dict[str, str]:
        """The title of each guide by its id."""
        return {guide_of(d.path): d.metadata.title for d in self.snapshot.documents}


def guide_of(document: str) -> str:
    """The id by which questions name the document at this path: the file's stem."""
    return Path(document).stem


def open_subject(directory: Path, today: date) -> Subject:
    """Load the version that `directory` names: an index folder (its CURRENT) or one version. Raises IndexMissing."""
    snapshot = Library(directory).snapshot()
    return Subject(snapshot, Answerer(snapshot, today=lambda: today), Retriever(snapshot), today)
