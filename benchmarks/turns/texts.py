"""What is said: to us half guidance, 30 % one's own data, 20 % forms and courtesy; to the rival its nlu.yml.

No text twice to the same system within one round.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
# Ten turns of a conversation. A follow-up comes right after the look-up that it follows.
PATTERN = (
    *("guidance", "courtesy", "check_voucher_balance", "follow_up", "guidance"),
    *("guidance", "check_application_status", "guidance", "bind_enterprise", "guidance"),
)
COURTESIES = ("greeting", "thanks", "goodbye", "small_talk")
# The rival's lines are few: these endings make other texts of them.
ENDINGS = ("", ".", "!", " please", " ...", "?", " now")


class Round:
    """Hands out texts of each kind, none of them twice."""

    def __init__(self, texts: dict[str, Sequence[str]], pattern: Sequence[str], seed: int) -> None:
        self._pattern = pattern
        self._left = {
            kind: iter(random.Random(seed).sample(lines, len(lines))) for kind, lines in texts.items()
        }

    def next(self, position: int) -> str:
        """Return the text for a turn of a conversation, `position` counted from 0. Raises StopIteration."""
        return next(self._left[self._pattern[position % len(self._pattern)]])


def our_texts() -> dict[str, Sequence[str]]:
    """Return texts by kind: learned questions of policy staff, utterances of the bot's data, follow-ups."""
    utterances = _by_intent(ROOT / "bot/data/nlu/authors")
    return {
        "guidance": _unique(_questions()),
        "check_voucher_balance": utterances["check_voucher_balance"],
        "check_application_status": utterances["check_application_status"],
        "follow_up": _unique(
            (ROOT / "benchmarks/turns/follow_ups.txt").read_text(encoding="utf-8").splitlines()
        ),
        "courtesy": _unique(line for intent in COURTESIES for line in utterances[intent]),
        "bind_enterprise": utterances["bind_enterprise"],
    }


def stock_texts(project: Path) -> dict[str, Sequence[str]]:
    """Return the lines of a project's nlu.yml, and the same with other endings."""
    lines = [line for found in _by_intent(project / "data").values() for line in found]
    return {"any": _unique(f"{line}{ending}" for ending in ENDINGS for line in lines)}


def _questions() -> Iterator[str]:
    for path in sorted((ROOT / "knowledge/questions.d").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["question"]


def _by_intent(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu") or ():
            if "intent" in item:
                lines = (re.sub(r"^\s*- ", "", line) for line in item["examples"].splitlines())
                found.setdefault(item["intent"], []).extend(
                    re.sub(r"\[(.*?)\]\(.*?\)", r"\1", line) for line in lines
                )
    return {intent: list(_unique(lines)) for intent, lines in found.items()}


def _unique(lines: Iterator[str] | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(line for line in lines if line.strip()))
