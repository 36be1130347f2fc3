"""Parts fail while users talk: each gets a clear answer, nothing is lost, and the conversation goes on afterwards."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import httpx
import pytest

from tests.installation import Installation, Talk

pytestmark = pytest.mark.e2e

QUESTION = "高企认定要什么条件"
# 60 s from its start in which a process may be silent, then three probes of 3 s with 2 s between them.
GRACE_AND_PROBES_SECONDS = 60 + 3 * 3 + 2 * 2 + 30


@contextmanager
def frozen(installation: Installation, name: str) -> Iterator[None]:
    """Stop a process from running, as an overloaded machine does, until the block ends."""
    pid = installation.process(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def index_aside(installation: Installation) -> Iterator[None]:
    """Take the index away until the block ends."""
    folder = installation.var / "index"
    aside = folder.with_name("index.aside")
    folder.rename(aside)
    try:
        yield
    finally:
        aside.rename(folder)


def wait_for_state(installation: Installation, state: str, seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{installation.api}/readyz", timeout=10).json()["status"] == state:
                return
        time.sleep(0.5)
    raise AssertionError(f"never {state}")


def ask_until_the_bot_answers(talk: Talk) -> dict:
    """Ask again, as a user does, until the bot itself answers."""
    for _ in range(30):
        reply = talk.say(QUESTION)[0]
        if "暂时不可用" not in reply["text"] and reply["outcome"] != "error":
            return reply
        time.sleep(1)
    raise AssertionError("the conversation did not recover")


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_while_a_part_hangs_guidance_still_comes_and_the_conversation_goes_on(
    installation: Installation, name: str
) -> None:
    talk = installation.open_conversation()
    talk.say("你好")
    with frozen(installation, name):
        began = time.monotonic()
        reply = talk.say(QUESTION)[0]
        assert time.monotonic() - began < 5
        assert reply["outcome"] == "answered"
        assert "暂时不可用" in reply["text"]
        assert talk.say("转人工")[0]["outcome"] == "handoff"
    assert ask_until_the_bot_answers(talk)["outcome"] == "answered"


def test_a_part_that_is_killed_is_started_again_and_the_conversation_goes_on(
    installation: Installation,
) -> None:
    talk = installation.open_conversation()
    talk.say("你好")
    os.kill(installation.process("actions"), signal.SIGKILL)
    assert talk.say(QUESTION)[0]["outcome"] == "answered"
    wait_for_state(installation, "ok")
    assert ask_until_the_bot_answers(talk)["model_version"]


def test_a_bot_that_hangs_is_found_and_started_again_and_every_message_meanwhile_is_answered(
    installation: Installation,
) -> None:
    talk = installation.open_conversation()
    talk.say("你好")
    hung = installation.process("rasa")
    os.kill(hung, signal.SIGSTOP)
    answers, deadline = [], time.monotonic() + GRACE_AND_PROBES_SECONDS
    while time.monotonic() < deadline and not is_other(installation, hung):
        answers.append(talk.say(QUESTION)[0]["outcome"])
        time.sleep(1)
    assert is_other(installation, hung)
    assert set(answers) == {"answered"}
    wait_for_state(installation, "ok")
    assert ask_until_the_bot_answers(talk)["model_version"]


def is_other(installation: Installation, pid: int) -> bool:
    """Tell whether another bot than this process runs."""
    with suppress(LookupError):
        return installation.process("rasa") != pid
    return False


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.06, 0.12])
def test_a_message_whose_gateway_is_killed_is_answered_once_when_it_is_sent_again(
    installation: Installation, delay: float
) -> None:
    talk = installation.open_conversation()
    talk.say("你好")
    with ThreadPoolExecutor(1) as thread:
        asking = thread.submit(talk.post, "转人工", "killed-1")
        time.sleep(delay)
        os.kill(installation.process("api"), signal.SIGKILL)
        with suppress(httpx.HTTPError):
            asking.result()
    wait_for_state(installation, "ok")
    reply = say_until_answered(talk, "转人工", "killed-1")
    assert reply["outcome"] == "handoff"
    assert talk.say("转人工", "killed-1")[0] == reply
    tickets = installation.read(
        "SELECT number FROM tickets WHERE conversation_id = :conversation", conversation=talk.conversation_id
    )
    assert len(tickets) == 1
    assert tickets[0][0] in reply["text"]
    assert heard_by_rasa(installation, talk) == len(set(turns_of(installation, talk)))


def say_until_answered(talk: Talk, text: str, message_id: str) -> dict:
    """Send the same message again, as a program does, until it is answered."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            return talk.say(text, message_id)[0]
        time.sleep(0.5)
    raise AssertionError("never answered")


def turns_of(installation: Installation, talk: Talk) -> list[str]:
    turns = installation.read(
        "SELECT id FROM turns WHERE conversation_id = :conversation", conversation=talk.conversation_id
    )
    return [turn for (turn,) in turns]


def heard_by_rasa(installation: Installation, talk: Talk) -> int:
    """Return how many messages Rasa remembers of the conversation; each bears the id of its turn."""
    with closing(sqlite3.connect(installation.var / "rasa.db")) as trackers:
        rows = trackers.execute(
            "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user'", (talk.conversation_id,)
        ).fetchall()
    ids = [json.loads(data)["message_id"] for (data,) in rows]
    assert set(ids) == set(turns_of(installation, talk))
    return len(ids)


def test_an_index_that_vanishes_does_not_interrupt_those_who_have_it(installation: Installation) -> None:
    talk = installation.open_conversation()
    assert talk.say(QUESTION)[0]["outcome"] == "answered"
    with index_aside(installation):
        assert talk.say(QUESTION)[0]["outcome"] == "answered"


def test_without_an_index_the_user_is_told_and_the_next_index_serves_at_once(
    installation: Installation,
) -> None:
    talk = installation.open_conversation()
    with index_aside(installation):
        for name in ("actions", "api"):
            os.kill(installation.process(name), signal.SIGKILL)
        wait_for_state(installation, "unavailable")
        reply = talk.say(QUESTION)[0]
        assert reply["outcome"] == "error"
        assert "稍后再" in reply["text"]
        assert (
            httpx.get(f"{installation.api}/api/answer", params={"q": "高企"}, timeout=10).status_code == 503
        )
    assert ask_until_the_bot_answers(talk)["outcome"] == "answered"


def test_a_locked_database_acknowledges_nothing_and_the_same_message_is_taken_later(
    installation: Installation,
) -> None:
    talk = installation.open_conversation()
    holder = sqlite3.connect(installation.var / "records.db", isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    try:
        refused = talk.post(QUESTION, "locked-1")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert refused.headers["content-type"] == "application/problem+json"
    assert talk.say(QUESTION, "locked-1")[0]["outcome"] == "answered"
