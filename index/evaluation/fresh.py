"""An index built for measuring only: nothing reused, so that the same documents give the same figures."""

from datetime import date
from pathlib import Path

from index.evaluation.questions import checksum, load_questions
from index.evaluation.run import Evaluation, Progress, evaluate_questions
from index.evaluation.subject import open_subject
from index.ingest.build import build_index


def build_fresh(knowledge: Path, folder: Path) -> Path:
    """Build `knowledge` below `folder`, with an encoder trained anew from the fixed seed. Raises BuildError."""
    build_index([knowledge], folder, encoder="train")
    return folder


def evaluate_index(
    index: Path,
    files: list[Path],
    today: date,
    progress: Progress = lambda done, total: None,
    *,
    labelled: bool = True,
) -> Evaluation:
    """Open an index folder or version and ask it the questions of `files`. Raises IndexMissing, QuestionsInvalid."""
    asked = load_questions(files, labelled=labelled)
    return evaluate_questions(open_subject(index, today), asked, checksum(files), progress)
