"""Several questions in one message, told apart where that is unmistakable; otherwise a message is one question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.lexicon.asking import asks_in, subject_of
from index.lexicon.places import Gazetteer
from index.lexicon.terms import Mention, Terms, find_mentions

MOST = 3
_BREAK = re.compile(
    r"(?P<strong>[。．；;？?！!\n]+|[，,]?(?:另外|还有|顺便|其次|再就是)(?:请问|想问|问)?(?:一下)?)|[，,]+"
)
_AND = re.compile(
    r"\s*(?:和|与|及|跟|以及|还有|、|，|,)\s*(?:要|需要|办理?|申[请报]|有)?(?:什么|哪些|啥|的)?\s*"
)
_DONE = re.compile(r"分别|各自|都|能?(?:办好|办完|办成|办下来|批下来|下来|出来|拿到|搞定|弄好|通过)")
_LEFT_OVER = re.compile(r"(?:要|需要|有|是)?(?:什么|哪些|啥)$")


@dataclass(frozen=True)
class _Clause:
    """A part of a message that may be a question by itself."""

    text: str
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    content: str
    asks: bool
    set_off: bool


def split_questions(text: str, terms: Terms, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The questions of a folded message, two or three where there are several; else the message itself.

    Two clauses are two questions when each asks and they name different topics, or the later one only another aspect.
    A topic's aspects joined by 和 (条件和材料分别是什么), and one aspect of two topics, are as many questions.
    """
    clauses = _joined([_read(part, terms, gazetteer, strong) for part, strong in _parts(text)])
    if len(clauses) == 1 and " " in text:
        spaced = _joined([_read(part, terms, gazetteer) for part in text.split()])
        clauses = spaced if all(clause.topics for clause in spaced) else clauses
    if len(clauses) > 1 and all(_is_another(a, b) for a, b in pairwise(clauses)):
        found = [question for clause in clauses for question in _shared(clause.text, terms, gazetteer)]
        return tuple(found[:MOST])
    return _shared(text, terms, gazetteer)


def asking_parts(text: str) -> tuple[str, ...]:
    """The clauses of a folded message that ask something, each by itself, up to three; to be tried where the whole
    message finds nothing. () when that is the message itself."""
    found = tuple(part for part, _ in _parts(text) if asks_in("asks", part))[:MOST]
    return () if not found or (len(found) == 1 and len(found[0]) >= len(text) - 2) else found


def is_set_off(text: str) -> bool:
    """Whether more than commas stands between the questions of a message (？, 另外)."""
    return any(strong for _, strong in _parts(text))


def topics_compared(text: str, terms: Terms) -> tuple[str, ...]:
    """Ids of the two or three topics whose difference a folded message asks for (高企和科小有什么区别), or ()."""
    topics = tuple(dict.fromkeys(mention.term.id for mention in find_mentions(text, terms.topics)))
    return (
        topics
        if 2 <= len(topics) <= MOST and re.search(r"区别|不同|不一样|差别|差异|对比|相比|一样吗", text)
        else ()
    )


def _parts(text: str) -> list[tuple[str, bool]]:
    """The message cut at punctuation and at words that begin another question; with each part whether it is set off
    clearly from the one before (？, 另外)."""
    parts: list[tuple[str, bool]] = []
    start, strong = 0, False
    for match in [*_BREAK.finditer(text), None]:
        part = text[start : match.start() if match else len(text)].strip()
        if any(char.isalnum() for char in part):
            parts.append((part, strong))
            strong = False
        if match is not None:
            start, strong = match.end(), strong or match["strong"] is not None
    return parts


def _read(text: str, terms: Terms, gazetteer: Gazetteer, set_off: bool = False) -> _Clause:
    topics = find_mentions(text, terms.topics)
    rest = _blank(text, topics)
    aspects = find_mentions(rest, terms.aspects)
    bare = _blank(rest, aspects)
    for place in gazetteer.find(text):
        bare = bare[: place.start] + " " * (place.end - place.start) + bare[place.end :]
    return _Clause(
        text,
        tuple(dict.fromkeys(m.term.id for m in topics)),
        tuple(dict.fromkeys(m.term.id for m in aspects)),
        subject_of(_DONE.sub(" ", bare)),
        bool(aspects) or asks_in("asks", text),
        set_off,
    )


def _joined(clauses: Sequence[_Clause]) -> list[_Clause]:
    """What asks nothing (我们公司成立两年了) belongs to the question after it, or to the last one."""
    found: list[_Clause] = []
    before: list[_Clause] = []
    for clause in clauses:
        if not clause.asks:
            before.append(clause)
            continue
        found.append(_together([*before, clause]))
        before = []
    if before and found:
        found[-1] = _together([found[-1], *before])
    return found


def _together(clauses: Sequence[_Clause]) -> _Clause:
    return _Clause(
        "，".join(clause.text for clause in clauses),
        tuple(dict.fromkeys(topic for clause in clauses for topic in clause.topics)),
        tuple(dict.fromkeys(aspect for clause in clauses for aspect in clause.aspects)),
        " ".join(clause.content for clause in clauses if clause.content),
        any(clause.asks for clause in clauses),
        clauses[0].set_off,
    )


def _is_another(first: _Clause, second: _Clause) -> bool:
    """Whether the second clause asks something else than the first."""
    if asks_in("compares", second.text):
        return False
    if second.topics:
        return bool(first.topics) and set(second.topics) != set(first.topics)
    if second.content:
        stands = second.set_off or (bool(first.aspects) and not first.content)
        return stands and bool(first.topics) and len(second.content) > 1
    return bool(first.topics or first.aspects) and bool(set(second.aspects) - set(first.aspects))


def _shared(text: str, terms: Terms, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Aspects joined by 和 of one topic, or one aspect of topics joined by 和, each as a question."""
    clause = _read(text, terms, gazetteer)
    if clause.content or asks_in("compares", text):
        return (text,)
    topics = find_mentions(text, terms.topics)
    aspects = find_mentions(_blank(text, topics), terms.aspects)
    if len(clause.topics) <= 1 and _are_joined(text, aspects):
        return _each(text, aspects)
    if len(clause.aspects) == 1 and _are_joined(text, topics):
        return _each(text, topics)
    return (text,)


def _are_joined(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether two or three different terms stand in a row with nothing but 和 between them."""
    different = len({mention.term.id for mention in mentions}) == len(mentions)
    return (
        2 <= len(mentions) <= MOST
        and different
        and all(_AND.fullmatch(text[a.end : b.start]) for a, b in pairwise(mentions))
    )


def _each(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The message once for each of the terms, without the others."""
    start, tail = text[: mentions[0].start], text[mentions[-1].end :]
    tail = re.sub(r"^(?:分别|各自?|都)+(?:是|要|需要|有)?(?:什么|哪些|啥|多少)?", "", tail)
    found: list[str] = []
    for mention in mentions:
        asks = asks_in("asks", mention.word)
        before = _LEFT_OVER.sub("", start) if asks else start
        after = re.sub(r"^(?:是|有)?(?:什么|哪些|啥|多少)", "", tail) if asks else tail
        found.append(f"{before}{mention.word}{after}".strip())
    return tuple(found)


def _blank(text: str, mentions: Sequence[Mention]) -> str:
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text
