"""A conversation of a thousand turns through gateway, journal and actions: the last is answered as fast as the first.

Rasa itself is bounded by the sessions that the gateway begins (`TURNS_PER_SESSION`); here its place is taken by what
keeps slots as it does.
"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest

from actions.seam.rasa_seam import build_executor
from api.turns.answering import TURNS_PER_SESSION
from api.turns.inbound import InboundMessage
from tests.actions.assembled import CASE, SECOND_CASE, Assembled
from tests.actions.desk import NAME
from tests.api.conftest import ScriptedRasa, build_bench

TURNS = 1_000
# What is said in turn: the text, the action that Rasa would choose, and what is asked of the thing shown, if it is.
ROUND: tuple[tuple[str, str, str | None], ...] = (
    ("我的办件", "check_application_status", None),
    ("第二个", "choose", None),
    ("还缺什么材料", "check_application_status", "materials"),
    ("到哪一步了", "check_application_status", "step"),
    ("火星上的企鹅怎么过冬", "answer_guidance", None),
    ("我的创新券还剩多少", "check_voucher_balance", None),
    ("什么时候到期", "check_voucher_balance", "lapse"),
    (f"{NAME}是不是高企", "check_register", None),
    ("江岸区谁负责", "check_register", None),
    ("第九个", "choose", None),
    ("我的科研诚信情况", "check_credit_standing", None),
    ("依据什么记录", "check_credit_standing", "why"),
    ("创新券怎么申请", "answer_guidance", None),
    ("更多", "answer_guidance", None),
    ("火星", "default_fallback", None),
    (f"查办件 {CASE}", "check_application_status", None),
    ("催一下", "check_application_status", "urge"),
    ("帮助", "help", None),
    ("算了", "nothing_to_cancel", None),
    ("转人工", "transfer_to_person", None),
)


class SlotsAlone(ScriptedRasa):
    """Runs the action of each turn of the round, and keeps the slots that it sets."""

    def __init__(self, desk: Assembled) -> None:
        super().__init__()
        self._executor = build_executor(list(desk.actions.values()))
        self.slots: dict[str, Any] = {}
        self.sizes: list[int] = []  # bytes of what goes to an action
        self.sessions = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if body["message"] == "/session_start":
            self.sessions += 1
            return httpx.Response(200, json=[])
        text, action, asked = ROUND[len(self.sizes) % len(ROUND)]
        assert body["message"] == text
        call = self._call(body["sender"], text, action, asked)
        self.sizes.append(len(json.dumps(call)))
        result = await self._executor.run(call)
        self.slots |= {event["name"]: event["value"] for event in result.events if event["event"] == "slot"}
        return httpx.Response(200, json=[{"custom": said["custom"]} for said in result.responses])

    def _call(self, sender: str, text: str, action: str, asked: str | None) -> dict[str, Any]:
        message = {
            "text": text,
            "intent": {"name": action},
            "entities": [],
            "asked": {"name": asked, "confidence": 0.9, "is_about_shown": asked is not None, "of_it": 0.9},
        }
        tracker = {
            "sender_id": sender,
            "slots": dict(self.slots),
            "latest_message": message,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        return {"next_action": f"action_{action}", "sender_id": sender, "tracker": tracker, "domain": {}}


@pytest.fixture
def desk(tmp_path: Path, guidance_index: Path) -> Assembled:
    desk = Assembled(tmp_path, guidance_index)
    desk.bind()
    desk.add_case()
    desk.add_case(SECOND_CASE, "foreigner-work-permit")
    desk.add_vouchers()
    desk.add_breach()
    desk.add_register_entry()
    return desk


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_the_thousandth_turn_is_as_fast_and_carries_as_much_as_the_first(
    desk: Assembled, guidance_index: Path
) -> None:
    bench = build_bench(desk.database, guidance_index)
    rasa = bench.rasa = SlotsAlone(desk)
    gateway = bench.new_process()
    seconds: list[float] = []
    outcomes: list[str] = []

    async def talk() -> None:
        for number in range(TURNS):
            text = ROUND[number % len(ROUND)][0]
            began = time.process_time()
            turn = await gateway.handle(
                InboundMessage(desk.conversation_id, text, f"m{number}", "web", "192.0.2.1")
            )
            seconds.append(time.process_time() - began)
            outcomes.append(turn.replies[0].outcome)

    asyncio.run(talk())
    desk.database.close()
    in_a_round, rounds = len(ROUND), TURNS // len(ROUND)
    assert "error" not in outcomes
    assert outcomes[-in_a_round:] == outcomes[in_a_round : 2 * in_a_round]
    assert max(rasa.sizes[-in_a_round:]) <= max(rasa.sizes[: 2 * in_a_round])
    assert rasa.sessions == TURNS // TURNS_PER_SESSION
    first, last = (
        [median(seconds[at::in_a_round][part]) for at in range(in_a_round)]
        for part in (slice(1, rounds // 4), slice(-rounds // 4, None))
    )
    assert sum(last) < 1.5 * sum(first), (sum(first), sum(last))
