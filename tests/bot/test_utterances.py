"""The utterances the bot learns from: enough, varied, by several authors, and without contradiction."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from benchmarks._nlu_data import read_utterances
from cli.training.bot_data import generate_nlu, other_utterances
from understanding.heads.asked_data import read_asked
from understanding.heads.named_data import read_named

ROOT = Path(__file__).resolve().parent.parent.parent
UTTERANCES = read_utterances(ROOT)
COMMANDS = {"bind", "code_verified", "code_refused"}


def folded(text: str) -> str:
    """The same letters are the same utterance, whatever stands between them; signs alone stay as they are."""
    return re.sub(r"[\W_]+", "", text).lower() or text


def test_every_intent_has_forty_utterances_by_five_authors(domain: dict[str, Any]) -> None:
    for intent in set(domain["intents"]) - COMMANDS:
        written = [utterance for utterance in UTTERANCES if utterance.intent == intent]
        assert len(written) >= (150 if intent == "ask_guidance" else 40), intent
        assert len({utterance.author for utterance in written}) >= 5, intent


def test_commands_are_learnt_from_no_utterance() -> None:
    assert not COMMANDS & {utterance.intent for utterance in UTTERANCES}


def test_no_utterance_is_written_twice_by_one_author_and_none_stands_for_two_intents() -> None:
    """Hands that do not know of each other write the same short things: that they agree is worth knowing."""
    authors, intents = defaultdict(list), defaultdict(set)
    for utterance in UTTERANCES:
        authors[folded(utterance.text), utterance.author].append(utterance.text)
        intents[folded(utterance.text)].add(utterance.intent)
    assert {key: texts for key, texts in authors.items() if len(texts) > 1} == {}
    assert {text: names for text, names in intents.items() if len(names) > 1} == {}


def test_generated_questions_contradict_no_author() -> None:
    others = {folded(text) for text in other_utterances(ROOT / "bot/data/nlu")}
    generated = yaml.safe_load(generate_nlu(ROOT / "knowledge", ROOT / "bot/data/nlu"))["nlu"]
    questions = [
        line.removeprefix("- ")
        for item in generated
        if "intent" in item
        for line in item["examples"].splitlines()
    ]
    assert len(questions) > 200
    assert [question for question in questions if folded(question) in others] == []


def test_author_is_the_file_and_every_part_has_a_template() -> None:
    for path in (ROOT / "bot/data/nlu/authors").glob("*.yml"):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            assert item["metadata"]["author"] == path.stem
            assert item["metadata"]["template"]


def test_annotations_name_entities_of_the_domain(domain: dict[str, Any]) -> None:
    for path in (ROOT / "bot/data/nlu").rglob("*.yml"):
        if path.parent.name == "names":
            continue  # their marks are no entities: tests/understanding/heads/test_named_data.py
        named = set(re.findall(r"\]\((\w+)\)", path.read_text(encoding="utf-8")))
        assert named <= set(domain["entities"]), path


def test_no_utterance_holds_a_whole_phone_number() -> None:
    asked = [each.text for each in read_asked(ROOT / "bot/data/nlu/asked")]
    asked += [each.text for each in read_named(ROOT / "bot/data/nlu/names")]
    texts = [*(utterance.text for utterance in UTTERANCES), *asked]
    assert [text for text in texts if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text)] == []
