"""Dialogues that are right today and stay so: each turn of works_today.jsonl, which anybody may read and add to."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.dialogues.__main__ import describe
from benchmarks.dialogues.dialogue import read_dialogues
from benchmarks.dialogues.player import Player

pytestmark = [pytest.mark.e2e, pytest.mark.works]


def test_every_turn_is_right(player: Player) -> None:
    dialogues = read_dialogues(Path(__file__).with_name("works_today.jsonl"))
    wrong = [describe(each) for each in player.play(dialogues) if not each.verdict.is_right]
    assert wrong == []
