"""What is read aloud of a quotation: whole sentences or clauses, up to SPOKEN characters where that is possible."""

import re
from collections.abc import Sequence

import numpy as np

from index.passages.splitter import split_sentences
from index.quoting.subject import Subject, label_of
from index.text.normalise import canonical

SPOKEN = 60  # characters, where something whole is that short
_CLEARLY = 1.15  # times as much of the question as the first says
_ENOUGH = 0.6  # of what the best clause says: what shorter ones must say to be read instead
_BARE = 6  # a verdict of up to so many characters (可以。) says nothing by itself
_COUNTED = re.compile(r"(?:\d+|[一二两三四五六七八九十]+)\s*[个项条类种步家批]")
_NUMBERED = re.compile(
    r"^(?:[·□☐]\s*|\d+\s*[.、．)）]\s*|[（(]?[一二三四五六七八九十]+[）)、]\s*|[一二三四五六七八九十]是|[①-⑳]\s*)"
)
_FIGURE = re.compile(r"\d\s*[%％年月日天万元个]")
_BLANKS = re.compile(r"(?<=[^\x00-\x7f])[ \u3000]+|[ \u3000]+(?=[^\x00-\x7f])")
_INNER = r"（[^（）]*）|《[^《》]*》|“[^“”]*”|\([^()]*\)"
_PARTS = re.compile(rf"(?:{_INNER}|[^；;])+[；;]?")
_CLAUSES = re.compile(rf"(?:{_INNER}|[^，；,;])+(?:[，；;]|,(?!\d))?")
_LEANS_BACK = re.compile(
    r"^(?:但|而|否则|其中|并|且|也|再|由|处|应|须|可|不|按|均|都|后者|前者|所以|因此|属于|超过的|超过部分|经|以及|或者?|包括|如|例如|等)"
)
_OPEN = re.compile(r"(?:的|时|后|前|内|起|中|外|和|或|者|由于|因为|如果)[，,]?$")


def speak(lines: Sequence[str], subject: Subject, asked: str = "", caveat: str = "") -> str:
    """The sentence of quoted lines to read aloud, with what limits it.

    `asked` is the heading of a question with its answer: its words choose nothing, and stand before a bare verdict.
    """
    lines = [without_marks(line) for line in lines if line.strip()]
    if asked:
        return _answer(lines, subject.without(asked), asked, caveat)
    if len(lines) > 1:
        lines = [_first_or_better(lines, subject)]
    sentences = _sentences(lines)
    if not sentences:
        return ""
    start = sentences.index(_first_or_better(sentences, subject))
    said = _with_more(sentences, start, subject, SPOKEN - len(caveat))
    said = _ended(said) if said.endswith(("：", ":")) else said
    return said if caveat.rstrip("。") in said else said + caveat


def shorten(text: str, most: int = SPOKEN) -> str:
    """A text as far as its last whole clause within `most` characters; whole where it has none there."""
    said = tidy(text)
    if len(said) <= most:
        return said
    kept = ""
    for clause in _CLAUSES.findall(said):
        if len(kept) + len(clause) > most:
            break
        kept += clause
    return _ended(kept) if kept.strip() else said


def tidy(text: str) -> str:
    """Text without the blanks between Chinese characters and figures, which nobody reads aloud."""
    return _BLANKS.sub("", text).strip()


def without_marks(line: str) -> str:
    """A line without its number, dot or box, tidied."""
    return tidy(_NUMBERED.sub("", line.strip()))


def _answer(lines: Sequence[str], subject: Subject, asked: str, caveat: str) -> str:
    """Of the answer to a question: from its verdict on, or from what says clearly more of what was asked."""
    sentences = _sentences(lines)
    if not sentences:
        return ""
    if len(sentences) == 1 and len(sentences[0]) <= _BARE:
        return tidy(asked) + sentences[0] + caveat
    bare = len(sentences[0]) <= _BARE
    start = 0 if bare else sentences.index(_first_or_better(sentences, subject))
    return _with_more(sentences, start, subject, SPOKEN - len(caveat)) + caveat


