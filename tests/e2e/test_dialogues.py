"""Frozen dialogues over HTTP: the sealed half is as right as it has been, and what works stays working."""

from __future__ import annotations

import json

import pytest

from benchmarks.dialogues.__main__ import FILE, FROZEN
from benchmarks.dialogues.dialogue import read_dialogues
from benchmarks.dialogues.player import Played, Player
from tests.conftest import ROOT

pytestmark = pytest.mark.e2e
# A loaded machine may answer a turn too late; the gate itself is what was recorded.
NOISE = 3
RECORDED = ROOT / "benchmarks/dialogues/recorded.json"


@pytest.fixture(scope="module")
def played(player: Player) -> list[Played]:
    return list(player.play(read_dialogues(FILE, FROZEN)))


def test_the_sealed_half_is_as_right_as_it_has_been(played: list[Played]) -> None:
    recorded = json.loads(RECORDED.read_text("utf-8"))
    sealed = [each for each in played if each.dialogue.half == "sealed"]
    assert len(sealed) == recorded["sealed_judged"]
    right = sum(each.verdict.is_right for each in sealed)
    assert right >= recorded["sealed_right"] - NOISE, "who lowers the gate writes an ADR"
    assert sum(each.verdict.refused for each in sealed) <= recorded["refused"] + NOISE
    assert sum(each.verdict.shown_unasked for each in sealed) <= recorded["shown_unasked"] + NOISE


def test_dialogues_that_were_right_from_end_to_end_still_are(player: Player, played: list[Played]) -> None:
    """Of the open half, which may be looked into: each of these has been right, and none may be lost."""
    kept = set(json.loads(RECORDED.read_text("utf-8"))["right_from_end_to_end"])
    lost = {each.dialogue.id for each in played if not each.verdict.is_right} & kept
    again = [dialogue for dialogue in read_dialogues(FILE, FROZEN) if dialogue.id in lost]
    wrong = [
        f"{each.dialogue.id}#{each.number} {each.turn.say}: {', '.join(each.verdict.wrong)}"
        for each in player.play(again)  # once more, without the others beside it
        if not each.verdict.is_right
    ]
    assert wrong == []
