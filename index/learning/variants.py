"""The same documents as others hold them: without topics that somebody listed, or without a guide's front matter.

What is learned on all of them also serves documents that nobody prepared.
"""

from dataclasses import replace

from index.snapshot import IndexedDocument, Snapshot
from index.terms import Terms


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
