"""What a message means after the one before it: corrections, and the last question asked of something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexicon.asking import names_nothing
from index.lexicon.places import Gazetteer, Place
from index.lexicon.terms import Mention, Terms, find_mentions
from index.question.follow_up import FollowUpKind
from index.text.normalise import canonical

# 不是高企, 没问条件: the denied word follows.
_DENIED = re.compile(r"(?:不是|没问|没说|不要|别管)(?:问|说|要|指|查)?的?\s*$")
_MOVES: tuple[FollowUpKind, ...] = ("other_topic", "correction")
_TURNS: tuple[FollowUpKind, ...] = ("other_place", *_MOVES)
_BUT = "，,。；; "


@dataclass(frozen=True)
class Reading:
    """`text` is the whole question. `kind` is how it came about: "plain", or the last question asked of another
    "place" or another "topic"."""

    text: str
    kind: str = "plain"


class Follower:
    """Completes messages by the last question, with one index's terms and places."""

    def __init__(self, terms: Terms, gazetteer: Gazetteer) -> None:
        self._terms = terms
        self._gazetteer = gazetteer

    def complete(
        self, message: str, last: str | None, kind: FollowUpKind | None = None, *, of_what: bool = False
    ) -> Reading:
        """What `message` asks when `last` was the last question (None: there was none).

        `kind`: what it was found to ask of the last answer. `of_what`: the last reply asked what topic was meant, so
        that a topic alone answers that.
        """
        text = self.without_denied(message) if kind == "correction" else canonical(message)
        topics, aspects, places, rest = self._parts(text)
        says_more = not names_nothing(rest)
        if aspects or (says_more and kind not in _TURNS):
            return Reading(text)
        if last is None:
            return Reading(self._topic_in(text) or text) if topics and kind in _MOVES else Reading(text)
        if places and not topics:
            return Reading(self._at(last, places[-1]), "place")
        if topics and (of_what or kind in _MOVES) and not (of_what and says_more):
            moved = self._about(last, topics[-1])
            return Reading(self._at(moved, places[-1]) if places else moved, "topic")
        return Reading(text)

    def without_denied(self, message: str) -> str:
        """A correction (canonical) without what it takes back: 不是高企，我问的是创新券 -> 我问的是创新券."""
        text = canonical(message)
        topics, aspects, places, _ = self._parts(text)
        for same in (topics, aspects, places):
            for item in same:
                denial = _DENIED.search(text[: item.start])
                if denial is not None and any(other.word != item.word for other in same):
                    kept = f"{text[: denial.start()].rstrip(_BUT)} {text[item.end :].lstrip(_BUT)}"
                    return kept.strip()
        return text

    def names_place_only(self, message: str) -> str | None:
        """The path of the place that a message names when it says nothing else (我在武汉), or None."""
        text = canonical(message)
        topics, aspects, places, rest = self._parts(text)
        alone = bool(places) and not topics and not aspects and names_nothing(rest)
        return max((place.paths[0] for place in places), key=len) if alone else None

    def names_topic_and_place_only(self, message: str) -> bool:
        """Whether a message names a topic and a place and asks nothing (武汉高企)."""
        topics, aspects, places, rest = self._parts(canonical(message))
        return bool(topics) and bool(places) and not aspects and names_nothing(rest)

    def aspects_in(self, message: str) -> tuple[str, ...]:
        """Ids of the aspects that a message names."""
        return tuple(mention.term.id for mention in self._parts(canonical(message))[1])

    def names_topic(self, message: str) -> bool:
        """Whether a message names a topic."""
        return bool(find_mentions(canonical(message), self._terms.topics))

    def topic_in(self, message: str) -> str | None:
        """The topic that a message means, by the words it uses, with its place (我问武汉的创新券 -> 武汉创新券)."""
        return self._topic_in(self.without_denied(message))

    def _topic_in(self, text: str) -> str | None:
        topics, _, places, _ = self._parts(text)
        place = places[-1].word if places else ""
        return f"{place}{topics[-1].word}" if topics else None

    def _parts(self, text: str) -> tuple[list[Mention], list[Mention], list[Place], str]:
        topics = find_mentions(text, self._terms.topics)
        rest = _blank(text, topics)
        aspects = find_mentions(rest, self._terms.aspects)
        places = self._gazetteer.find(text)
        return topics, aspects, places, _blank(_blank(rest, aspects), places)

    def _at(self, question: str, place: Place) -> str:
        """The question asked of another place."""
        text = canonical(question)
        bare = _blank(text, self._gazetteer.find(text))
        return place.word + re.sub(r"^[\s的，,]+", "", re.sub(r"\s+", " ", bare)).strip()

    def _about(self, question: str, topic: Mention) -> str:
        """The question asked of another topic."""
        text = canonical(question)
        found = find_mentions(text, self._terms.topics)
        if not found:
            return f"{topic.word}{text}"
        first, last = found[0], found[-1]
        return f"{text[: first.start]}{topic.word}{text[last.end :]}"


def _blank(text: str, found: Sequence[Mention] | Sequence[Place]) -> str:
    for item in found:
        text = text[: item.start] + " " * (item.end - item.start) + text[item.end :]
    return text
