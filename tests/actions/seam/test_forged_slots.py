"""Slots as an older or newer version of the service, or somebody with Rasa's file, may have written them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from actions.seam.last_answer import read_last
from actions.seam.rasa_seam import build_executor
from actions.seam.shown import read_shown
from actions.seam.turn import ActionTurn, offers_of
from tests.actions.assembled import CASE, OTHER_NAME, Assembled

FORGED: tuple[tuple[str, object], ...] = (
    ("choices", [{"title": 1}]),
    ("choices", [{"title": "第二个", "text": "查办件 XS2026-000123", "url": "https://example.com"}]),
    ("choices", [None, "x"]),
    ("choices", {"title": "a", "text": "b"}),
    ("shown", {"kind": "case", "name": {"$ne": None}}),
    ("shown", {"kind": "statement", "name": "9999-12-31/0001-01-01"}),
    ("shown", {"kind": "statement", "name": "2026-13-99/x/y"}),
    ("shown", {"kind": "vouchers", "services": [{"a": []}]}),
    ("shown", {"kind": "register", "register": ["people"], "name": "\x00"}),
    ("shown", {"kind": "case", "name": "高" * 5_000, "again": 10**9}),
    ("last", {"question": 1, "citations": "x"}),
    ("pending_question", {"lookup": "case_status", "text": ["x"], "topic": {}, "wants": 3}),
    ("pending_question", "x"),
    ("unbinding", "yes"),
    ("told_end", {"id": 1}),
    ("case_number", {"$gt": ""}),
    ("topic", "no-such-topic"),
    ("region", "../../etc/passwd"),
)
ACTIONS = (
    "action_check_application_status",
    "action_check_voucher_statement",
    "action_check_register",
    "action_choose",
    "action_binding_result",
    "action_default_fallback",
)


@pytest.mark.parametrize(("slot", "value"), FORGED, ids=lambda value: str(value)[:40])
def test_a_forged_slot_breaks_no_action_and_shows_nothing_of_others(
    tmp_path: Path, slot: str, value: object
) -> None:
    desk = Assembled(tmp_path)
    desk.add_case()
    desk.give_away()
    desk.bind()
    executor = build_executor(list(desk.actions.values()))
    said = []
    for action in ACTIONS:
        result = asyncio.run(executor.run(call(desk, action, {slot: value})))
        said += [response["custom"]["reply"] for response in result.responses]
    desk.database.close()
    assert said
    for reply in said:
        assert reply["text"].strip()
        assert OTHER_NAME not in reply["text"]
        assert "高新技术企业认定（样例）" not in reply["text"]
        assert not (isinstance(reply["data"], dict) and reply["data"].get("case_number") == CASE)


def call(desk: Assembled, action: str, slots: dict[str, object]) -> dict[str, object]:
    """Return what Rasa sends to have an action run."""
    message = {
        "text": "第二个",
        "intent": {"name": "choose"},
        "entities": [],
        "asked": {"name": "materials", "confidence": 1.0, "is_about_shown": True, "of_it": 0.9},
    }
    tracker = {
        "sender_id": desk.conversation_id,
        "slots": slots,
        "latest_message": message,
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {"next_action": action, "sender_id": desk.conversation_id, "tracker": tracker, "domain": {}}


@pytest.mark.parametrize("value", [None, 0, "x", [None], [{"title": 1}], {"kind": ["case"]}, {"text": []}])
def test_what_cannot_be_read_was_never_said(value: object) -> None:
    turn = ActionTurn("c", "第二个", "choose", {}, {"choices": value, "shown": value, "last": value})
    assert offers_of(turn) == []
    assert read_shown(turn) is None
    assert read_last(turn) is None