def _with_more(sentences: Sequence[str], start: int, subject: Subject, most: int) -> str:
    """The sentence at `start` with those after it, while they fit; a bare verdict always with some of the next."""
    said = sentences[start] if len(sentences[start]) <= _BARE else _within(sentences[start], subject, most)
    cut = said != sentences[start]
    for following in sentences[start + 1 :]:
        if cut:
            break
        if len(said) <= _BARE:
            said += (part := _within(following, subject, most - len(said)))
            cut = part != following
        elif len(said) + len(following) <= most:
            said += following
        else:
            break
    return said


def _first_or_better(units: Sequence[str], subject: Subject) -> str:
    """The first unit that is no mere lead-in (but for one that tells how many), unless another says clearly more."""
    counts = subject.asks_count and bool(_COUNTED.search(units[0]))
    units = [u for u in units if not u.rstrip().endswith(("：", ":"))] or units if not counts else units
    scores = subject.scores(units)
    if not scores.any():
        scores = np.array([subject.fitness(canonical(unit)) ** 2 for unit in units])
    best = int(scores.argmax())
    return units[best] if scores[best] > _CLEARLY * scores[0] else units[0]


def _within(sentence: str, subject: Subject, most: int) -> str:
    """The sentence; where it is longer than `most`, the parts between semicolons, or else the clauses, that answer."""
    if len(sentence) <= most:
        return sentence
    parts = [part for part in _PARTS.findall(sentence) if part.strip("；;。 ")]
    if len(parts) > 1:
        sentence = _window(parts, subject, most)
        if len(sentence) <= most:
            return sentence
    clauses = [clause for clause in _CLAUSES.findall(sentence) if clause.strip("，；,;。 ")]
    label = label_of(sentence)
    told = bool(_FIGURE.search(label))
    if label and not told and len(clauses) > 1 and clauses[0].startswith(f"{label}："):
        clauses[0] = clauses[0].removeprefix(f"{label}：")
    if len(clauses) < 2:
        return sentence
    found = _window(clauses, subject, most, safely=True)
    full = max(clauses, key=lambda clause: _worth(clause, subject))
    if found and _worth(found, subject) >= _ENOUGH * _worth(full, subject):
        return found
    alone = not _LEANS_BACK.match(full) and not _OPEN.search(full.strip()) and _worth(full, subject) > 0
    return _ended(full) if alone else sentence


def _window(parts: Sequence[str], subject: Subject, most: int, *, safely: bool = False) -> str:
    """Neighbouring parts up to `most` characters that say most; `safely`: "" unless they stand without the others."""
    best, chosen = (-1.0, 0), ""
    for first in range(len(parts)):
        if first and (_LEANS_BACK.match(parts[first]) or (safely and _OPEN.search(parts[first - 1].strip()))):
            continue
        for last in range(first, len(parts)):
            text = _ended("".join(parts[first : last + 1]))
            if last > first and len(text) > most:
                break
            follows = parts[last + 1] if last + 1 < len(parts) else ""
            if safely and (
                len(text) > most or _OPEN.search(parts[last].strip()) or _LEANS_BACK.match(follows)
            ):
                continue
            score = (round(_worth(text, subject), 6), len(text))
            if score > best:
                best, chosen = score, text
    return chosen or ("" if safely else _ended(parts[0]))


def _worth(text: str, subject: Subject) -> float:
    """How much of the question a text says, and how much of the kind of thing asked for."""
    told = sum(len(kind.findall(text)) for kind in subject.kinds)
    return subject.confidence(text) + 0.3 * min(told, 3)


def _ended(text: str) -> str:
    return text.strip().rstrip("，；,;。：: ") + "。"


def _sentences(lines: Sequence[str]) -> list[str]:
    return [s.strip() for line in lines for s in split_sentences(line) if s.strip()]
