"""Frozen dialogues over HTTP: the sealed half is as right as it has been, and what works stays working."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.dialogues.__main__ import FILE, FROZEN
from benchmarks.dialogues.dialogue import read_dialogues
from benchmarks.dialogues.player import DAY, SOURCES, Played, Player
from records.storage.database import Database
from tests.conftest import ROOT
from tests.installation import Installation, serving

pytestmark = pytest.mark.e2e
# A loaded machine may answer a turn too late; the gate itself is what was recorded.
NOISE = 3
RECORDED = ROOT / "benchmarks/dialogues/recorded.json"


@pytest.fixture(scope="module")
def demo(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo that lives on the day of the dialogues, with the model of the other installation."""
    var: Path = tmp_path_factory.mktemp("on-its-day") / "var"
    shutil.copytree(installation.var / "models", var / "models", symlinks=True)
    sources = json.dumps(SOURCES)
    with serving(
        var, DXE_DEMO_DATE=DAY.isoformat(), DXE_TRUSTED_PROXIES="127.0.0.1", DXE_SOURCES=sources
    ) as running:
        yield running


@pytest.fixture(scope="module")
def played(demo: Installation) -> list[Played]:
    database = Database(demo.records_url)
    found = list(Player(demo.api, database).play(read_dialogues(FILE, FROZEN)))
    database.close()
    return found


def test_the_sealed_half_is_as_right_as_it_has_been(played: list[Played]) -> None:
    recorded = json.loads(RECORDED.read_text("utf-8"))
    sealed = [each for each in played if each.dialogue.half == "sealed"]
    assert len(sealed) == recorded["sealed_judged"]
    right = sum(each.verdict.is_right for each in sealed)
    assert right >= recorded["sealed_right"] - NOISE, "who lowers the gate writes an ADR"
    assert sum(each.verdict.refused for each in sealed) <= recorded["refused"] + NOISE
    assert sum(each.verdict.shown_unasked for each in sealed) <= recorded["shown_unasked"] + NOISE


def test_dialogues_that_were_right_from_end_to_end_still_are(
    demo: Installation, played: list[Played]
) -> None:
    """Of the open half, which may be looked into: each of these has been right, and none may be lost."""
    kept = set(json.loads(RECORDED.read_text("utf-8"))["right_from_end_to_end"])
    lost = {each.dialogue.id for each in played if not each.verdict.is_right} & kept
    again = [dialogue for dialogue in read_dialogues(FILE, FROZEN) if dialogue.id in lost]
    database = Database(demo.records_url)
    wrong = [
        f"{each.dialogue.id}#{each.number} {each.turn.say}: {', '.join(each.verdict.wrong)}"
        for each in Player(demo.api, database).play(again)  # once more, without the others beside it
        if not each.verdict.is_right
    ]
    database.close()
    assert wrong == []
