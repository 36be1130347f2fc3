"""The same documents as others hold them, without listed topics or front matter; questions asked in a region's name.

What is learned on all of them also serves documents that nobody prepared.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.evaluation.questions import Question
from index.lexicon.divisions import NATIONWIDE
from index.lexicon.terms import Terms
from index.version.snapshot import IndexedDocument, Snapshot


def without_terms(snapshot: Snapshot) -> Snapshot:
    """Nobody listed topics, aspects and words."""
    return replace(snapshot, terms=Terms())


def without_topics(snapshot: Snapshot) -> Snapshot:
    """The documents are no guides: they state no topic."""
    plain = tuple(
        IndexedDocument(document.path, replace(document.metadata, topic=None))
        for document in snapshot.documents
    )
    return replace(snapshot, documents=plain)


def in_regions(snapshot: Snapshot, questions: Sequence[Question]) -> list[Question]:
    """Questions without a region, as conversations of one region after the other ask them: a channel knows its region.

    Those whose right guides are all of other regions are left out.
    """
    regions = sorted(
        {d.metadata.region for d in snapshot.documents if d.metadata.region and "/" in d.metadata.region}
    )
    nationwide = {d.metadata.id for d in snapshot.documents if d.metadata.region == NATIONWIDE}
    plain = [q for q in questions if q.region is None and (not q.guides or nationwide & set(q.guides))]
    return [
        question.model_copy(update={"region": regions[number % len(regions)]})
        for number, question in enumerate(plain)
        if regions
    ]
