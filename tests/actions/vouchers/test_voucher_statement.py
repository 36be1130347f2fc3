"""A statement of vouchers in a conversation: for which time, in which form, and to whom."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

import pytest

from actions.binding.binding_result import BindingResult
from actions.seam.turn import ActionTurn
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from contracts import ReplyDraft, VoucherStatement
from records.models import AuditEntry
from records.values.clock import SHANGHAI, FixedClock
from records.vouchers.ledger import (
    record_correction,
    record_redemption,
    record_release,
)
from tests.actions.vouchers.drawn_desk import NOW, Desk, desk, used
from tests.figures import counts, sums
from tests.golden_files import Golden

__all__ = ["desk", "used"]  # fixtures


def statement(reply: ReplyDraft) -> VoucherStatement:
    assert isinstance(reply.data, VoucherStatement)
    return reply.data


@pytest.mark.parametrize(
    ("text", "begins_on", "ends_on", "count", "used_fen"),
    [
        ("打印创新券对账单", date(2026, 1, 1), date(2026, 11, 20), 3, 5_000),
        ("打印今年的创新券对账单", date(2026, 1, 1), date(2026, 11, 20), 3, 5_000),
        ("我要1到6月的流水", date(2026, 1, 1), date(2026, 6, 30), 2, 0),
        ("上季度用了多少创新券", date(2026, 7, 1), date(2026, 9, 30), 1, 5_000),
        ("去年的对账单", date(2025, 1, 1), date(2025, 12, 31), 0, 0),
    ],
)
def test_a_statement_is_of_the_period_named_else_of_this_year(
    desk: Desk, used: int, text: str, begins_on: date, ends_on: date, count: int, used_fen: int
) -> None:
    found = statement(desk.ask_statement(text))
    assert (found.begins_on, found.ends_on) == (begins_on, ends_on)
    assert (found.line_count, found.used_fen) == (count, used_fen)
    assert found.opening_fen + sum(line.change_fen for line in found.lines) == found.closing_fen
    assert found.opening_fen + sum(each.change_fen for each in found.movements) == found.closing_fen


@pytest.mark.parametrize("text", ["打印创新券对账单", "用了多少创新券"])
def test_without_a_named_period_a_statement_reaches_back_to_the_newest_entry(desk: Desk, text: str) -> None:
    desk.add("YL-0", 100, when=datetime(2023, 5, 6, tzinfo=SHANGHAI))
    desk.add("YL-1", 20_000, when=datetime(2024, 12, 31, 23, tzinfo=SHANGHAI))
    reply = desk.ask_statement(text)
    found = statement(reply)
    assert (found.begins_on, found.ends_on, found.line_count) == (date(2024, 1, 1), NOW.date(), 1)
    assert (found.download or "").endswith("from=2024-01-01&to=2026-11-20")
    with desk.database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).filter_by(action="lookup.voucher_statement").one()
        assert entry.subject.endswith("statement:2024-01-01..2026-11-20")  # what was told
    named = statement(desk.ask_statement("今年的对账单"))
    assert (named.begins_on, named.line_count) == (date(2026, 1, 1), 0)


def test_without_any_entry_a_statement_is_of_this_year(desk: Desk) -> None:
    found = statement(desk.ask_statement("对账单"))
    assert (found.begins_on, found.line_count) == (date(2026, 1, 1), 0)


def test_a_statement_in_words(desk: Desk, used: int, golden: Golden) -> None:
    reply = desk.ask_statement("上季度用了多少创新券")
    assert (sums(reply.text), counts(reply.text)) == ([5_000, 70_000, 70_000, 5_000, 70_000], [1])
    golden.check("voucher_statement", "上季度用了多少创新券", reply.text)
    assert reply.outcome == "voucher_statement"
    assert statement(reply).download == (
        f"api/conversations/{desk.conversation_id}/statement.xlsx?from=2026-07-01&to=2026-09-30"
    )
    empty = desk.ask_statement("去年的对账单")
    assert sums(empty.text) == [0]
    golden.check("voucher_statement", "去年的对账单", empty.text)


def test_every_kind_of_movement_is_summed_up_between_the_two_balances(
    desk: Desk, used: int, golden: Golden
) -> None:
    with desk.database.transaction() as session:
        record_release(session, used, 2_000, key="b", now=NOW, reservation_key="r")
        record_redemption(session, used, 7_000, key="c", now=NOW, reservation_key="r")
        record_redemption(session, used, 1_050, key="d", now=NOW)
        record_correction(session, used, -9, key="e", now=NOW, note="更正")
    text = desk.ask_statement("今年的对账单").text
    head, movements, *_ = text.split("\n")
    assert sums(head) == [13_050, 0, 70_941]  # redeemed, at the beginning, at the end
    assert sums(movements) == [0, 100_000, -30_000, -1_050, 12_000, 2_000, -9, 70_941]
    golden.check("voucher_statement", "今年的对账单, of every kind of movement", text)
    granted = desk.ask_statement("3月的流水").text
    assert sums(granted.split("\n")[1]) == [0, 100_000, 100_000]
    golden.check("voucher_statement", "3月的流水", granted)


def test_a_long_statement_shows_its_ten_newest_lines(desk: Desk, used: int) -> None:
    with desk.database.transaction() as session:
        for number in range(12):
            record_redemption(session, used, 1, key=f"k{number}", now=NOW, note=str(number))
    reply = desk.ask_statement("对账单")
    found = statement(reply)
    assert (found.line_count, len(found.lines)) == (15, 10)
    assert [line.note for line in found.lines] == [str(number) for number in range(2, 12)]
    assert counts(reply.text) == [15, 10]


@pytest.mark.parametrize("desk", ["wechat"], indirect=True)
def test_on_wechat_the_lines_are_in_the_words_and_the_file_is_on_the_web(
    desk: Desk, used: int, golden: Golden
) -> None:
    reply = desk.ask_statement("上季度用了多少创新券")
    assert statement(reply).download is None
    (line,) = [line for line in reply.text.split("\n") if "2026-08-10" in line]
    assert ("YL-1" in line, sums(line), "xlsx" in reply.text) == (True, [5_000, 70_000], False)
    golden.check("voucher_statement", "上季度用了多少创新券, on WeChat", reply.text)


def test_a_viewer_is_refused_politely_and_that_is_recorded(desk: Desk, used: int) -> None:
    desk.set_role("viewer")
    reply = desk.ask_statement("打印今年的创新券对账单")
    assert reply.data is None
    assert "查看人" in reply.text
    with desk.database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).filter_by(action="lookup.voucher_statement").one()
        assert entry.outcome == "refused"


@pytest.mark.parametrize(
    ("question", "lookup", "asked", "yuan"),
    [
        ("我要1到6月的创新券流水", "check_voucher_statement", None, [0, 0, 700]),
        ("我们的创新券还能不能付检测费", "check_voucher_balance", "use", [700]),
    ],
)
def test_what_was_asked_before_the_binding_is_answered_after_it(
    desk: Desk, used: int, question: str, lookup: str, asked: str | None, yuan: list[int], golden: Golden
) -> None:
    clock = FixedClock(NOW)
    look_ups = [desk.vouchers(), CheckVoucherStatement(desk.database, clock)]
    action = next(each for each in look_ups if each.name == f"action_{lookup}")
    waiting = asyncio.run(action.run(ActionTurn("another", question, "", {}, {}, asked=asked))).slots
    after = BindingResult(desk.database, clock, look_ups)
    turn = ActionTurn(desk.conversation_id, "/code_verified", "code_verified", {}, waiting)
    result = asyncio.run(after.run(turn))
    assert sums(result.replies[1].text)[: len(yuan)] == [100 * each for each in yuan]
    golden.check("voucher_statement", f"{question}, after the binding", result.replies[1].text)
    assert result.slots["pending_question"] is None


def test_without_a_binding_one_is_asked_for_and_the_statement_waits(desk: Desk) -> None:
    action = CheckVoucherStatement(desk.database, FixedClock(NOW))
    result = asyncio.run(action.run(ActionTurn("another", "对账单", "", {}, {})))
    assert result.slots["pending_lookup"] == "check_voucher_statement"
    assert result.replies[0].outcome == "needs_binding"
    assert "创新券对账单" in result.replies[0].text


@pytest.mark.parametrize(
    "text", ["13月的流水", "2月30日的流水", "2027年的流水", "明年的对账单", "0001年的对账单"]
)
def test_a_time_that_is_impossible_or_ahead_is_said_to_be_so(
    desk: Desk, used: int, text: str, golden: Golden
) -> None:
    reply = desk.ask_statement(text)
    assert (reply.outcome, reply.data) == ("clarify", None)
    golden.check("voucher_statement", "a time that cannot be or has not come", reply.text)
