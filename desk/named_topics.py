"""The topics that a message names, by the same words as the index knows (knowledge/terms.yml)."""

from __future__ import annotations

from index.lexicon.terms import Finder, Terms
from index.library import Library
from index.model.errors import IndexMissing
from understanding.values.writing import fold


def named_topics(library: Library, text: str, entity: str | None) -> list[str]:
    """Return the ids of the topics that a message names, in its order; without an index the `entity`."""
    try:
        terms = library.answerer().terms
    except IndexMissing:
        return [entity] if entity else []
    found = [mention.term.id for mention in Finder(terms.topics).find(fold(text))]
    return list(dict.fromkeys([*found, *([entity] if entity else [])]))


def known_terms(library: Library) -> Terms:
    """Return topics and ordinary words with what else people say for them; none without an index."""
    try:
        return library.answerer().terms
    except IndexMissing:
        return Terms()
