"""Frozen dialogues: read as they were frozen, halved by their ids, and judged as their user would."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from benchmarks.dialogues.__main__ import FILE, FROZEN, describe, table
from benchmarks.dialogues.dialogue import (
    Dialogue,
    Expectation,
    FrozenSetChanged,
    Turn,
    read_dialogues,
)
from benchmarks.dialogues.judge import Verdict, judge, visible
from benchmarks.dialogues.player import Played

ONE = {
    "id": "d-1",
    "as": 2,
    "speaker": "boss",
    "turns": [
        {"say": "你好", "kind": "courtesy"},
        {"say": "还缺什么", "kind": "case_follow_up", "expect": {"outcomes": ["case_status"]}},
    ],
}


def write(folder: Path, *dialogues: object, frozen: bool = True) -> tuple[Path, Path]:
    path, record = folder / "dialogues.jsonl", folder / "frozen.json"
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in dialogues) + "\n", "utf-8")
    checksum = hashlib.sha256(path.read_bytes()).hexdigest() if frozen else "0" * 64
    record.write_text(json.dumps({path.name: {"sha256": checksum, "frozen_on": "2026-12-01"}}), "utf-8")
    return path, record


def test_each_line_is_a_dialogue_with_its_turns(tmp_path: Path) -> None:
    (dialogue,) = read_dialogues(*write(tmp_path, ONE))
    assert (dialogue.id, dialogue.enterprise, dialogue.region) == ("d-1", 2, None)
    assert [turn.expect is None for turn in dialogue.turns] == [True, False]


def test_a_set_that_was_changed_is_not_read(tmp_path: Path) -> None:
    path, record = write(tmp_path, ONE)
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(FrozenSetChanged, match="2026-12-01"):
        read_dialogues(path, record)
    assert len(read_dialogues(path)) == 1  # others need no freezing


@pytest.mark.parametrize(
    "change",
    [
        {"id": 3},
        {"as": "second"},
        {"unknown": 1},
        {"turns": [{"say": "你好"}]},
        {"turns": [{"kind": "case"}]},
    ],
)
def test_what_has_not_the_form_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read_dialogues(*write(tmp_path, ONE | change))


def test_the_delivered_sets_are_those_that_were_frozen() -> None:
    frozen = json.loads(FROZEN.read_text("utf-8"))
    assert set(frozen) == {"dialogues.jsonl", "asked.jsonl"}
    for name, record in frozen.items():
        content = (FILE.parent / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == record["sha256"], name
        assert len(content.splitlines()) == record["lines"], name
    dialogues = read_dialogues(FILE, FROZEN)
    assert len({dialogue.id for dialogue in dialogues}) == len(dialogues)
    assert all(any(turn.expect for turn in dialogue.turns) for dialogue in dialogues)


def test_a_dialogue_stays_in_the_half_that_its_id_draws() -> None:
    halves = [Dialogue.model_validate(ONE | {"id": f"d-{number}"}).half for number in range(1000)]
    assert 400 < halves.count("open") < 600
    assert set(halves) == {"open", "sealed"}
    again = Dialogue.model_validate(ONE | {"id": "d-7", "speaker": "another", "turns": []})
    assert again.half == halves[7]


def turn(kind: str = "case_follow_up", **expected: Any) -> Turn:
    return Turn(say="还缺什么", kind=kind, expect=Expectation(**({"outcomes": ["case_status"]} | expected)))


def reply(outcome: str = "case_status", text: str = "还缺审计报告", **more: Any) -> dict[str, Any]:
    return {"outcome": outcome, "text": text, **more}


def faults(asked: Turn, *replies: dict[str, Any]) -> Sequence[str]:
    return judge(asked, replies).wrong


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (["case_status"], "case_status"),
        (["clarify", "case_status"], "case_status"),
        (["answered"], "register"),
        (["answered"], "people"),
        (["case_status"], "affairs"),
        (["voucher_balance"], "voucher_statement"),
        (["voucher_statement"], "voucher_balance"),
        (["credit_standing"], "credit_check"),
    ],
)
def test_an_outcome_is_accepted_and_so_is_one_that_the_set_did_not_know(
    accepted: list[str], said: str
) -> None:
    assert faults(turn(outcomes=accepted), reply(said)) == ()


def test_one_accepted_reply_of_several_is_enough_and_none_is_a_fault() -> None:
    assert faults(turn(), reply("answered"), reply()) == ()
    assert faults(turn(), reply("answered"), reply("ticket")) == ("outcome answered+ticket",)
    assert faults(turn()) == ("outcome none",)
    assert not judge(turn(), []).is_right


def test_of_each_must_one_alternative_is_seen() -> None:
    asked = turn(must=[["审计报告", "审计"], "高新 收入"])
    assert faults(asked, reply(text="还缺审计 报告和高新收入")) == ()
    assert faults(asked, reply(text="还缺高新收入")) == ("lacks 审计报告/审计",)
    assert faults(asked, reply(text="还缺审计"), reply(text="高新收入")) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"quick_replies": [{"title": "高新收入", "text": "a"}]},
        {"quick_replies": [{"title": "a", "text": "高新收入"}]},
        {"citations": [{"title": "高新收入", "section": None, "document": "a"}]},
        {"citations": [{"title": "a", "section": "高新收入", "document": "a"}]},
        {"data": {"case_number": "高新收入"}},
        {"data": {"batches": [{"batch_number": "高新收入"}]}},
    ],
)
def test_offers_citations_and_cards_are_seen_too(more: dict[str, Any]) -> None:
    assert faults(turn(must=["高新收入"]), reply(**more)) == ()
    assert "高新收入" in visible([reply(**more)])


LINE = {
    "kind_label": "兑付",
    "at": "2026-11-05T17:00:00Z",  # the sixth in Beijing
    "amount_fen": 1_250_000,
    "change_fen": 0,
    "service": "检验检测",
    "batch_number": "YL-1",
}


def test_the_lines_of_a_statement_are_seen_as_its_card_shows_them() -> None:
    seen = visible([reply("voucher_statement", data={"lines": [LINE]})])
    for part in ("兑付", "12,500 元", "2026年11月6日", "检验检测", "YL-1"):
        assert part in seen
    granted = LINE | {"kind_label": "发放", "service": None, "change_fen": -9_900}
    assert "None" not in visible([reply(data={"lines": [granted]})])
    assert faults(turn(must=["发放 99 元"]), reply(data={"lines": [granted]})) == ()


def test_what_must_not_be_said_is_a_fault_wherever_it_stands() -> None:
    asked = turn(must_not=["XS2026-000009"])
    assert faults(asked, reply(text="XS2026-000008")) == ()
    offer = {"title": "XS2026-000009", "text": "a"}
    assert faults(asked, reply(quick_replies=[offer])) == ("says XS2026-000009",)


def test_the_record_is_the_one_that_is_meant() -> None:
    asked = turn(record="XS2026-000001")
    assert faults(asked, reply(data={"case_number": "XS2026-000001"})) == ()
    assert faults(asked, reply(data={"case_number": "XS2026-000002"})) == ("record XS2026-000001",)


@pytest.mark.parametrize("wanted", ["guides/a.md", ["guides/a.md", "guides/b.md"]])
def test_an_answer_cites_the_document_and_what_is_no_answer_need_not(wanted: Any) -> None:
    asked = turn("guidance", outcomes=["answered", "no_answer"], document=wanted)
    cited = {"title": "a", "document": "knowledge/guides/a.md"}
    assert faults(asked, reply("answered", citations=[cited])) == ()
    assert faults(asked, reply("answered", citations=[cited | {"document": "c"}])) == ("cites c",)
    assert faults(asked, reply("answered")) == ("cites nothing",)
    assert faults(asked, reply("no_answer")) == ()


@pytest.mark.parametrize("outcome", ["no_answer", "out_of_scope", "other_region"])
def test_declined_over_what_is_shown_is_a_refusal_and_of_another_matter_it_is_none(outcome: str) -> None:
    assert judge(turn("case_follow_up"), [reply(outcome)]).refused
    assert not judge(turn("case_follow_up"), [reply(outcome), reply()]).refused
    assert not judge(turn("guidance"), [reply(outcome)]).refused
    assert not judge(turn("case_follow_up"), []).refused


@pytest.mark.parametrize("said", ["case_status", "voucher_statement", "credit_check"])
def test_ones_own_record_where_another_matter_was_asked_is_shown_unasked(said: str) -> None:
    assert judge(turn("guidance", outcomes=["answered"]), [reply(said)]).shown_unasked
    assert not judge(turn("guidance", outcomes=["answered", "clarify"]), [reply(said)]).shown_unasked
    assert not judge(turn("case"), [reply(said)]).shown_unasked
    assert not judge(turn("guidance", outcomes=["answered"]), [reply("answered")]).shown_unasked


def test_totals_are_of_the_judged_turns_by_kind_and_a_fault_is_told_with_its_turn() -> None:
    dialogue = Dialogue.model_validate(ONE)
    verdicts = [
        Verdict("case_follow_up", (), refused=False, shown_unasked=False),
        Verdict("case_follow_up", ("outcome none",), refused=True, shown_unasked=False),
        Verdict("guidance", (), refused=False, shown_unasked=True),
    ]
    played = [Played(dialogue, 2, turn(each.kind), [reply()], each) for each in verdicts]
    told = table("open", played)
    assert "1 dialogues, 3 judged turns, right 0.667" in told
    assert "refused over what is shown 1; shown unasked 1 of 1" in told
    assert "| case_follow_up | 2 | 0.500 |" in told
    assert "| guidance | 1 | 1.000 |" in told
    described = describe(played[1])
    assert "d-1#2 as 2 case_follow_up: outcome none" in described
    assert "before: 你好" in described
