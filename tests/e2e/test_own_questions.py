"""The questions that guides themselves ask, asked at the door: each is answered, from the guide that asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from benchmarks.dialogues.player import Player
from tests.conftest import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.works]
GUIDES = ROOT / "knowledge/guides"


@dataclass(frozen=True)
class Own:
    """A heading of 常见问题, with the words of its answer."""

    guide: str
    region: str
    question: str
    answer: str


def own_questions(guide: Path) -> Iterator[Own]:
    _, front, body = guide.read_text(encoding="utf-8").split("---\n", 2)
    region = yaml.safe_load(front)["region"]
    asked = body.partition("## 常见问题\n")[2].split("\n## ")[0]
    for heading, answer in re.findall(r"^### (.+)\n+((?:(?!### ).+\n?)+)", asked, re.MULTILINE):
        yield Own(guide.stem, region, heading, answer)


QUESTIONS = [own for guide in sorted(GUIDES.glob("*/*.md")) for own in own_questions(guide)]


def test_guides_ask_hundreds_of_questions() -> None:
    assert len(QUESTIONS) > 300
    assert len({own.guide for own in QUESTIONS}) > 100


def test_each_is_answered_from_the_guide_that_asks_it(player: Player) -> None:
    wrong = {}
    for own in QUESTIONS:
        region = None if own.region == "全国" else own.region
        asked = {"q": own.question} | ({"region": region} if region else {})
        answer = player.client.get("/api/answer", params=asked).json()
        cited = [Path(citation["document"]).stem for citation in answer["citations"]]
        told = own.answer.strip().lstrip("- ")[:8]
        if answer["outcome"] != "answered" or own.guide not in cited or told not in answer["text"]:
            wrong[own.question] = f"{own.guide}: {answer['outcome']} {cited} {answer['text'][:60]}"
    assert wrong == {}
