"""The topics that a message names, by the same words as the index knows (knowledge/terms.yml)."""

from __future__ import annotations

from actions.turn import ActionTurn
from index.errors import IndexMissing
from index.library import Library
from index.normalise import fold
from index.terms import Finder


def named_topics(library: Library, turn: ActionTurn) -> list[str]:
    """Return the ids of the topics that a message names, in its order; without an index the one that Rasa found."""
    entity = turn.entities.get("topic")
    try:
        terms = library.answerer().terms
    except IndexMissing:
        return [entity] if entity else []
    found = [mention.term.id for mention in Finder(terms.topics).find(fold(turn.text))]
    return list(dict.fromkeys([*found, *([entity] if entity else [])]))
