"""The heads of `understanding`, asked of voices that they have not read: macro-F1 of intents and of what is asked.

`python -m benchmarks.heads [--intents] [--asked] [--names]`. Intents: each of the nine first voices, asked of a model
that has not read it. What is asked: the frozen set of two hands that wrote no training line, totals alone.
Names: each file of examples, asked of a tagger that has not read it; with `--failures` what it gets wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import yaml

from benchmarks._nlu_data import read_lookups
from benchmarks._spans import read_spans
from cli.training.bot_data import generate_nlu
from understanding.encoder.errors import EncoderMissing
from understanding.encoder.reader import SentenceEncoder
from understanding.heads.asked import NONE
from understanding.heads.asked_data import read_asked
from understanding.heads.learn import IntentExample, learn
from understanding.heads.understander import OF_IT, Encoder
from understanding.values.lookups import Lookups

ROOT = Path(__file__).resolve().parent.parent
NLU = ROOT / "bot/data/nlu"
VOICES = ("accountant", "boss", "caller", "clerk", "elder", "operator", "overseas", "typist", "youth")
ASKED = ROOT / "knowledge/asked.jsonl"
_MARKED = re.compile(r"\[([^\]]+)\]\([^)]*\)")


class Remembering:
    """An encoder that encodes each text once: nine models read the same utterances."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self.id = encoder.id
        self._encoder = encoder
        self._known: dict[str, object] = {}

    def encode(self, texts: Sequence[str]) -> object:
        """Return the vectors, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return [self._known[text] for text in texts]


def main() -> int:
    """Print the figures asked for; all by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--intents", action="store_true")
    parser.add_argument("--asked", action="store_true")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    every = not (options.intents or options.asked or options.names)
    try:
        encoder: Encoder | None = Remembering(SentenceEncoder(threads=2))
    except EncoderMissing as problem:
        print(problem)
        encoder = None
    lookups, utterances = read_lookups(ROOT), _utterances()
    if every or options.intents:
        print(f"intents, each voice unread: macro-F1 {_intents(utterances, lookups, encoder):.3f}")
    if every or options.asked:
        print(f"asked, frozen set: macro-F1 {_asked(utterances, lookups, encoder):.3f}")
    if every or options.names:
        show = print if options.failures else None
        print(f"names, each file unread: {read_spans(utterances, lookups, show)}")
    return 0


def _intents(utterances: dict[str, list[IntentExample]], lookups: Lookups, encoder: Encoder | None) -> float:
    wanted, found = [], []
    for voice in VOICES:
        others = [example for name, each in utterances.items() if name != voice for example in each]
        understander = learn(others, [], lookups, encoder=encoder)
        wanted += [example.intent for example in utterances[voice]]
        found += [understander.rank(example.text)[0][0] for example in utterances[voice]]
    return macro_f1(wanted, found)


def _asked(utterances: dict[str, list[IntentExample]], lookups: Lookups, encoder: Encoder | None) -> float:
    every = [example for each in utterances.values() for example in each]
    head = learn(every, read_asked(NLU / "asked"), lookups, encoder=encoder)
    assert head.asked is not None
    wanted, found = [], []
    for line in ASKED.read_text("utf-8").splitlines():
        given = json.loads(line)
        asked = head.ask_of(given["text"], given["shown"])
        wanted.append(given["asked"])
        found.append(NONE if asked is None or asked.of_it < OF_IT else asked.name)
    return macro_f1(wanted, found)


def macro_f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Return the mean of the classes' F1, of those that are wanted."""
    pairs = Counter(zip(wanted, found, strict=True))
    scores = []
    for name in set(wanted):
        right = pairs[name, name]
        wrong = sum(count for (a, b), count in pairs.items() if (a == name) != (b == name))
        scores.append(2 * right / (2 * right + wrong) if right else 0.0)
    return sum(scores) / len(scores)


def _utterances() -> dict[str, list[IntentExample]]:
    found = {path.stem: _read(path.read_text("utf-8")) for path in sorted((NLU / "authors").glob("*.yml"))}
    found["buttons"] = _read((NLU / "buttons.yml").read_text("utf-8"))
    found["generated"] = _read(generate_nlu(ROOT / "knowledge", NLU))
    return found


def _read(text: str) -> list[IntentExample]:
    """Return the utterances of a file of Rasa's form, entities without their marks."""
    return [
        IntentExample(
            _MARKED.sub(r"\1", line.strip().removeprefix("- ")),
            item["intent"],
            (item.get("metadata") or {}).get("template", ""),
        )
        for item in yaml.safe_load(text)["nlu"]
        if "intent" in item
        for line in item["examples"].splitlines()
    ]


if __name__ == "__main__":
    sys.exit(main())
