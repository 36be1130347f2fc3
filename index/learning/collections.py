"""Small collections of guides, as a bureau that has just begun holds: what is learned serves few documents too."""

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from index.encoders import Encoding
from index.evaluation.questions import Question
from index.ingest.build import build_index
from index.library import Library
from index.version.snapshot import Snapshot

TAKEN_OUT = "taken out"
_SIZES = (3, 3, 3, 3, 6, 6, 12, 24)
_OTHERS = 60  # questions about other guides that are asked of each
_SEED = 20260101


class BuildOptions(TypedDict, total=False):
    """Which encoder an index is built with, as `build_index` takes it."""

    encoder: str
    encoding: Encoding


def small_collections(
    guides: Path,
    terms: Path,
    questions: Sequence[Question],
    scratch: Path,
    options: BuildOptions | None = None,
) -> Iterator[tuple[Snapshot, list[Question]]]:
    """Indexes of a few of the guides each, with the questions they answer and some that they do not.

    Only guides that questions ask about are taken. The others' questions have no guides and the kind "taken out";
    questions without answer are asked too.
    """
    generator = random.Random(_SEED)  # noqa: S311 - repeatable, not secret
    asked = sorted({guide for question in questions for guide in question.guides})
    files = {path.stem: path for path in guides.rglob("*.md") if path.stem in asked}
    for number, size in enumerate(_SIZES):
        chosen = set(generator.sample(sorted(files), min(size, len(files))))
        folder = scratch / f"collection-{number}"
        (folder / "guides").mkdir(parents=True)
        for name in chosen:
            shutil.copy(files[name], folder / "guides" / f"{name}.md")
        build_index([folder / "guides"], folder / "index", terms=terms, **(options or {}))
        yield Library(folder / "index").snapshot(), _questions(questions, chosen, generator)


def _questions(questions: Sequence[Question], chosen: set[str], generator: random.Random) -> list[Question]:
    ours = [question for question in questions if set(question.guides) & chosen]
    others = [question for question in questions if question.guides and not set(question.guides) & chosen]
    some = generator.sample(others, min(_OTHERS, len(others)))
    none = [question for question in questions if not question.guides]
    unanswered = generator.sample(none, min(_OTHERS, len(none)))
    return (
        ours
        + unanswered
        + [question.model_copy(update={"guides": (), "kind": TAKEN_OUT}) for question in some]
    )
