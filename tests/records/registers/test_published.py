"""District contacts, first contacts of service items, external services: from the files into the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from records.catalogue.service_items import read_catalogue, sync_service_items
from records.models import DistrictContact, ExternalService, ServiceItem
from records.registers.contacts import list_district_contacts, list_item_contacts, list_item_names
from records.registers.files import RegisterFileInvalid
from records.registers.services import list_external_services
from records.registers.sync import read_published, write_published
from records.storage.database import Database

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"
CONTACTS = """
tables:
  - region: 湖北省/武汉市
    document:
      {title: 样例表, issuer: 样例局, number: 样1号, issued_on: 2026-01-02, read_from: 样例, read_on: 2026-11-20}
    districts:
      - {district: 江岸区, leader: 甲, section: 乙处, contact: 丙}
"""


def publish(database: Database, knowledge: Path = KNOWLEDGE) -> None:
    with database.transaction() as session:
        sync_service_items(session, read_catalogue(KNOWLEDGE))
        write_published(session, read_published(knowledge))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/district_contacts.yml").write_text(CONTACTS, encoding="utf-8")
    return tmp_path


def test_the_delivered_table_of_wuhan_is_in_the_database(database: Database) -> None:
    publish(database)
    with database.transaction(read_only=True) as session:
        contacts = list_district_contacts(session, "湖北省/武汉市")
        (one,) = list_district_contacts(session, "湖北省/武汉市/江岸区")
        everywhere = list_district_contacts(session)
    assert len(contacts) == 14
    assert everywhere == contacts
    assert (one.leader, one.section, one.contact, one.phone) == ("徐涛（副局长）", "项目中心", "亓巍", None)
    assert "武科函〔2021〕10号" in one.document


@pytest.mark.parametrize("region", ["浙江省", "湖北省/武汉市/不存在区", "湖北省/武汉市/江", ""])
def test_a_place_without_published_contacts_gives_none(database: Database, region: str) -> None:
    publish(database)
    with database.transaction(read_only=True) as session:
        assert list_district_contacts(session, region) == []


def test_a_province_gives_those_of_its_cities(database: Database) -> None:
    publish(database)
    with database.transaction(read_only=True) as session:
        assert len(list_district_contacts(session, "湖北省")) == len(list_district_contacts(session)) == 14


def test_writing_again_changes_and_removes_what_stands_under_the_same_document(
    database: Database, folder: Path
) -> None:
    path = folder / "registers/district_contacts.yml"
    more = "      - {district: 江汉区, leader: 甲, section: 丁处, contact: 戊}\n"
    path.write_text(CONTACTS + more, encoding="utf-8")
    publish(database, folder)
    publish(database, folder)
    path.write_text(CONTACTS.replace("乙处", "己处"), encoding="utf-8")
    publish(database, folder)
    with database.transaction(read_only=True) as session:
        (contact,) = list_district_contacts(session)
    assert (contact.district, contact.section, contact.published_on) == ("江岸区", "己处", date(2026, 1, 2))


def test_what_was_imported_from_a_newer_document_stays(database: Database) -> None:
    publish(database)
    with database.transaction() as session:
        row = session.query(DistrictContact).filter_by(district="江岸区").one()
        row.section, row.document = "新处", "样例新表（样〔2026〕9号）"
        service = session.query(ExternalService).filter_by(covers=5).one()
        service.simplified, service.document = "新的", "样例新表（样〔2026〕9号）"
    publish(database)
    with database.transaction(read_only=True) as session:
        (contact,) = list_district_contacts(session, "湖北省/武汉市/江岸区")
        assert contact.section == "新处"
        assert len(list_district_contacts(session)) == 14
        assert [each.simplified for each in list_external_services(session)][1] == "新的"


def test_external_services_say_what_was_simplified_and_of_how_many(database: Database) -> None:
    """Of the 44 items the document names one and speaks of five more together; nothing else is entered."""
    publish(database)
    with database.transaction(read_only=True) as session:
        services = list_external_services(session)
    assert [(each.covers, each.of_total) for each in services] == [(1, 44), (5, 44)]
    assert "20个工作日" in (services[1].simplified or "")
    assert {(each.days_before, each.days_after) for each in services} == {(None, None)}


def test_the_first_contact_of_an_item_is_its_section_marked_as_an_example_where_it_is_one(
    database: Database,
) -> None:
    publish(database)
    with database.transaction(read_only=True) as session:
        (contact,) = list_item_contacts(session, "high-tech-enterprise", "湖北省/武汉市")
        assert list_item_names(session)[0] == "高新技术企业认定"
    assert (contact.service_item, contact.section, contact.contact) == ("高新技术企业认定", "高新处", None)
    assert contact.section_is_sample


def test_items_of_the_region_go_before_others(database: Database) -> None:
    with database.transaction() as session:
        for code, region in (("a", "浙江省/杭州市/萧山区"), ("b", "湖北省/武汉市"), ("c", "全国")):
            session.add(ServiceItem(code=code, name=code, topic="t", region=region, section="处"))
    with database.transaction(read_only=True) as session:
        assert [each.service_item for each in list_item_contacts(session, "t", "浙江省/杭州市")] == ["a", "c"]
        assert [each.service_item for each in list_item_contacts(session, "t")] == ["a", "b", "c"]
        assert list_item_contacts(session, "nothing") == []


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("leader: 甲, ", "", "tables[0].districts[0].leader", "必填"),
        ("contact: 丙", "contact: 丙, mobile: 1", "tables[0].districts[0].mobile", "没有这个字段"),
        ("read_on: 2026-11-20", "read_on: 昨天", "tables[0].document.read_on", "日期应写成"),
        ("title: 样例表, ", "", "tables[0].document.title", "必填"),
        ("tables:", "tables: [", "-", "YAML"),
        (
            "      - {district",
            "      - {district: 江岸区, leader: 甲, section: 乙, contact: 丁}\n      - {district",
            "-",
            "重复：湖北省/武汉市 江岸区",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place_and_nothing_is_changed(
    database: Database, folder: Path, old: str, new: str, place: str, reason: str
) -> None:
    publish(database)
    assert old in CONTACTS
    (folder / "registers/district_contacts.yml").write_text(CONTACTS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegisterFileInvalid) as invalid:
        publish(database, folder)
    assert any(where == place and reason in why for where, why in invalid.value.problems), (
        invalid.value.problems
    )
    with database.transaction(read_only=True) as session:
        assert len(list_district_contacts(session)) == 14
