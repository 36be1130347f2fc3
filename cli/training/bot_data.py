"""What the bot learns from knowledge/: the words for topics and regions stand in one place only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

DIVISION_SUFFIXES = ("自治州", "地区", "省", "市", "区", "县", "旗")
NATIONWIDE = "全国"
# Twenty thousand lines are read at each start of an installation: libyaml takes a quarter of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How a topic and an aspect meet in a question typed in a hurry.
QUESTION_SHAPES = ("{topic}{aspect}", "{topic}的{aspect}", "{topic} {aspect}", "{aspect} {topic}")
WORDS_PER_ASPECT = 3


def generate_nlu(knowledge: Path, authored: Path) -> str:
    """Return Rasa NLU data (YAML): look-ups and synonyms for `topic` and `region`, and guidance questions.

    A word's synonym is the id of its topic in terms.yml, or the path of its region: what the slots hold. The
    questions name every topic with every aspect, so that a topic added to terms.yml is understood at once; what
    the files below `authored` give another intent (投诉 alone is a complaint) is left to them.
    """
    topics = topic_words(knowledge)
    regions = region_words(knowledge)
    items: list[dict[str, Any]] = []
    for entity, words in (("topic", topics), ("region", regions)):
        items.append({"lookup": entity, "examples": _listed(words)})
        for value in sorted(set(words.values())):
            named = [word for word, meant in words.items() if meant == value and word != value]
            items.append({"synonym": value, "examples": _listed(named)})
    taken = other_utterances(authored)
    questions = [question for question in guidance_questions(knowledge) if question not in taken]
    source = {"author": "terms", "template": "topic-and-aspect"}
    items.append({"intent": "ask_guidance", "metadata": source, "examples": _listed(questions)})
    document = {"version": "3.1", "nlu": [item for item in items if item["examples"]]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)


def topic_words(knowledge: Path) -> dict[str, str]:
    """Return every name and synonym of a topic, and every service item's name, with the topic's id."""
    words: dict[str, str] = {}
    for topic in _read(knowledge / "terms.yml").get("topics", []):
        for word in _words_of(topic):
            words.setdefault(word, str(topic["id"]))
    topic_of_guide = {path.stem: path.parent.name for path in sorted(knowledge.glob("guides/*/*.md"))}
    for item in _read(knowledge / "catalogue.yml").get("items", []):
        topic = topic_of_guide.get(str(item.get("guide")))
        if topic is not None:
            words.setdefault(str(item["name"]), topic)
    return words


def region_words(knowledge: Path) -> dict[str, str]:
    """Return the names, long and short, of every division that a guide belongs to, with the division's path.

    A name that two divisions share belongs to the one that is named first in path order.
    """
    words: dict[str, str] = {}
    for path in sorted(_region_paths(knowledge)):
        name = path.rsplit("/", 1)[-1]
        for word in (name, _short(name)):
            words.setdefault(word, path)
    return words


def guidance_questions(knowledge: Path) -> list[str]:
    """Return every topic's words by themselves, and each topic asked about by each aspect in a few ways."""
    terms = _read(knowledge / "terms.yml")
    questions: dict[str, None] = {}
    for topic in terms.get("topics", []):
        words = _words_of(topic)
        questions.update(dict.fromkeys(words))
        for number, aspect in enumerate(terms.get("aspects", [])):
            phrases = _words_of(aspect)
            for turn in range(WORDS_PER_ASPECT):
                shape = QUESTION_SHAPES[(number + turn) % len(QUESTION_SHAPES)]
                word = words[(number + turn) % len(words)]
                phrase = phrases[(turn * 3 + len(words)) % len(phrases)]
                questions[shape.format(topic=word, aspect=phrase)] = None
    return list(questions)


def other_utterances(authored: Path) -> set[str]:
    """Return the utterances that the NLU files below `authored` give to intents other than ask_guidance."""
    return {
        line.removeprefix("- ").strip()
        for path in sorted(authored.rglob("*.yml"))
        for item in _read(path).get("nlu", [])
        if item.get("intent", "ask_guidance") != "ask_guidance"
        for line in item["examples"].splitlines()
    }


def _words_of(term: Mapping[str, Any]) -> list[str]:
    return [str(word) for word in (term["name"], *term.get("synonyms", []))]


def _region_paths(knowledge: Path) -> set[str]:
    paths: set[str] = set()
    for guide in knowledge.glob("guides/*/*.md"):
        region = str(_front_matter(guide).get("region") or NATIONWIDE)
        parts = [] if region == NATIONWIDE else region.split("/")
        paths.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return paths


def _short(name: str) -> str:
    for suffix in DIVISION_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def _front_matter(guide: Path) -> Mapping[str, Any]:
    parts = guide.read_text(encoding="utf-8").split("---", 2)
    content = yaml.safe_load(parts[1]) if len(parts) == 3 else None
    return content if isinstance(content, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    return content if isinstance(content, dict) else {}


def _listed(words: Iterable[str]) -> str:
    return "".join(f"- {word}\n" for word in words)
