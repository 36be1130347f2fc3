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

MOST_NOT_YET = 14
# Taken at the door for a question to the registers, or for one's own credit. Who mends one takes it out; none is added.
NOT_YET = frozenset(
    {
        "武汉有高企培育库吗？",
        "浙江有多少家高新技术企业？",
        "周口今年要新增多少家高企？",
        "创新券能付给上海、江苏的服务机构吗？",
        "对外合作的事项办得快了多少？",
        "我们能把项目技术授权给国外公司独家使用吗？",
        "武汉查高新技术企业在哪查？",
        "政策取消了，答应给我们的钱能不能不给？",
        "我们企业会不会被列入推广对象？",
        "科研失信记录能修复吗？",
        "有失信记录在武汉还能报项目吗？",
        "已经是高企，还要打分才能评科小吗？",
        "用书面承诺代替证明行不行？",
        "省科技厅哪些事项缩短了时间？",
    }
)


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


def test_what_is_not_answered_yet_is_little_and_is_asked_by_a_guide() -> None:
    assert {own.question for own in QUESTIONS} >= NOT_YET
    assert len(NOT_YET) <= MOST_NOT_YET


def test_each_is_answered_from_the_guide_that_asks_it(player: Player) -> None:
    wrong = {}
    for own in (own for own in QUESTIONS if own.question not in NOT_YET):
        region = None if own.region == "全国" else own.region
        asked = {"q": own.question} | ({"region": region} if region else {})
        answer = player.client.get("/api/answer", params=asked).json()
        cited = [Path(citation["document"]).stem for citation in answer["citations"]]
        told = own.answer.strip().lstrip("- ")[:8]
        if answer["outcome"] != "answered" or own.guide not in cited or told not in answer["text"]:
            wrong[own.question] = f"{own.guide}: {answer['outcome']} {cited} {answer['text'][:60]}"
    assert wrong == {}
