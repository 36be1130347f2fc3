"""What a bare number means after an answer: an item of its list, or an offer below it."""

from typing import Any

import pytest

from actions.guidance.guidance import Guidance
from actions.seam.turn import ActionTurn
from desk.desk import Desk
from index.library import Library
from index.model.memory import Memory
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from records.values.clock import SystemClock

OFFERS = [{"title": title, "text": f"{title}？"} for title in ("材料", "流程", "时限")]


@pytest.fixture
def guidance(tmp_path: Any) -> Guidance:
    database = Database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    rules = CreditRulesFile(tmp_path / "credit_rules.yml")
    desk = Desk(database, SystemClock(), Library(tmp_path / "index"), rules)
    return Guidance(desk, database, SystemClock(), None, "")


def turn(text: str, outcome: str, items: tuple[str, ...]) -> ActionTurn:
    last = Memory.model_validate({"question": "条件", "outcome": outcome, "items": items})
    slots = {"choices": OFFERS, "last": last.model_dump(mode="json")}
    return ActionTurn("c", text, "choose", {}, slots, follow_up="item")


@pytest.mark.parametrize("text", ["第三个", "第3个", "第3条原文", "第三条"])
def test_an_item_goes_before_the_third_offer(guidance: Guidance, text: str) -> None:
    assert guidance.asks_for_item(turn(text, "answered", ("甲", "乙", "丙")))
    assert guidance.meant(turn(text, "answered", ("甲", "乙", "丙"))) == text


@pytest.mark.parametrize(
    ("outcome", "items"), [("answered", ()), ("clarify", ()), ("no_answer", ("甲", "乙", "丙"))]
)
def test_without_a_list_just_shown_it_is_the_offer(
    guidance: Guidance, outcome: str, items: tuple[str, ...]
) -> None:
    assert not guidance.asks_for_item(turn("第三个", outcome, items))
    assert guidance.meant(turn("第三个", outcome, items)) == "时限？"


def test_a_digit_alone_is_always_the_offer(guidance: Guidance) -> None:
    assert guidance.meant(turn("3", "answered", ("甲", "乙", "丙"))) == "时限？"
