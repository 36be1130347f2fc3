"""Amounts and days in words, and the views of vouchers and credit."""

from datetime import UTC, date, datetime

import pytest

from actions.credit.say_credit import describe_standing
from actions.vouchers.say_vouchers import describe_balance
from contracts import CreditStanding, VoucherBalance, VoucherBatchView
from desk.words import day, yuan
from tests.figures import days, sums
from tests.golden_files import Golden


@pytest.mark.parametrize(
    ("fen", "words"), [(0, "0 元"), (1250, "12.50 元"), (2_000_000, "20,000 元"), (5, "0.05 元")]
)
def test_amounts_are_exact(fen: int, words: str) -> None:
    assert yuan(fen) == words


def test_a_moment_is_a_day_in_china() -> None:
    assert day(datetime(2026, 3, 4, 20, 0, tzinfo=UTC)) == "2026年3月5日"


def test_a_balance_names_what_is_reserved_and_when_it_expires(golden: Golden) -> None:
    batch = VoucherBatchView(
        batch_number="B1",
        name="2026 年创新券",
        granted_fen=5_000_000,
        available_fen=3_000_050,
        reserved_fen=1_000_000,
        redeemed_fen=999_950,
        expired_fen=0,
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
        scope=["检验检测"],
        region="浙江省",
    )
    text = describe_balance(
        VoucherBalance(
            enterprise_name="样例公司",
            as_of=date(2026, 11, 20),
            available_fen=3_000_050,
            reserved_fen=1_000_000,
            batches=[batch],
        )
    )
    assert (sums(text)[:2], days(text)[-1]) == ([3_000_050, 1_000_000], date(2026, 12, 31))
    (line,) = [line for line in text.split("\n") if "B1" in line]
    assert sums(line) == [5_000_000, 3_000_050, 999_950, 1_000_000]  # granted, available, redeemed, reserved
    assert days(line) == [date(2026, 1, 1), date(2026, 12, 31)]
    golden.check("voucher_balance", "a reserved part", text)


def test_a_batch_that_has_expired_is_said_to_be_of_no_use(golden: Golden) -> None:
    old = VoucherBatchView(
        batch_number="B0",
        name="2025 年创新券",
        granted_fen=100,
        available_fen=0,
        reserved_fen=0,
        redeemed_fen=0,
        expired_fen=100,
        valid_from=date(2025, 1, 1),
        valid_to=date(2025, 12, 31),
        scope=["检验检测"],
        region="浙江省",
    )
    balance = VoucherBalance(
        enterprise_name="样例公司", as_of=date(2026, 1, 1), available_fen=0, reserved_fen=0, batches=[old]
    )
    text = describe_balance(balance)
    assert sums(text) == [0, 100]  # what is available, and what had been granted
    assert days(text) == [date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)]
    golden.check("voucher_balance", "a batch that has lapsed", text)


def test_no_vouchers_is_said_in_words(golden: Golden) -> None:
    empty = VoucherBalance(
        enterprise_name="样例公司", as_of=date(2026, 11, 20), available_fen=0, reserved_fen=0, batches=[]
    )
    golden.check("voucher_balance", "no vouchers", describe_balance(empty))


def test_a_standing_without_events_is_none() -> None:
    standing = CreditStanding(
        enterprise_name="样例公司",
        as_of=date(2026, 11, 20),
        standing="none",
        standing_label="无记录",
        events=[],
        repair=None,
    )
    assert "无记录" in describe_standing(standing)
