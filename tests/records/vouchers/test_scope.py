"""What a batch pays for, and who may move it."""

from __future__ import annotations

import pytest

from records.models import DataSource, Enterprise
from records.storage.database import Database
from records.vouchers.ledger import (
    KeyReused,
    NotTheMaster,
    OutOfScope,
    VoucherRefused,
    record_correction,
    record_expiry,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from records.vouchers.movement import MOST_FEN
from tests.records.ledger_support import AFTER, add_batch, run
from tests.records.support import NOW


def test_the_service_is_recorded_and_a_reservation_passes_its_own_on(
    database: Database, batch_id: int
) -> None:
    reserved = run(database, record_reservation, batch_id, 500, key="r", now=NOW, service="检验检测")
    redeemed = run(database, record_redemption, batch_id, 100, key="a", now=NOW, reservation_key="r")
    released = run(database, record_release, batch_id, 100, key="b", now=NOW, reservation_key="r")
    direct = run(database, record_redemption, batch_id, 100, key="c", now=NOW, service=" 检验检测\u3000")
    assert [entry.service for entry in (reserved, redeemed, released, direct)] == ["检验检测"] * 4
    assert run(database, record_grant, batch_id, 1, key="g", now=NOW).service is None


def test_a_service_outside_the_scope_is_refused_in_words(database: Database, batch_id: int) -> None:
    for record in (record_reservation, record_redemption):
        with pytest.raises(OutOfScope, match="不能支付“工业设计”，只能用于：检验检测。"):
            run(database, record, batch_id, 100, key="a", now=NOW, service="工业设计")


def test_an_empty_scope_pays_for_everything(database: Database, enterprise: Enterprise) -> None:
    batch_id = add_batch(database, enterprise, 1_000, scope=[])
    assert run(database, record_redemption, batch_id, 1, key="a", now=NOW, service="工业设计").sequence == 2


def test_a_reservation_pays_for_its_own_service_only(database: Database, enterprise: Enterprise) -> None:
    batch_id = add_batch(database, enterprise, 1_000, scope=["检验检测", "工业设计"])
    run(database, record_reservation, batch_id, 500, key="r", now=NOW, service="检验检测")
    with pytest.raises(VoucherRefused, match="这笔预约用于“检验检测”，不能改付“工业设计”"):
        run(
            database,
            record_redemption,
            batch_id,
            100,
            key="a",
            now=NOW,
            service="工业设计",
            reservation_key="r",
        )


@pytest.mark.parametrize(
    "other",
    [
        {"amount_fen": 101},
        {"service": "工业设计"},
        {"service": None},
        {"reservation_key": "r"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_key_used_again_for_something_else_is_refused(
    database: Database, enterprise: Enterprise, other: dict[str, object]
) -> None:
    batch_id = add_batch(database, enterprise, 1_000, scope=["检验检测", "工业设计"])
    run(database, record_reservation, batch_id, 500, key="r", now=NOW, service="检验检测")
    asked = {"amount_fen": 100, "key": "k", "now": NOW, "service": "检验检测"}
    first = run(database, record_redemption, batch_id, **asked)
    assert run(database, record_redemption, batch_id, **asked) == first
    with pytest.raises(KeyReused, match="流水号 k 已用于另一笔记录"):
        run(database, record_redemption, batch_id, **(asked | other))


def test_a_batch_that_another_system_keeps_is_moved_by_its_feed_only(
    database: Database, enterprise: Enterprise
) -> None:
    with database.transaction() as session:
        session.add(DataSource(name="finance", title="市财政创新券系统", kind="http"))
    batch_id = add_batch(database, enterprise, source="finance")
    run(database, record_grant, batch_id, 1_000, key="g", now=NOW, source="finance")
    run(database, record_reservation, batch_id, 100, key="r", now=NOW, source="finance")
    refused = [
        (record_grant, {"amount_fen": 1}),
        (record_reservation, {"amount_fen": 1}),
        (record_redemption, {"amount_fen": 1}),
        (record_redemption, {"amount_fen": 1, "reservation_key": "r"}),
        (record_release, {"amount_fen": 1, "reservation_key": "r"}),
        (record_correction, {"amount_fen": 1, "note": "更正"}),
        (record_expiry, {}),
    ]
    for record, asked in refused:
        with pytest.raises(NotTheMaster, match="由市财政创新券系统管理"):
            run(database, record, batch_id, key="local", now=AFTER, **asked)
    with pytest.raises(NotTheMaster):
        run(database, record_redemption, batch_id, 1, key="local", now=NOW, source="another")
    assert run(database, record_redemption, batch_id, 1, key="a", now=NOW, source="finance").sequence == 3
    assert run(database, record_expiry, batch_id, key="e", now=AFTER, source="finance").sequence == 4


def test_a_feed_does_not_move_a_batch_of_this_system(database: Database, batch_id: int) -> None:
    with pytest.raises(NotTheMaster, match="由本系统管理"):
        run(database, record_redemption, batch_id, 1, key="a", now=NOW, source="finance")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"key": ""}, "流水号"),
        ({"key": "k" * 101}, "流水号"),
        ({"service": "检" * 101}, "最多 100 个字"),
        ({"note": "备" * 301}, "最多 300 个字"),
        ({"amount_fen": MOST_FEN + 1}, "金额过大"),
        ({"amount_fen": 10**30}, "金额过大"),
    ],
    ids=["no key", "long key", "long service", "long note", "too much", "beyond a BIGINT"],
)
def test_what_no_ledger_can_hold_is_refused_in_words(
    database: Database, batch_id: int, asked: dict[str, object], words: str
) -> None:
    with pytest.raises(VoucherRefused, match=words):
        run(database, record_redemption, batch_id, **({"amount_fen": 1, "key": "k", "now": NOW} | asked))


def test_no_sum_of_grants_passes_what_the_ledger_can_hold(database: Database, batch_id: int) -> None:
    with pytest.raises(VoucherRefused, match="超出上限"):
        run(database, record_grant, batch_id, MOST_FEN, key="g", now=NOW)


def test_a_service_is_recorded_as_the_batch_spells_it_whatever_its_width(
    database: Database, enterprise: Enterprise
) -> None:
    batch_id = add_batch(database, enterprise, 1_000, scope=["ＡＩ算力（租用）"])
    entry = run(database, record_redemption, batch_id, 1, key="a", now=NOW, service=" AI算力(租用)")
    assert entry.service == "ＡＩ算力（租用）"
