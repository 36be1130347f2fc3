from __future__ import annotations

from pathlib import Path

import pytest

from records.database import Database
from records.models import ServiceItem
from records.service_items import CatalogueInvalid, CatalogueItem, read_catalogue, sync_service_items

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


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
    ["", "items: [", "items: [{name: 甲}]", "items: [{code: a, name: 甲, statutory_working_days: 二十}]"],
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
