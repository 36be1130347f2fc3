"""What a message means after the one before it: corrections, and words that ask the last question of something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.lexicon.places import Gazetteer, Place
from index.lexicon.terms import Mention, Terms, find_mentions
from index.text.normalise import canonical

# 不是 高企, 我问的是 … The denied word follows directly; what is meant comes after it, or stood before it.
_DENIED = re.compile(r"(?:并?不是|没问|没有?说|不要|别管|谁问)(?:问|说|要|指|查)?(?:的是|的)?\s*$")
_MEANT = re.compile(
    r"\s*(?:的|了|啊|呀)?[，,。；;、!！ ]*"
    r"(?:(?:我|我们|对方|企业|他|客户)?是?(?:问|说|要|指|查|想问|想要|要问|想查)的?是?|而?是)"
)
_NO = re.compile(
    r"^(?:(?:不是|不对|错了|搞错了|说错了|刚才说错了|弄错了|不是这个|不)[，,。！!；;\s的了吧啊]+)+"
)
_NOT_BUT = re.compile(
    r"^(?:我(?:问|说)的)?不是[^，,。]{1,10}[，,]\s*(?=(?:我|我们|对方|企业)?(?:是|想)?(?:问|说|要|指|查))"
)
_RETURNS = re.compile(
    r"(?:我|对方)?(?:问|说|要|指|查)的是|我是问|我要问|^(?:对方|企业|来电|客户)问|换成|改成|换一?个|^是"
)
_LEAN = re.compile(
    r"(?:那|那么|换成|换到|改成|换|查|看|说|问|想|要|我|我们|咱们|公司|企业|对方|来电|是|在|到|的|呢|吗|呀|啊|吧|哈|这边|那边|这里|那里|"
    r"这个|那个|地区|本地|又|如果|要是|假如|也|都|再|就|还|怎么样|怎么说|咋样|如何|情况|规定|政策|一下|下|有没有|有|还有|请|好|嗯|现在|其实|"
    r"搬到|注册|落户|位于|了|而|同样|行|可以|认定|申报|[\W_])*"
)
_SAME_OF = re.compile(r"^(?:那|换成|改成|还有)|呢[？?\s]*$")


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

    def complete(self, message: str, last: str | None, *, of_what: bool = False) -> Reading:
        """What `message` asks when `last` was the last question (None: there was none).

        `of_what`: the last reply asked what topic was meant, so that a topic alone answers that.
        """
        corrects = bool(_NO.search(canonical(message)) or _NOT_BUT.search(canonical(message)))
        text = self.without_denied(message)
        topics, aspects, places, rest = self._parts(text)
        if not _LEAN.fullmatch(rest):
            return Reading(text)
        if last is None:
            named = topics and not aspects and (corrects or _SAME_OF.search(text) or _RETURNS.search(text))
            return Reading(self.topic_in(message) or text) if named else Reading(text)
        if places and not topics and not aspects:
            return Reading(self._at(last, places[-1]), "place")
        moves = of_what or corrects or _SAME_OF.search(text) or _RETURNS.search(text)
        if topics and not aspects and moves:
            moved = self._about(last, topics[-1])
            return Reading(self._at(moved, places[-1]) if places else moved, "topic")
        return Reading(text)

    def without_denied(self, message: str) -> str:
        """`message` (canonical) without what it takes back: 不是高企，我问的是创新券 -> 我问的是创新券."""
        text = _NOT_BUT.sub("", canonical(message))
        text = _NO.sub("", text) or text
        topics, aspects, places, _ = self._parts(text)
        for same in (topics, aspects, places):
            for item in same:
                denial = _DENIED.search(text[: item.start])
                others = [other for other in same if other.word != item.word]
                if denial is None or not others:
                    continue
                after = _MEANT.match(text, item.end)
                if after is not None and any(other.start >= item.end for other in others):
                    return (text[: denial.start()] + " " + text[item.end :].lstrip("，,。 ")).strip()
                if not any(char.isalnum() for char in re.sub(r"[的了吧呢啊]", "", text[item.end :])):
                    return text[: denial.start()].rstrip("，,。 ")
        return text

    def names_place_only(self, message: str) -> str | None:
        """The path of the place that a message names when it says nothing else (我在武汉), or None."""
        text = canonical(message)
        topics, aspects, places, rest = self._parts(text)
        alone = bool(places) and not topics and not aspects and _LEAN.fullmatch(rest) is not None
        return max((place.paths[0] for place in places), key=len) if alone else None

    def names_topic_and_place_only(self, message: str) -> bool:
        """Whether a message names a topic and a place and asks nothing (武汉高企)."""
        topics, aspects, places, rest = self._parts(canonical(message))
        return bool(topics) and bool(places) and not aspects and _LEAN.fullmatch(rest) is not None

    def aspects_in(self, message: str) -> tuple[str, ...]:
        """Ids of the aspects that a message names."""
        return tuple(mention.term.id for mention in self._parts(canonical(message))[1])

    def names_topic(self, message: str) -> bool:
        """Whether a message names a topic."""
        return bool(find_mentions(canonical(message), self._terms.topics))

    def topic_in(self, message: str) -> str | None:
        """The topic that a message means, by the words it uses, with its place (我问武汉的创新券 -> 武汉创新券)."""
        topics, _, places, _ = self._parts(self.without_denied(message))
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
