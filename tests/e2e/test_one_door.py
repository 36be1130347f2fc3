"""Chat, hotline, `/api/answer` and `dxe ask` give one answer to one question in one context."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import httpx
import pytest

from desk.door import MOST_BEFORE
from desk.in_view import DECLINES
from records.staff.accounts.accounts import create_staff
from records.storage.database import Database
from records.values.clock import SystemClock
from tests.conftest import ROOT
from tests.desk.calls import read_calls
from tests.installation import Installation

pytestmark = pytest.mark.e2e
LEAST = {"registers": 60, "districts": 40, "credit_rules": 30, "follow-ups": 80, "declines": 30}
# Below an answer that found nothing the chat says whom to ask instead.
HELP = "\n\n也可以"


@dataclass(frozen=True)
class Said:
    """What one door says: its text, its outcome, and the passages it cites."""

    text: str
    outcome: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question with those before it in its call."""

    kind: str
    before: tuple[str, ...]
    text: str


@pytest.fixture(scope="module")
def questions(installation: Installation) -> list[Asked]:
    names = [name for (name,) in installation.read("SELECT name FROM enterprises ORDER BY id LIMIT 10")]
    return [
        Asked("follow-ups" if number else kind, tuple(call[:number][-MOST_BEFORE:]), text)
        for kind, calls in read_calls(names).items()
        for call in calls
        for number, text in enumerate(call)
    ]


@pytest.fixture(scope="module")
def chat(installation: Installation, questions: list[Asked]) -> dict[Asked, Said]:
    said = {}
    for asked in questions:
        if not asked.before:
            talk = installation.open_conversation()
        replies = talk.say(asked.text)
        found = [reply["outcome"] for reply in replies if reply["outcome"] not in DECLINES]
        said[asked] = Said(
            "\n\n".join(reply["text"] for reply in replies).split(HELP)[0],
            next(iter(found), replies[0]["outcome"]),
            tuple(citation["passage"] for reply in replies for citation in reply["citations"]),
        )
    return said


def of_answer(answer: dict) -> Said:
    passages = tuple(citation["passage"] for citation in answer["citations"])
    return Said(answer["text"], answer["outcome"], passages)


def differing(chat: dict[Asked, Said], other: dict[Asked, Said]) -> dict[Asked, tuple[Said, Said]]:
    return {asked: (said, other[asked]) for asked, said in chat.items() if other[asked] != said}


def test_there_are_enough_of_each_kind(questions: list[Asked]) -> None:
    assert len(questions) >= 300
    found = {kind: sum(asked.kind == kind for asked in questions) for kind in LEAST}
    assert {kind: count for kind, count in found.items() if count < LEAST[kind]} == {}


def test_the_public_interface_says_what_the_chat_says(
    installation: Installation, questions: list[Asked], chat: dict[Asked, Said]
) -> None:
    with httpx.Client(base_url=installation.api, timeout=20) as client:
        said = {
            asked: of_answer(
                client.get("/api/answer", params={"q": asked.text, "before": asked.before}).json()
            )
            for asked in questions
        }
    assert differing(chat, said) == {}


def test_the_hotline_says_what_the_chat_says(
    installation: Installation, questions: list[Asked], chat: dict[Asked, Said]
) -> None:
    database = Database(installation.records_url)
    with database.transaction() as session:
        create_staff(
            session, "doors", "hotline", "eine-lange-losung-42", actor="system", now=SystemClock().now()
        )
    database.close()
    with httpx.Client(base_url=installation.console, timeout=20) as client:
        signed_in = {"name": "doors", "password": "eine-lange-losung-42"}
        client.post("/staff/session", json=signed_in).raise_for_status()
        said = {
            asked: of_answer(
                client.get("/staff/suggest", params={"q": asked.text, "before": asked.before}).json()
            )
            for asked in questions
        }
    assert differing(chat, said) == {}


def test_the_command_says_what_the_chat_says(
    installation: Installation, questions: list[Asked], chat: dict[Asked, Said]
) -> None:
    lines = [
        json.dumps({"id": number, "question": asked.text, "before": asked.before}, ensure_ascii=False)
        for number, asked in enumerate(questions)
    ]
    finished = subprocess.run(
        [sys.executable, "-m", "cli.main", "ask", "--jsonl"],
        cwd=ROOT,
        env={**os.environ, "DXE_VAR": str(installation.var), "DXE_DEMO": "1"},
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [of_answer(json.loads(line)) for line in finished.stdout.splitlines()]
    assert differing(chat, dict(zip(questions, answers, strict=True))) == {}
    assert finished.stderr == ""
