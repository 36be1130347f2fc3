"""What a balance says beyond its sums: services, what lapses first, windows, reviews, partners, freshness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import VoucherBalance
from records.models import DataSource, Enterprise
from records.storage.database import Database
from records.vouchers.balance import ANY_SERVICE, balance_view
from records.vouchers.ledger import record_grant, record_redemption, record_reservation
from records.vouchers.rules import NO_RULES, VoucherRules
from tests.records.ledger_support import add_batch, run
from tests.records.support import NOW

XIAOSHAN = "浙江省/杭州市/萧山区"
SOURCE = {"title": "样例办法", "issuer": "样例局", "read_from": "样例", "read_on": "2026-11-20"}


def look(
    database: Database, enterprise: Enterprise, rules: VoucherRules = NO_RULES, as_of: date = NOW.date()
) -> VoucherBalance:
    with database.transaction(read_only=True) as session:
        return balance_view(session, enterprise.id, as_of=as_of, now=NOW, rules=rules)


def rules_of(**lists: list[dict[str, object]]) -> VoucherRules:
    with_source = {
        name: [{"region": XIAOSHAN, "source": SOURCE} | rule for rule in listed]
        for name, listed in lists.items()
    }
    return VoucherRules.model_validate(with_source)


def test_each_service_is_told_with_what_all_batches_can_pay_for_it(
    database: Database, enterprise: Enterprise
) -> None:
    first = add_batch(database, enterprise, 1_000, scope=["检验检测", "工业设计"])
    add_batch(database, enterprise, 500, scope=["检验检测"])
    add_batch(database, enterprise, 9_000, scope=["科技查新"], valid_to=date(2026, 11, 19))
    add_batch(database, enterprise, 9_000, scope=["科技查新"], valid_from=date(2026, 11, 21))
    run(database, record_redemption, first, 100, key="a", now=NOW, service="工业设计")
    run(database, record_reservation, first, 200, key="r", now=NOW)
    services = look(database, enterprise).services
    assert [(each.service, each.available_fen) for each in services] == [
        ("检验检测", 1_200),
        ("工业设计", 700),
    ]


def test_a_batch_without_a_scope_adds_to_every_service(database: Database, enterprise: Enterprise) -> None:
    add_batch(database, enterprise, 1_000, scope=["检验检测"])
    add_batch(database, enterprise, 300, scope=[])
    services = look(database, enterprise).services
    assert [(each.service, each.available_fen) for each in services] == [
        ("检验检测", 1_300),
        (ANY_SERVICE, 300),
    ]


def test_what_lapses_first_is_told_with_its_day_and_the_sum_of_all_batches_of_that_day(
    database: Database, enterprise: Enterprise
) -> None:
    used_up = add_batch(database, enterprise, 100, valid_to=date(2026, 11, 25))
    run(database, record_redemption, used_up, 100, key="a", now=NOW)
    for amount in (1_000, 200):
        add_batch(database, enterprise, amount, valid_to=date(2026, 11, 30))
    add_batch(database, enterprise, 5_000)
    balance = look(database, enterprise)
    assert (balance.expiring_on, balance.expiring_fen) == (date(2026, 11, 30), 1_200)
    later = look(database, enterprise, as_of=date(2027, 6, 1))
    assert (later.expiring_on, later.expiring_fen, later.services) == (None, 0, [])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"words": "每年两次"}, (None, None, False, "每年两次")),
        (
            {"days": [{"opens_on": "2026-11-20", "closes_on": "2026-11-20"}]},
            (date(2026, 11, 20), date(2026, 11, 20), True, None),
        ),
        (
            {
                "days": [
                    {"opens_on": "2027-05-01", "closes_on": "2027-05-31"},
                    {"opens_on": "2026-12-01", "closes_on": "2026-12-31"},
                ]
            },
            (date(2026, 12, 1), date(2026, 12, 31), False, None),
        ),
        (
            {"days": [{"opens_on": "2026-03-01", "closes_on": "2026-03-31"}]},
            (None, None, False, "最近一次兑付已于2026年3月31日结束，下一次的时间还没有公布"),
        ),
        (
            {"yearly": [{"opens": "03-01", "closes": "03-31"}, {"opens": "09-01", "closes": "09-30"}]},
            (date(2027, 3, 1), date(2027, 3, 31), False, None),
        ),
        (
            {"yearly": [{"opens": "11-15", "closes": "01-15"}]},
            (date(2026, 11, 15), date(2027, 1, 15), True, None),
        ),
    ],
    ids=["words", "the last day", "the next of two", "all over", "next year", "over new year"],
)
def test_the_open_or_next_window_is_told_and_no_date_is_invented(
    database: Database,
    enterprise: Enterprise,
    rule: dict[str, object],
    expected: tuple[date | None, date | None, bool, str | None],
) -> None:
    add_batch(database, enterprise, 1_000, region=XIAOSHAN)
    (window,) = look(database, enterprise, rules_of(windows=[rule])).windows
    assert (window.opens_on, window.closes_on, window.is_open, window.note) == expected
    assert (window.region, window.source) == (XIAOSHAN, "《样例办法》")


@pytest.mark.parametrize(
    ("rule", "yearly"),
    [
        ({"words": "每年两次"}, None),
        ({"days": [{"opens_on": "2026-11-20", "closes_on": "2026-11-20"}]}, None),
        (
            {"yearly": [{"opens": "03-01", "closes": "03-31"}, {"opens": "11-15", "closes": "01-05"}]},
            "每年3月1日至3月31日、11月15日至1月5日",
        ),
    ],
)
def test_the_days_of_every_year_are_told_beside_the_next_ones(
    database: Database, enterprise: Enterprise, rule: dict[str, object], yearly: str | None
) -> None:
    add_batch(database, enterprise, 1_000, region=XIAOSHAN)
    (window,) = look(database, enterprise, rules_of(windows=[rule])).windows
    assert window.yearly == yearly


def test_the_nearest_region_and_the_rule_in_force_count(database: Database, enterprise: Enterprise) -> None:
    add_batch(database, enterprise, 1_000, region=XIAOSHAN)
    rules = rules_of(
        windows=[
            {"region": "全国", "words": "全国"},
            {"words": "旧", "effective_to": "2025-12-31"},
            {"words": "现行", "effective_from": "2026-01-01"},
            {"words": "以后", "effective_from": "2027-01-01"},
            {"region": "浙江省", "words": "全省"},
            {"region": "浙江省/嘉兴市", "words": "嘉兴"},
        ]
    )
    assert [window.note for window in look(database, enterprise, rules).windows] == ["现行"]


def test_windows_and_reviews_are_of_what_is_left_or_reserved_and_else_of_the_enterprises_region(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise, 1_000, region=XIAOSHAN)
    rules = rules_of(
        windows=[{"words": "每年两次"}, {"region": "湖北省/武汉市", "words": "武汉"}],
        reviews=[{"words": "审核约3个月", "months": 3}],
    )
    run(database, record_reservation, batch_id, 400, key="r", now=NOW)
    told = look(database, enterprise, rules)
    assert told.review is not None
    assert ("萧山区" in told.review, "3个月" in told.review, "《样例办法》" in told.review) == (
        True,
        True,
        True,
    )
    run(database, record_redemption, batch_id, 600, key="a", now=NOW)
    assert look(database, enterprise, rules).windows == told.windows
    run(database, record_redemption, batch_id, 400, key="b", now=NOW, reservation_key="r")
    over = look(database, enterprise, rules)
    assert (over.windows, over.review) == (told.windows, told.review)
    with database.transaction() as session:
        session.get_one(Enterprise, enterprise.id).region = "湖北省/武汉市"
    moved = look(database, enterprise, rules)
    assert ([window.note for window in moved.windows], moved.review) == (["武汉"], None)


def test_partner_regions_are_the_batchs_own_and_those_of_the_rules(
    database: Database, enterprise: Enterprise
) -> None:
    add_batch(database, enterprise, 1_000, region=XIAOSHAN, partner_regions=["上海市", XIAOSHAN])
    rules = rules_of(partners=[{"partner_regions": ["上海市", "江苏省/苏州市"]}])
    (batch,) = look(database, enterprise, rules).batches
    assert batch.partner_regions == ["上海市", "江苏省/苏州市"]


def test_a_balance_from_another_system_says_of_when_it_is(database: Database, enterprise: Enterprise) -> None:
    add_batch(database, enterprise, 1_000)
    assert look(database, enterprise).freshness is None
    with database.transaction() as session:
        session.add(
            DataSource(
                name="finance", title="市财政系统", kind="http", last_success_at=NOW - timedelta(hours=2)
            )
        )
    batch_id = add_batch(database, enterprise, source="finance")
    assert look(database, enterprise).freshness is None  # nothing of it is shown yet
    run(database, record_grant, batch_id, 1_000, key="g", now=NOW, source="finance")
    freshness = look(database, enterprise).freshness
    assert freshness is not None
    assert (freshness.source, freshness.as_of) == ("市财政系统", NOW - timedelta(hours=2))
