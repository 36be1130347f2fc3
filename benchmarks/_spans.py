"""The tagger of names, asked of files of examples that it has not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from understanding.heads.asked_data import read_asked
from understanding.heads.learn import IntentExample
from understanding.heads.learn_public import PlainTexts, PublicExamples, learn_tagger, read_public
from understanding.heads.spans import SpanTagger
from understanding.heads.understander import LOOK_UPS
from understanding.values.lookups import Lookups
from understanding.values.names import KINDS

ROOT = Path(__file__).resolve().parent.parent
NLU = ROOT / "bot/data/nlu"
_ORGANISATIONS = "organisations"  # in full or by a part, whichever it is taken for


def read_spans(
    utterances: Mapping[str, Sequence[IntentExample]], lookups: Lookups, show: Callable[[str], object] | None
) -> str:
    """Return the F1 of names found exactly, of all and by kind; each file is asked of a tagger of the others."""
    given = read_public(NLU / "names")
    wanted = [
        each.text for some in utterances.values() for each in some if each.intent != LOOK_UPS["register"]
    ]
    plain = PlainTexts.of(wanted, read_asked(NLU / "asked"), given)
    found: Counter[tuple[str, str]] = Counter()
    for author in sorted({example.author for example in given.named}):
        others = [example for example in given.named if example.author != author]
        tagger = learn_tagger(PublicExamples(others, given.pieces), plain, lookups)
        held = PublicExamples([e for e in given.named if e.author == author], given.pieces)
        found += count(tagger, held, lookups, show)
    return " ".join(f"{kind} {f1(found, kind):.3f}" for kind in ("all", _ORGANISATIONS, *KINDS))


def count(
    tagger: SpanTagger, held: PublicExamples, lookups: Lookups, show: Callable[[str], object] | None = None
) -> Counter[tuple[str, str]]:
    """Count the names that are right, wanted and found, by kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for example in held.named:
        wanted, found = set(example.spans), set(tagger.find(example.text, lookups))
        sets = {"right": wanted & found, "wanted": wanted, "found": found}
        for name, spans in sets.items():
            counts.update((name, span.kind) for span in spans)
            counts[name, "all"] += len(spans)
        places = [{(s.start, s.end) for s in each if s.kind in ("name", "short")} for each in (wanted, found)]
        for name, either in zip(sets, (places[0] & places[1], *places), strict=True):
            counts[name, _ORGANISATIONS] += len(either)
        if show is not None and wanted != found:
            said = [
                [
                    f"{span.kind}:{example.text[span.start : span.end]}"
                    for span in sorted(each, key=lambda s: s.start)
                ]
                for each in (wanted - found, found - wanted)
            ]
            show(f"{example.author}: {example.text} wanted {said[0]} found {said[1]}")
    return counts


def f1(counts: Counter[tuple[str, str]], kind: str) -> float:
    """Return the F1 of a kind of names."""
    total = counts["wanted", kind] + counts["found", kind]
    return 2 * counts["right", kind] / total if total else 0.0
