"""The part of a passage that answers: the sentence, the list items, the row; always exact pieces of its text."""

from collections.abc import Callable, Sequence

from index.evidence import has_evidence
from index.grams import bigrams, grams
from index.normalise import canonical
from index.passage import Passage
from index.query import Query
from index.splitter import split_sentences

_WHOLE = 170  # a passage up to this length is quoted whole
_MOST = 260  # characters quoted of a longer one
_TOLD = 4.0

Rarity = Callable[[str], float]


def quote(passage: Passage, query: Query, rarity: Rarity) -> str:
    """The lines or sentences of `passage` that speak of what the query asks, in their order."""
    if len(passage.text) <= _WHOLE or passage.kind in {"row", "table", "steps"}:
        return passage.text
    units = [unit for line in passage.text.split("\n") for unit in _units(line, passage.kind == "list")]
    scores = [overlap(unit, query, rarity) for unit in units]
    if max(scores, default=0.0) <= 0:
        return passage.text if len(passage.text) <= _MOST + 140 else "".join(_from(units, 0))
    return _assemble(units, _choose(units, scores))


def _units(line: str, is_list: bool) -> list[str]:
    return (
        [line + "\n"]
        if is_list
        else [*split_sentences(line)[:-1], (split_sentences(line) or [""])[-1] + "\n"]
    )


def overlap(text: str, query: Query, rarity: Rarity) -> float:
    """How much of the question `text` says, by rarity: its own subject above all, and the kind of thing asked for."""
    subject = set(bigrams(query.content))
    wanted = set(bigrams(query.text)) or set(grams(query.text))
    ours = set(grams(canonical(text)))
    told = sum(rarity(gram) * (2.0 if gram in subject else 0.5) for gram in wanted & ours)
    return told + (_TOLD if query.aspect and told and has_evidence(query.aspect, text) else 0.0)


def _choose(units: Sequence[str], scores: Sequence[float]) -> list[int]:
    """The best unit, others nearly as good, and neighbours that belong to them, up to _MOST characters."""
    best = max(range(len(units)), key=lambda i: (scores[i], -i))
    chosen = {best}
    length = len(units[best])
    if best > 0 and units[best - 1].rstrip().endswith(("：", ":")):
        chosen.add(best - 1)
        length += len(units[best - 1])
    if units[best].rstrip().endswith(("：", ":")):
        for index in range(best + 1, len(units)):
            if length + len(units[index]) > _MOST:
                break
            chosen.add(index)
            length += len(units[index])
    for index in sorted(range(len(units)), key=lambda i: (-scores[i], abs(i - best))):
        if (
            index not in chosen
            and scores[index] >= 0.6 * scores[best]
            and length + len(units[index]) <= _MOST
        ):
            chosen.add(index)
            length += len(units[index])
    return sorted(chosen)


def _assemble(units: Sequence[str], chosen: Sequence[int]) -> str:
    parts: list[str] = []
    for position, index in enumerate(chosen):
        skipped = position > 0 and chosen[position - 1] != index - 1
        if skipped and not parts[-1].endswith("\n"):
            parts.append("……")
        parts.append(units[index])
    return "".join(parts).strip()


def _from(units: Sequence[str], start: int) -> list[str]:
    kept: list[str] = []
    for unit in units[start:]:
        if kept and sum(map(len, kept)) + len(unit) > _MOST:
            break
        kept.append(unit)
    return kept
