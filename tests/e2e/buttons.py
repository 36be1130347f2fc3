"""Every button of the product: those that code and fixed sentences name, and those that replies bring when pressed."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from benchmarks.dialogues.player import Player
from contracts.lookup import ContactRole
from tests.conftest import ROOT

FOLDERS = ("actions", "api", "desk", "index")
MOST_PRESSES = 4  # after what was typed
# Answers out of documents lead on to others without end: tests/index/answering/test_offers.py follows those.
_ENDS = ("answered",)


@dataclass(frozen=True)
class Path:
    """What is said in a conversation, in order; the last is what was pressed."""

    enterprise: int | None
    role: ContactRole
    said: tuple[str, ...]
    pressed: int = 0

    def then(self, text: str) -> Path:
        return Path(self.enterprise, self.role, (*self.said, text), self.pressed + 1)


@dataclass(frozen=True)
class Press:
    """A button that was pressed: where, and the replies before and after."""

    path: Path
    before: Sequence[dict[str, Any]]
    after: Sequence[dict[str, Any]]

    @property
    def text(self) -> str:
        return self.path.said[-1]

    @property
    def outcomes(self) -> set[str]:
        return {str(reply["outcome"]) for reply in self.after}


def named_buttons() -> set[str]:
    """Return the texts that code and fixed sentences write out."""
    found = {text for folder in FOLDERS for text in _in_code(folder)}
    for path in (ROOT / "bot/domain").glob("responses*.yml"):
        for variants in yaml.safe_load(path.read_text("utf-8"))["responses"].values():
            offers = [
                offer for each in variants for offer in each["custom"]["reply"].get("quick_replies", ())
            ]
            found |= {offer["text"] for offer in offers}
    return found


def _in_code(folder: str) -> Iterator[str]:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "QuickReply":
                for keyword in node.keywords:
                    if keyword.arg == "text" and isinstance(keyword.value, ast.Constant):
                        yield str(keyword.value.value)


def press_all(player: Player, start: Path) -> Iterator[Press]:
    """Press each button that comes up, each text once, in a conversation of its own that begins as `start` does."""
    seen: set[str] = set()
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        before, after = _play(player, path)
        if path.pressed:
            yield Press(path, before, after)
        if path.pressed < MOST_PRESSES and not all(reply["outcome"] in _ENDS for reply in after):
            for offer in (offer for reply in after for offer in reply["quick_replies"]):
                if offer["text"] not in seen:
                    seen.add(offer["text"])
                    waiting.append(path.then(offer["text"]))


def _play(player: Player, path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    say = player.open(path.enterprise, role=path.role)
    replies: list[list[dict[str, Any]]] = [[], *(say(text) for text in path.said)]
    return replies[-2], replies[-1]
