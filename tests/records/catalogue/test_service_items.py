from __future__ import annotations

from pathlib import Path

import pytest

from records.catalogue.service_items import (
    CatalogueInvalid,
    CatalogueItem,
    read_catalogue,
    sync_service_items,
)
from records.models import ServiceItem
from records.storage.database import Database

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"


def test_the_catalogue_of_this_repository_is_read_with_the_topics_of_its_guides() -> None:
    items = read_catalogue(KNOWLEDGE)
    assert items
    assert len({item.code for item in items}) == len(items)
    assert [item.code for item in items if item.guide and item.topic is None] == []


def test_a_topic_is_the_folder_of_the_guide(tmp_path: Path) -> None:
    guide = tmp_path / "guides" / "incubator" / "incubator-wuhan.md"
    guide.parent.mkdir(parents=True)
    guide.touch()
    (tmp_path / "catalogue.yml").write_text(
        "items:\n"
        "  - {code: a, name: 甲, guide: incubator-wuhan, region: 湖北省/武汉市, statutory_working_days: 20}\n"
        "  - {code: b, name: 乙, sample: true}\n",
        encoding="utf-8",
    )
    first, second = read_catalogue(tmp_path)
    assert (first.topic, first.region, first.statutory_working_days) == ("incubator", "湖北省/武汉市", 20)
    assert (second.topic, second.promised_working_days) == (None, None)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "items: [",
        "items: [{name: 甲}]",
        "items: [{code: a, name: 甲, statutory_working_days: 二十}]",
        "items: [{code: a, name: 甲, acceptance_working_days: -1}]",
        "items: [{code: a, name: 甲, approved_on_timeout: true}]",
    ],
)
def test_a_wrong_catalogue_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "catalogue.yml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=r"catalogue\.yml"):
        read_catalogue(tmp_path)


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match=r"catalogue\.yml"):
        read_catalogue(tmp_path)


def test_items_are_added_changed_and_retired(database: Database) -> None:
    def sync(*items: CatalogueItem) -> None:
        with database.transaction() as session:
            assert sync_service_items(session, list(items)) == len(items)

    sync(CatalogueItem(code="a", name="甲", statutory_working_days=20), CatalogueItem(code="b", name="乙"))
    sync(
        CatalogueItem(code="b", name="乙（新）", promised_working_days=5), CatalogueItem(code="c", name="丙")
    )
    with database.transaction(read_only=True) as session:
        rows = {row.code: row for row in session.query(ServiceItem)}
    assert {code: row.is_current for code, row in rows.items()} == {"a": False, "b": True, "c": True}
    assert (rows["b"].name, rows["b"].promised_days) == ("乙（新）", 5)
    assert rows["a"].statutory_days == 20


def test_the_rules_of_silence_are_carried_with_their_sources(database: Database) -> None:
    item = CatalogueItem(
        code="a",
        name="甲",
        statutory_working_days=20,
        acceptance_working_days=5,
        time_limit_source="样例办法第一条",
        approved_on_timeout=True,
        timeout_source="样例办法第二条",
    )
    with database.transaction() as session:
        sync_service_items(session, [item])
    with database.transaction(read_only=True) as session:
        row = session.query(ServiceItem).one()
    assert (row.acceptance_days, row.time_limit_source) == (5, "样例办法第一条")
    assert (row.approved_on_timeout, row.timeout_source) == (True, "样例办法第二条")


def test_only_a_rule_that_was_read_makes_silence_count() -> None:
    items = {item.code: item for item in read_catalogue(KNOWLEDGE)}
    assert {code for code, item in items.items() if item.acceptance_working_days} == {"foreigner-work-permit"}
    assert "行政许可法" in (items["foreigner-work-permit"].time_limit_source or "")
    assert [code for code, item in items.items() if item.approved_on_timeout] == []
