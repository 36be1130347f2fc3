"""Rasa's component and the desk read the same files, and find the same in a message."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.seam.rasa_seam import sure_of
from cli.train import ROOT, training_environment
from desk.question import Context, Question
from desk.reading import Reader
from desk.shown import Kind, Shown
from tests.desk.calls import read_calls
from understanding.heads.fallback import AMBIGUITY, THRESHOLD

NAMES = [f"样例第{number}科技有限公司" for number in range(10)]
IN_VIEW: tuple[Kind | None, ...] = ("register", "district", "contact", None)
MESSAGES = 500


def messages() -> list[tuple[str, Kind | None]]:
    """Each question of the calls as a first message, then with something in view."""
    texts = [text for calls in read_calls(NAMES).values() for call in calls for text in call]
    in_view = [(text, IN_VIEW[number % 4]) for number, text in enumerate(texts)]
    return [*((text, None) for text in texts), *in_view][:MESSAGES]


@pytest.fixture(scope="module")
def parsed(var: Path) -> list[dict[str, Any]]:
    model = var / "models" / (var / "models/CURRENT").read_text(encoding="utf-8").strip()
    asked = var / "messages.json"
    asked.write_text(json.dumps(messages()), encoding="utf-8")
    command = [ROOT / "bot/.venv/bin/python", ROOT / "tests/bot/rasa_understands.py", model, asked]
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=training_environment(var),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(finished.stdout.strip().splitlines()[-1])
    return found


def of_rasa(parsed: dict[str, Any]) -> dict[str, Any]:
    asked = parsed["asked"] or {}
    return {
        "intent": parsed["intent"]["name"],
        "entities": {each["entity"]: each["value"] for each in parsed["entities"] if "role" not in each},
        "asked": asked.get("name") if sure_of(asked) else None,
        "is_about_shown": bool(asked.get("is_about_shown")),
        "of_it": asked.get("of_it"),
        "follow_up": asked.get("follow_up"),
        "parts": [
            (part["intent"], part["text"], part["asked"], part["public"]) for part in asked.get("parts") or []
        ],
        "names": [(name["kind"], name["text"]) for name in parsed["names"]],
        "public": asked.get("public"),
    }


def of_desk(question: Question) -> dict[str, Any]:
    return {
        "intent": question.intent,
        "entities": dict(question.entities),
        "asked": question.asked,
        "is_about_shown": question.is_about_shown,
        "of_it": question.of_it,
        "follow_up": question.follow_up,
        "parts": [(part.intent, part.text, part.asked, part.public) for part in question.parts],
        "names": [(name.kind, name.text) for name in question.names],
        "public": question.public,
    }


@pytest.mark.slow
def test_the_desk_finds_what_rasa_finds(var: Path, parsed: list[dict[str, Any]]) -> None:
    reader, differing = Reader(var / "models"), []
    assert len(messages()) == MESSAGES
    for (text, kind), rasa in zip(messages(), parsed, strict=True):
        desk = of_desk(reader.read(text, Context(shown=Shown(kind) if kind else None)))
        likely, of_it = of_rasa(rasa), desk.pop("of_it")
        if likely.pop("of_it") != pytest.approx(of_it, abs=1e-4) or likely != desk:
            differing.append((text, kind, likely, desk))
    assert differing == []


def test_what_counts_as_not_understood_is_what_rasa_is_told() -> None:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    (fallback,) = [each for each in pipeline if each["name"] == "FallbackClassifier"]
    assert (fallback["threshold"], fallback["ambiguity_threshold"]) == (THRESHOLD, AMBIGUITY)
