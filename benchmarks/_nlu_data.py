"""Utterances, and their split by author, for `benchmarks/nlu.py`."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.training.bot_data import generate_nlu, region_words, topic_words
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

ANNOTATION = re.compile(r"\[([^\]]*)\]\(\w+\)")
PARTS = 3


@dataclass(frozen=True)
class Utterance:
    """What an author wrote, and the intent it stands for."""

    author: str
    template: str
    intent: str
    text: str


def read_utterances(root: Path) -> list[Utterance]:
    """Return the utterances of bot/data/nlu/authors, without their annotations."""
    return [
        Utterance(
            item["metadata"]["author"],
            item["metadata"]["template"],
            item["intent"],
            ANNOTATION.sub(r"\1", line.removeprefix("- ")).strip(),
        )
        for path in sorted((root / "bot/data/nlu/authors").glob("*.yml"))
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in item["examples"].splitlines()
    ]


def folds(utterances: Sequence[Utterance]) -> list[tuple[str, ...]]:
    """Return the authors in PARTS parts; each part is asked once, with the other parts learnt."""
    authors = sorted({utterance.author for utterance in utterances})
    return [tuple(authors[number::PARTS]) for number in range(PARTS)]


def write_training_data(
    utterances: Sequence[Utterance], asked: Sequence[str], path: Path, root: Path
) -> list[Utterance]:
    """Write NLU data of all authors but `asked`, with what is generated from knowledge/.

    Returns the utterances of `asked` whose shape is not among those written.
    """
    learnt = [utterance for utterance in utterances if utterance.author not in asked]
    document = yaml.safe_load(generate_nlu(root / "knowledge", root / "bot/data/nlu"))
    for intent in sorted({utterance.intent for utterance in learnt}):
        examples = "".join(f"- {u.text}\n" for u in learnt if u.intent == intent)
        document["nlu"].append({"intent": intent, "examples": examples})
    path.write_text(yaml.safe_dump(document, allow_unicode=True, width=1000), encoding="utf-8")
    words = [*topic_words(root / "knowledge"), *region_words(root / "knowledge")]
    kinds = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    known = {_shape(utterance.text, kinds) for utterance in learnt}
    return [u for u in utterances if u.author in asked and _shape(u.text, kinds) not in known]


def held_out_questions(root: Path) -> list[str]:
    """Return the questions of knowledge/questions.d: guidance, all of them, and learnt by nobody."""
    return [
        json.loads(line)["question"]
        for path in sorted((root / "knowledge/questions.d").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _shape(text: str, kinds: re.Pattern[str]) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", kinds.sub("词", re.sub(r"[0-9a-z]*\d[0-9a-z*-]*", "0", folded)))


def read_lookups(root: Path) -> Lookups:
    """Return the names of topics and places as the bot's training data hold them."""
    items = yaml.safe_load(generate_nlu(root / "knowledge", root / "bot/data/nlu"))["nlu"]
    meant = {
        line.removeprefix("- "): item["synonym"]
        for item in items
        if "synonym" in item
        for line in item["examples"].splitlines()
    }
    words = {
        normalise(word): (item["lookup"], meant.get(word, word))
        for item in items
        if "lookup" in item
        for word in (line.removeprefix("- ") for line in item["examples"].splitlines())
    }
    return Lookups(words)
