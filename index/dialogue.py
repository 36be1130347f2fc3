"""A message within a conversation: what it asks after the question before it, and the answers it gets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from index.answering.answerer import Answerer
from index.model.answer import Answer
from index.model.memory import Memory, items_of
from index.question.follow_up import FollowUp
from index.question.following import Reading
from index.question.several import asking_parts, is_set_off, split_questions, topics_compared
from index.text.normalise import canonical, drop_halves

_FOUND = ("answered", "clarify")
_NOT_FOUND = ("no_answer", "out_of_scope")


@dataclass(frozen=True)
class Exchange:
    """One answer for each question of a message, and what to remember of them (None: nothing new)."""

    answers: tuple[Answer, ...]
    memory: Memory | None = None


class Dialogue:
    """Understands messages within a conversation; answers from one index version. Cheap to make, safe for threads."""

    def __init__(self, answerer: Answerer, on: date | None = None) -> None:
        """`on`: the day the rules must hold, None for today."""
        self._answerer = answerer
        self._answer = partial(answerer.answer, on=on)
        self._follower = answerer.follower
        self._recall = answerer.recall

    def respond(
        self,
        message: str,
        *,
        topic: str | None = None,
        region: str | None = None,
        last: Memory | None = None,
        follow_up: FollowUp | None = None,
    ) -> Exchange:
        """Answer a message. `topic` and `region` are the conversation's, `last` what it remembers.

        `follow_up`: what it asks of the last answer; without it only what its own words leave no doubt about goes on.
        """
        exchange = self._respond(drop_halves(message), topic, region, last, follow_up)
        if topic is not None and follow_up is not None and follow_up.kind == "point":
            exchange = self._within_topic(message, topic, region, exchange)
        memory = exchange.memory
        # 原文 after a question that found nothing means what was shown before it.
        if last is not None and memory is not None and _shows_nothing(memory, last):
            kept = ("index_version", "passages", "whole", "items")
            memory = memory.model_copy(update={name: getattr(last, name) for name in kept})
        return Exchange(exchange.answers, memory)

    def _respond(
        self,
        message: str,
        topic: str | None,
        region: str | None,
        last: Memory | None,
        follow_up: FollowUp | None,
    ) -> Exchange:
        if self._answerer.is_known_question(message):
            return self._ask([message], topic, region)
        if follow_up is not None and (again := self._again(follow_up, message, region, last)):
            return again
        if last is None and (place := self._follower.names_place_only(message)) is not None:
            return Exchange((self._answerer.offers.for_place(place, self._answerer.allowed(place)),))
        of_what = last is not None and last.outcome == "clarify" and last.topic is None
        kind = follow_up.kind if follow_up else None
        reading = self._follower.complete(message, last.question if last else None, kind, of_what=of_what)
        if last is not None and reading.kind == "place":
            return self._ask([reading.text], last.topic or topic, region)
        if last is not None and reading.kind == "topic":
            return self._about_another(reading, message, region, last)
        terms, gazetteer = self._answerer.terms, self._answerer.gazetteer
        if compared := topics_compared(reading.text, terms):
            return self._compare(reading.text, compared, topic, region)
        if last is not None and (row := self._recall.row_named(last, reading.text)):
            return self._ask([row], last.topic or topic, region)
        questions = split_questions(reading.text, terms, gazetteer)
        exchange = self._ask(questions, topic, region, reading.text)
        return self._in_parts(reading.text, topic, region, exchange) if len(questions) == 1 else exchange

    def _within_topic(self, message: str, topic: str, region: str | None, found: Exchange) -> Exchange:
        """What found nothing by itself, asked of the topic by its name; as it was where that is not answered."""
        is_lost = all(answer.outcome in _NOT_FOUND for answer in found.answers)
        term = self._answerer.terms.find_topic(topic)
        if term is None or not is_lost or self._follower.names_topic(message):
            return found
        told = self._ask([f"{term.name}，{message}"], None, region)
        return told if told.answers[0].outcome == "answered" else found

    def _in_parts(self, text: str, topic: str | None, region: str | None, whole: Exchange) -> Exchange:
        """A message that finds nothing as a whole, taken clause by clause; the whole if no clause finds anything."""
        parts = asking_parts(text) if whole.answers[0].outcome in _NOT_FOUND else ()
        exchange = self._ask(parts, topic, region) if parts else whole
        return exchange if any(answer.outcome in _FOUND for answer in exchange.answers) else whole

    def _ask(
        self, questions: Sequence[str], topic: str | None, region: str | None, whole: str | None = None
    ) -> Exchange:
        """The answers to the questions, each within the topic of the one before; remembered is the last one found.

        When a part that names neither topic nor aspect, and stands behind a comma only, finds nothing, the message
        was one question after all.
        """
        answers: list[Answer] = []
        memory: Memory | None = None
        for question in questions:
            answer = self._answer(question, topic=topic, region=region)
            if answers and self._strays(question, answer, topic):
                question = self._with_topic(question, topic)
                answer = self._answer(question, region=region)
            answers.append(answer)
            topic = answer.topic or topic
            memory = self._remember(question, answer, topic) or memory
        lost = any(a.outcome in _NOT_FOUND and a.topic is None and a.aspect is None for a in answers)
        if len(answers) > 1 and whole is not None and lost and not is_set_off(whole):
            single = self._answer(whole, topic=topic, region=region)
            if single.outcome in _FOUND:
                return Exchange((single,), self._remember(whole, single, single.topic))
        return Exchange(tuple(answers), memory)

    def _about_another(self, reading: Reading, message: str, region: str | None, last: Memory) -> Exchange:
        """The last question asked of another topic; where nothing says that of it, what can be asked of it."""
        moved = self._answer(reading.text, region=region)
        if moved.outcome == "other_region" or (moved.outcome in _FOUND and self._answerer.states(moved)):
            return Exchange((moved,), self._remember(reading.text, moved, moved.topic))
        text = self._follower.topic_in(message) or message
        plain = self._answer(text, region=region)
        aspect = self._answerer.terms.find_aspect(last.aspect)
        about = self._answerer.terms.find_topic(plain.topic)
        if aspect is not None and about is not None and plain.outcome == "clarify":
            note = f"{about.name}的文件没有写明{aspect.name}。"
            plain = plain.model_copy(update={"text": note + plain.text})
        return Exchange((plain,), self._remember(text, plain, plain.topic))

    def _compare(self, text: str, topics: Sequence[str], topic: str | None, region: str | None) -> Exchange:
        """The difference of topics, where a passage tells it; else the same aspect of each, side by side."""
        single = self._answer(text, topic=topic, region=region)
        if single.outcome == "answered" and self._names_all(single, topics):
            return Exchange((single,), self._remember(text, single, single.topic))
        aspect = next(iter(self._follower.aspects_in(text)), None)
        questions = self._answerer.offers.same_of_each(topics, aspect, self._answerer.allowed(region))
        if len(questions) < 2:
            return Exchange((single,), self._remember(text, single, single.topic))
        exchange = self._ask(questions, None, region)
        note = "文件里没有直接比较两者的内容，下面分别列出，供您对照。\n"
        first = exchange.answers[0].model_copy(update={"text": note + exchange.answers[0].text})
        return Exchange((first, *exchange.answers[1:]), exchange.memory)

    def _again(
        self, follow_up: FollowUp, message: str, region: str | None, last: Memory | None
    ) -> Exchange | None:
        """The answer to what is asked of the last answer; None when it asks something new after all."""
        asked, kind = self._follower.aspects_in(message), follow_up.kind
        if (
            not follow_up.is_of_the_answer
            or not follow_up.is_for(last)
            or self._follower.names_topic(message)
            or (kind in ("more", "whole") and last is not None and set(asked) - {last.aspect, "basis"})
        ):
            return None
        last = self._refreshed(last, region)
        if last is None or not last.passages:
            if asked:
                return None  # 依据 and 有什么材料 are questions by themselves
            return Exchange((self._answerer.offers.nothing_shown(last, self._answerer.allowed(region)),))
        today = self._answerer.today()
        if kind == "item":
            return self._item(follow_up.number, last, region, today)
        if kind == "source":
            return Exchange((self._recall.source(last, today),), last)
        if kind == "whole":
            return Exchange((self._recall.full(last, today),), last.model_copy(update={"whole": True}))
        if (found := self._recall.more(last, today)) is None:
            related, allowed = self._recall.related_of(last, today), self._answerer.allowed(last.region)
            return Exchange((self._answerer.offers.nothing_more(last, related, allowed),), last)
        answer, memory = found
        return Exchange((answer,), memory.model_copy(update={"items": items_of(answer) or last.items}))

    def _item(self, number: int, last: Memory, region: str | None, today: date) -> Exchange:
        if number != -1 and not 1 <= number <= len(last.items):
            return Exchange((self._answerer.offers.no_such_item(last),), last)
        item = last.items[number if number == -1 else number - 1]
        label = item.split("：")[0].split("（")[0]
        detail = self._answer(label[:40], topic=last.topic, region=region) if len(label) >= 4 else None
        shown = set(last.passages)
        if detail is not None and (set(self._recall.passages_of(detail)) & shown or label not in detail.text):
            detail = None
        return Exchange((self._recall.item(last, number, detail, today),), last)

    def _refreshed(self, last: Memory | None, region: str | None) -> Memory | None:
        """What is remembered, in terms of this index version: asked again when another version gave it."""
        if last is None or last.index_version == self._answerer.index_version:
            return last
        answer = self._answer(last.question, topic=last.topic, region=last.region or region)
        return self._remember(last.question, answer, last.topic)

    def _remember(self, question: str, answer: Answer, topic: str | None) -> Memory | None:
        """What to keep of an answer; None for what is out of scope: the question before it stays the last one."""
        if answer.outcome == "out_of_scope":
            return None
        if answer.topic == topic and not self._follower.names_topic(question):
            question = self._with_topic(question, topic)
        numbers = self._recall.passages_of(answer)
        return Memory(
            question=question,
            outcome=answer.outcome,
            topic=answer.topic,
            aspect=answer.aspect,
            region=answer.region,
            index_version=answer.index_version,
            passages=numbers,
            whole=self._recall.shows_whole(answer, numbers),
            items=items_of(answer),
        )

    def _strays(self, question: str, answer: Answer, topic: str | None) -> bool:
        """Whether a later question of a message, which names no topic, was answered about another one."""
        other = answer.outcome == "answered" and answer.topic not in (None, topic)
        return topic is not None and other and not self._follower.names_topic(question)

    def _with_topic(self, question: str, topic: str | None) -> str:
        """The question with the topic's name, so that it can be asked by itself."""
        term = self._answerer.terms.find_topic(topic)
        bare = re.sub(r"^(?:那么?|再)|[呢？?]+$", "", question)
        return question if term is None else f"{term.name}{bare}"

    def _names_all(self, answer: Answer, topics: Sequence[str]) -> bool:
        """Whether what an answer shows speaks of all the topics."""
        text = canonical(answer.text)
        terms = [self._answerer.terms.find_topic(topic) for topic in topics]
        return all(term is not None and any(word in text for word in term.words) for term in terms)


def _shows_nothing(memory: Memory, last: Memory) -> bool:
    """Whether what was shown before stays in view: nothing was found, or no document shown of the same topic."""
    return memory.outcome in _NOT_FOUND or (not memory.passages and memory.topic == last.topic)
