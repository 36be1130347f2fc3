"""What is read aloud of a quotation: whole sentences, or whole parts of one that end with a semicolon."""

import re
from collections.abc import Callable, Sequence

from index.grams import bigrams
from index.normalise import canonical
from index.query import Query
from index.quote import Rarity, overlap
from index.splitter import split_sentences

SPOKEN = 60  # characters, where something whole is that short
_CLEARLY = 1.3  # times as much of the question as the first says
_BARE = 6  # a verdict of up to so many characters (可以。) says nothing by itself
_NUMBERED = re.compile(r"^(?:· |\d+[.、．]\s*|[（(][一二三四五六七八九十]+[）)]\s*|[一二三四五六七八九十]是)")
_PARTS = re.compile(r"(?:（[^）]*）|“[^”]*”|[^；;])+[；;]?")
_LEANS_BACK = re.compile(r"但|而|否则|其中|并")

Scorer = Callable[[str], float]


def speak(text: str, query: Query, rarity: Rarity, asked: str = "") -> str:
    """The sentence of a quotation to read aloud, at most SPOKEN characters where a whole part of it is that short.

    `asked` is the heading of a question with its answer: its words choose nothing, and stand before a bare verdict.
    """
    known = set(bigrams(canonical(asked)))
    scorer = _scorer(query, lambda gram: 0.0 if gram in known else rarity(gram))
    lines = [line for line in text.split("\n") if line.strip()]
    if not asked and len(lines) > 1:
        lines = [_first_or_better(lines, scorer)]
    sentences = [s.strip() for line in lines for s in split_sentences(line) if s.strip()]
    if not sentences:
        return ""
    chosen = _first_or_better(sentences, scorer)
    if len(chosen) <= _BARE:
        return _with_more(sentences, sentences.index(chosen), asked, scorer)
    return _within(_NUMBERED.sub("", chosen), scorer)


def is_tie(text: str, query: Query, rarity: Rarity) -> bool:
    """Whether several lines say equally much of the question's own subject, and none says more."""
    scores = [overlap(line, query, rarity) for line in text.split("\n") if line.strip()]
    best = max(scores, default=0.0)
    return bool(query.content) and best > 0 and sum(score > best - 1e-6 for score in scores) > 1


def _scorer(query: Query, rarity: Rarity) -> Scorer:
    return lambda text: overlap(text, query, rarity)


def _first_or_better(units: Sequence[str], scorer: Scorer) -> str:
    """The first unit that is no mere lead-in, unless another says clearly more of what was asked."""
    units = [unit for unit in units if not unit.rstrip().endswith(("：", ":"))] or units
    best = max(units, key=scorer)
    return best if scorer(best) > _CLEARLY * scorer(units[0]) else units[0]


def _with_more(sentences: Sequence[str], at: int, asked: str, scorer: Scorer) -> str:
    """A bare verdict with the sentence after it, else after the question it answers."""
    if at + 1 < len(sentences):
        return sentences[at] + _within(sentences[at + 1], scorer, SPOKEN - len(sentences[at]))
    return asked + sentences[at]


def _within(sentence: str, scorer: Scorer, most: int = SPOKEN) -> str:
    """The sentence, or the parts between semicolons around the one that says most, up to `most` characters."""
    parts = [part for part in _PARTS.findall(sentence) if part.strip("；;。 ")]
    if len(sentence) <= most or len(parts) < 2:
        return sentence
    first = max(range(len(parts)), key=lambda i: (scorer(parts[i]), -i))
    while first > 0 and _LEANS_BACK.match(parts[first]):
        first -= 1
    last = first
    while last + 1 < len(parts) and len("".join(parts[first : last + 2])) <= most:
        last += 1
    return "".join(parts[first : last + 1]).strip().rstrip("；;。") + "。"


def shorten(sentence: str, most: int) -> str:
    """The sentence, cut at the last end of a clause within `most` characters; whole when it has none there."""
    if len(sentence) <= most:
        return sentence
    ends = [match.end() for match in re.finditer(r"[，；。,;]", sentence) if 8 <= match.end() <= most]
    return sentence[: ends[-1] - 1] + "。" if ends else sentence
