"""Look-ups for the bot, generated from knowledge/: the words for topics and regions stand in one place only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

DIVISION_SUFFIXES = ("自治州", "地区", "省", "市", "区", "县", "旗")
NATIONWIDE = "全国"


def generate_lookups(knowledge: Path) -> str:
    """Return Rasa NLU data (YAML): a look-up table and synonyms for `topic` and for `region`.

    A word's synonym is the id of its topic in terms.yml, or the path of its region: what the slots hold.
    """
    topics = topic_words(knowledge)
    regions = region_words(knowledge)
    items: list[dict[str, str]] = []
    for entity, words in (("topic", topics), ("region", regions)):
        items.append({"lookup": entity, "examples": _listed(words)})
        for value in sorted(set(words.values())):
            named = [word for word, meant in words.items() if meant == value and word != value]
            items.append({"synonym": value, "examples": _listed(named)})
    document = {"version": "3.1", "nlu": [item for item in items if item["examples"]]}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)


def topic_words(knowledge: Path) -> dict[str, str]:
    """Return every name and synonym of a topic, and every service item's name, with the topic's id."""
    terms = _read(knowledge / "terms.yml")
    words: dict[str, str] = {}
    for topic in terms.get("topics", []):
        for word in (topic["name"], *topic.get("synonyms", [])):
            words.setdefault(str(word), str(topic["id"]))
    topic_of_guide = {path.stem: path.parent.name for path in sorted(knowledge.glob("guides/*/*.md"))}
    for item in _service_items(knowledge):
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


def _service_items(knowledge: Path) -> list[Mapping[str, Any]]:
    path = knowledge / "catalogue.yml"
    if not path.exists():
        return []
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    items = content.get("items", content.get("service_items", [])) if isinstance(content, dict) else content
    return [item for item in items if isinstance(item, dict)]


def _front_matter(guide: Path) -> Mapping[str, Any]:
    parts = guide.read_text(encoding="utf-8").split("---", 2)
    content = yaml.safe_load(parts[1]) if len(parts) == 3 else None
    return content if isinstance(content, dict) else {}


def _read(path: Path) -> Mapping[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _listed(words: Iterable[str]) -> str:
    return "".join(f"- {word}\n" for word in words)
