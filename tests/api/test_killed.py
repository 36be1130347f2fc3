"""kill -9 at every step of what is written: nothing is lost, nothing is written twice, the user is told what is so.

The processes of an installation die together here: gateway, Rasa and actions. What is compared is all that an
undisturbed turn writes and says.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.turns.gateway import Gateway
from records.migrations.schema import migrate
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from tests.api.dying import HASHER, Steps, World
from tests.records.people.people_support import BOSS, COLLEAGUE, add_person, bind_as
from tests.records.support import (
    NOW,
    PHONE,
    USCC,
    add_enterprise,
    ask_for_code,
    last_code,
    new_conversation,
)

LATER = NOW + timedelta(seconds=30)
NEVER = 10_000


@dataclass(frozen=True)
class Scenario:
    """What is said to which action, by whom."""

    text: str
    action: str
    is_bound: bool = False
    awaits_code: bool = False
    slots: tuple[tuple[str, Any], ...] = ()


SCENARIOS = {
    "a code is sent": Scenario(
        f"手机号是{PHONE}",
        "action_start_binding",
        slots=(("uscc", USCC), ("phone", "160****0001"), ("consent", True)),
    ),
    "a code is right": Scenario("", "action_binding_result", awaits_code=True),
    "a binding is ended": Scenario("确定", "action_unbind", is_bound=True),
    "a person is asked for": Scenario("转人工", "action_transfer_to_person"),
    "a complaint": Scenario("我要投诉", "action_record_complaint", is_bound=True),
    "somebody is invited": Scenario(
        f"邀请{COLLEAGUE}", "action_invite_person", is_bound=True, slots=(("invitee_role", "viewer"),)
    ),
    "access is taken away": Scenario(f"撤销{PHONE}的权限", "action_revoke_person", is_bound=True),
    "the own access is given up": Scenario(f"撤销{BOSS}的权限", "action_revoke_person", is_bound=True),
    "a role is changed": Scenario(f"把{PHONE}改成查看人", "action_change_role", is_bound=True),
}


@pytest.fixture(scope="session")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "records.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def world(tmp_path: Path, with_tables: Path, request: pytest.FixtureRequest) -> Callable[[str], World]:
    """Makes worlds that begin alike."""
    scenario: Scenario = request.param
    beginning = tmp_path / "beginning"
    beginning.mkdir()
    shutil.copy(with_tables, beginning / "records.db")
    conversation_id, text = _begin(beginning / "records.db", scenario)

    def make(name: str) -> World:
        shutil.copytree(beginning, tmp_path / name)
        return World(tmp_path / name, conversation_id, text, scenario.action, dict(scenario.slots))

    return make


def _begin(path: Path, scenario: Scenario) -> tuple[str, str]:
    database, identity = Database(f"sqlite:///{path}"), Identity(HASHER, DemoSmsGateway(demo=True))
    enterprise = add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)
    conversation_id, text = new_conversation(database, HASHER), scenario.text
    add_person(database, enterprise, BOSS, "legal_representative")
    if scenario.is_bound:
        assert bind_as(database, identity, conversation_id, BOSS)
    if scenario.awaits_code:
        assert ask_for_code(database, identity, conversation_id) == "started"
        text = str(last_code(database))
    database.close()
    return conversation_id, text


async def _say(world: World, gateway: Gateway) -> None:
    await gateway.handle(world.message())


async def _start_and_say_again(world: World, gateway: Gateway) -> None:
    """What follows a crash: the process starts, and the user, or their program, sends the same message again."""
    await gateway.recover()
    await gateway.handle(world.message())


EACH = pytest.mark.parametrize("world", SCENARIOS.values(), ids=SCENARIOS, indirect=True)


@EACH
def test_killed_at_any_step_a_turn_ends_as_if_nothing_had_happened(world: Callable[[str], World]) -> None:
    undisturbed = world("undisturbed")
    assert undisturbed.live(lambda gateway: _say(undisturbed, gateway), Steps(NEVER), NOW)
    expected, before = undisturbed.records(), world("before").records()
    assert expected != before
    step = 1
    while True:
        disturbed = world(f"killed at {step}")
        survived = disturbed.live(lambda gateway, one=disturbed: _say(one, gateway), Steps(step), NOW)
        if survived:
            break
        assert disturbed.live(
            lambda gateway, one=disturbed: _start_and_say_again(one, gateway), Steps(NEVER), LATER
        )
        assert disturbed.records() == expected, f"after a kill at step {step}"
        step += 1
    assert step > 6  # storing, Rasa's memory and closing are two steps each


@pytest.mark.parametrize(
    "world",
    [scenario for scenario in SCENARIOS.values() if not scenario.awaits_code],
    ids=[name for name, scenario in SCENARIOS.items() if not scenario.awaits_code],
    indirect=True,
)
@pytest.mark.parametrize("step", [3, 4, 5, 6])
def test_where_rasa_or_an_action_dies_what_was_written_is_told_and_else_nothing_is_written(
    world: Callable[[str], World], step: int
) -> None:
    """Steps 1 and 2 store the message, 3 and 4 are the action's transaction, 5 and 6 Rasa's memory of it."""

    def die() -> None:
        raise httpx.ReadError("the other side has died")

    undisturbed, disturbed = world("undisturbed"), world("disturbed")
    assert undisturbed.live(lambda gateway: _say(undisturbed, gateway), Steps(NEVER), NOW)
    assert disturbed.live(lambda gateway: _say(disturbed, gateway), Steps(step, die), NOW)
    expected, found, before = undisturbed.records(), disturbed.records(), world("before").records()
    assert found["turns"] == expected["turns"]
    if step > 3:
        assert found == expected
        return
    # The action is undone. A person is reached without Rasa too; all else is told to be of no avail.
    written = {name for name in found if found[name] != before[name]} - {"turns", "messages"}
    assert written == ({"tickets"} if disturbed.text == "转人工" else set())
    assert found["tickets"] in (before["tickets"], expected["tickets"])
