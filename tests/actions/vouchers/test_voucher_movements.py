"""What was spent, what is reserved and the file of it, asked of the vouchers or the statement in view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from contracts import VoucherStatement
from records.values.clock import SHANGHAI
from records.vouchers.ledger import record_redemption
from tests.actions.desk import NOW
from tests.actions.vouchers.voucher_desk import DRAWN_ON, VoucherDesk
from tests.figures import counts, days, sums
from tests.golden_files import Golden

LAST_YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[VoucherDesk]:
    desk = VoucherDesk(tmp_path)
    desk.bind()
    desk.add_used()
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("asked", "text", "begins_on", "used_fen"),
    [
        ("spent", "最近半年花了多少钱", date(2026, 5, 20), 5_000),
        ("spent", "上季度用了多少", date(2026, 7, 1), 5_000),
        ("spent", "1到6月花掉多少", date(2026, 1, 1), 0),
        ("spent", "钱都花哪了", date(2026, 1, 1), 5_000),
        ("history", "去年的流水", date(2025, 1, 1), 0),
        ("download", "下载", date(2026, 1, 1), 5_000),
        ("download", "帮我导出上季度的明细", date(2026, 7, 1), 5_000),
    ],
)
def test_what_was_spent_is_a_statement_of_the_period_in_the_words(
    desk: VoucherDesk, asked: str, text: str, begins_on: date, used_fen: int
) -> None:
    desk.show_balance()
    reply = desk.say(text, asked)
    assert isinstance(reply.data, VoucherStatement)
    assert (reply.data.begins_on, reply.data.used_fen) == (begins_on, used_fen)
    assert 19_000 in sums(desk.say("预约的是哪些", "reserved").text)  # goes on from the statement, too


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("下载", LAST_YEAR),
        ("给我表格", LAST_YEAR),
        ("导出上季度的", (date(2026, 7, 1), date(2026, 9, 30))),
    ],
)
def test_a_download_is_of_the_period_just_shown_unless_one_is_named(
    desk: VoucherDesk, text: str, period: tuple[date, date]
) -> None:
    desk.ask(desk.statement, "去年的创新券对账单")
    for _ in range(2):
        reply = desk.say(text, "download")
        assert isinstance(reply.data, VoucherStatement)
        assert (reply.data.begins_on, reply.data.ends_on) == period
        assert reply.data.download is not None
        assert f"from={period[0]}&to={period[1]}" in reply.data.download


def test_a_file_is_of_the_days_just_shown_though_the_newest_entry_is_of_another_year(tmp_path: Path) -> None:
    desk = VoucherDesk(tmp_path)
    desk.bind()
    batch_id = desk.add("YL-1", 100_000)
    with desk.database.transaction() as session:
        record_redemption(session, batch_id, 5_000, key="a", now=DRAWN_ON)
    desk.ask(desk.statement, "2024年的创新券对账单")
    reply = desk.say("下载", "download")
    assert isinstance(reply.data, VoucherStatement)
    assert (reply.data.begins_on, reply.data.line_count) == (date(2024, 1, 1), 0)
    desk.database.close()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("检测花了多少", [50, 50, 62, 12]),  # of the service, of its batch, of all, without a service
        ("1到6月查新用了多少钱", [0, 0]),
        ("上季度花在检测上的有多少", [50, 50, 62, 12]),
        ("检测和查新各花了多少", [50, 50, 0, 62, 12]),
    ],
)
def test_what_was_spent_on_a_service_is_told_by_what_was_redeemed(
    desk: VoucherDesk, golden: Golden, text: str, yuan: list[int]
) -> None:
    batch_id = desk.add("YL-9", 10_000)
    with desk.database.transaction() as session:
        record_redemption(session, batch_id, 1_200, key="n", now=datetime(2026, 8, 11, tzinfo=SHANGHAI))
    desk.show_balance()
    reply = desk.say(text, "spent")
    assert (reply.outcome, sums(reply.text)) == ("voucher_statement", [100 * each for each in yuan])
    golden.check("vouchers_asked", f"spent: {text}", reply.text)
    assert desk.audited()[-1][0] == "lookup.voucher_statement"
    assert desk.say(text, "spent").text == reply.text  # goes on from itself


def test_what_was_spent_on_a_service_names_each_batch_that_paid(desk: VoucherDesk, golden: Golden) -> None:
    other, unused = desk.add("YL-9", 10_000), desk.add("YL-8", 10_000)
    with desk.database.transaction() as session:
        for number, fen in enumerate((1_200, 300)):
            record_redemption(session, other, fen, key=str(number), now=DRAWN_ON, service="检验检测")
        record_redemption(session, unused, 700, key="u", now=DRAWN_ON, service="科技查新")
    reply = desk.say("检测花了多少", "spent")
    assert sums(reply.text) == [6_500, 5_000, 1_500, 7_200]
    assert ("YL-1" in reply.text, "YL-9" in reply.text, "YL-8" in reply.text) == (True, True, False)
    golden.check("vouchers_asked", "spent, of two batches", reply.text)


def test_a_service_spent_on_is_known_by_the_name_that_the_ledger_gives_it(desk: VoucherDesk) -> None:
    batch_id = desk.add("YL-9", 10_000, scope=["计量检测服务", "样例服务"])
    for fen, service in ((1_200, "计量检测服务"), (300, "样例服务")):
        with desk.database.transaction() as session:
            record_redemption(session, batch_id, fen, key=service, now=DRAWN_ON, service=service)
    first = desk.say("检测花了多少", "spent")  # with nothing shown before it
    assert sorted(sums(first.text)) == [1_200, 1_200, 5_000, 5_000, 6_500]
    desk.show_balance()
    for text in ("样例服务花了多少", "样例服务上季度呢"):
        assert sums(desk.say(text, "spent").text) == [300, 300, 6_500]


@pytest.mark.parametrize(
    ("asked", "text"), [("spent", "最近半年花了多少钱"), ("spent", "检测花了多少"), ("download", "下载")]
)
def test_a_viewer_is_refused_the_movements_and_that_is_recorded(
    desk: VoucherDesk, asked: str, text: str
) -> None:
    desk.set_role("viewer")
    desk.show_balance()
    reply = desk.say(text, asked)
    assert (reply.outcome, reply.data, sums(reply.text)) == ("needs_binding", None, [])
    assert "查看人" in reply.text
    action, _, outcome = desk.audited()[-1]
    assert (action, outcome) == ("lookup.voucher_statement", "refused")


@pytest.mark.parametrize("text", ["明年花了多少", "13月的流水", "导出2月30日的"])
def test_a_time_that_cannot_be_is_asked_for_again(desk: VoucherDesk, text: str) -> None:
    desk.show_balance()
    for asked in ("spent", "download"):
        reply = desk.say(text, asked)
        assert (reply.outcome, reply.data) == ("clarify", None)


def test_what_is_reserved_is_told_with_what_was_drawn_from_it(desk: VoucherDesk, golden: Golden) -> None:
    desk.show_balance()
    reply = desk.say("冻结的那190是哪笔", "reserved")
    # All that is open; of the one: reserved, redeemed, released, open.
    assert sums(reply.text) == [19_000, 30_000, 5_000, 6_000, 19_000]
    assert (days(reply.text), "YL-1" in reply.text) == ([date(2026, 5, 6)], True)
    golden.check("vouchers_asked", "reserved", reply.text)


def test_many_reservations_are_counted_and_the_oldest_are_listed(desk: VoucherDesk) -> None:
    batch_id = desk.add("YL-2", 20_000)
    for number in range(9):
        desk.reserve(batch_id, 100 + number, f"r{number}")
    desk.show_balance()
    lines = desk.say("预约明细", "reserved").text.split("\n")
    assert (counts(lines[0]), sums(lines[0])) == ([10], [19_936])
    assert ("YL-2" in lines[2], days(lines[2]), sums(lines[2])) == (True, [NOW.date()], [100])
    assert (counts(lines[-1]), sums(lines[-1])) == ([2], [215])
    assert len(lines) == 10


@pytest.mark.parametrize("role", ["legal_representative", "handler", "viewer"])
def test_reservations_are_told_to_each_role_that_sees_the_balance_and_recorded(
    desk: VoucherDesk, role: str
) -> None:
    desk.set_role(role)
    desk.show_balance()
    assert 19_000 in sums(desk.say("冻结的是哪笔", "reserved").text)
    action, subject, outcome = desk.audited()[-1]
    assert (action, outcome) == ("lookup.voucher_balance", "found")
    assert subject.endswith(" vouchers:reservations")


def test_a_role_without_the_right_is_refused_the_reservations_and_that_is_recorded(
    desk: VoucherDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.vouchers.lookup.may", lambda role, right: False)
    reply = desk.say("冻结的是哪笔", "reserved")
    assert (reply.outcome, sums(reply.text)) == ("needs_binding", [])
    _, subject, outcome = desk.audited()[-1]
    assert (subject.endswith(" vouchers:reservations"), outcome) == (True, "refused")


def test_without_reservations_that_is_said(tmp_path: Path, golden: Golden) -> None:
    desk = VoucherDesk(tmp_path)
    desk.bind()
    reply = desk.say("预约的是哪笔", "reserved")
    assert sums(reply.text) == []
    golden.check("vouchers_asked", "reserved, without any", reply.text)
    desk.database.close()
