from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from records.credit.events import list_events
from records.credit.record import CreditEventRefused, record_credit_event
from records.models import CreditEvent, Enterprise
from records.storage.database import Database
from tests.records.credit.support import TODAY, add
from tests.records.support import NOW

DAY = date(2026, 2, 1)
IDENTITY_NUMBER = "330109199001011234"


def count(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.query(CreditEvent).count()


def test_an_event_keeps_its_number_authority_and_source(database: Database, enterprise: Enterprise) -> None:
    with database.transaction() as session:
        event_id = record_credit_event(
            session,
            enterprise.id,
            "general_breach",
            basis="逾期未提交验收材料",
            recorded_on=DAY,
            number="XY-2026-0001",
            authority="样例科技局",
            source="credit-system",
            now=NOW,
        )
    with database.transaction(read_only=True) as session:
        event = session.get_one(CreditEvent, event_id)
        assert (event.number, event.authority, event.source) == (
            "XY-2026-0001",
            "样例科技局",
            "credit-system",
        )
        assert list_events(session, enterprise.id, as_of=TODAY)[0].authority == "样例科技局"


def test_a_number_is_taken_once(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    def store(owner: Enterprise) -> None:
        with database.transaction() as session:
            record_credit_event(
                session, owner.id, "trustworthy", basis="样例", recorded_on=DAY, number="XY-1", now=NOW
            )

    store(enterprise)
    with pytest.raises(CreditEventRefused, match="XY-1 已经登记过"):
        store(other_enterprise)
    assert count(database) == 1


@pytest.mark.parametrize("field", ["basis", "document"])
@pytest.mark.parametrize(
    "number", [IDENTITY_NUMBER, "３３０１０９１９９００１０１１２３４", "330109 19900101 123X"]
)
def test_an_event_about_a_natural_person_is_refused_with_what_to_do(
    database: Database, enterprise: Enterprise, field: str, number: str
) -> None:
    text = f"身份证号{number}的人员论文造假"
    basis, document = (text, "样例文号") if field == "basis" else ("样例", text)
    with (
        pytest.raises(CreditEventRefused, match="请去掉个人信息") as refused,
        database.transaction() as session,
    ):
        record_credit_event(
            session, enterprise.id, "serious_breach", basis=basis, document=document, recorded_on=DAY, now=NOW
        )
    assert IDENTITY_NUMBER not in str(refused.value)
    assert count(database) == 0


def test_the_number_of_an_enterprise_is_no_identity_number(
    database: Database, enterprise: Enterprise
) -> None:
    add(database, enterprise, "general_breach", DAY, basis=f"{enterprise.uscc} 逾期")
    assert count(database) == 1


def test_phones_are_masked_before_they_are_stored(database: Database, enterprise: Enterprise) -> None:
    event_id = add(database, enterprise, "general_breach", DAY, basis="经办人电话13800131234，逾期")
    with database.transaction(read_only=True) as session:
        assert session.get_one(CreditEvent, event_id).basis == "经办人电话138****1234，逾期"


def test_a_repair_is_of_a_breach_of_the_same_enterprise(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    foreign = add(database, other_enterprise, "general_breach", date(2026, 1, 1))
    praise = add(database, enterprise, "trustworthy", date(2026, 1, 1))
    for wrong in (foreign, praise, 999_999, None):
        with pytest.raises(CreditEventRefused, match="不是这家企业的失信记录"):
            add(database, enterprise, "repair", DAY, repairs_id=wrong)
    assert count(database) == 2


def test_only_a_repair_names_a_breach(database: Database, enterprise: Enterprise) -> None:
    breach = add(database, enterprise, "general_breach", date(2026, 1, 1))
    with pytest.raises(CreditEventRefused, match="只有信用修复"):
        add(database, enterprise, "trustworthy", DAY, repairs_id=breach)


def test_a_repaired_breach_is_not_repaired_again(database: Database, enterprise: Enterprise) -> None:
    breach = add(database, enterprise, "general_breach", date(2026, 1, 1))
    add(database, enterprise, "repair", DAY, repairs_id=breach)
    with pytest.raises(CreditEventRefused, match="已于 2026-02-01 修复"):
        add(database, enterprise, "repair", DAY + timedelta(days=1), repairs_id=breach)


def test_a_repair_is_neither_before_its_breach_nor_for_a_time(
    database: Database, enterprise: Enterprise
) -> None:
    breach = add(database, enterprise, "general_breach", DAY)
    with pytest.raises(CreditEventRefused, match="早于失信记录日期"):
        add(database, enterprise, "repair", DAY - timedelta(days=1), repairs_id=breach)
    with pytest.raises(CreditEventRefused, match="没有有效期"):
        add(database, enterprise, "repair", DAY, valid_to=DAY + timedelta(days=9), repairs_id=breach)
    add(database, enterprise, "repair", DAY, repairs_id=breach)


def test_validity_that_ends_before_it_begins_is_refused(database: Database, enterprise: Enterprise) -> None:
    with pytest.raises(CreditEventRefused, match="早于记录日期"):
        add(database, enterprise, "trustworthy", DAY, valid_to=date(2026, 1, 1))
    assert count(database) == 0


def test_a_name_stored_by_another_way_in_is_not_shown(database: Database, enterprise: Enterprise) -> None:
    """An import or a connector writes rows itself; what is shown is hidden all the same."""
    row = {
        "enterprise_id": enterprise.id,
        "kind": "serious_breach",
        "basis": "项目负责人张三（330109199001011234，13800131234）伪造数据",
        "document": "责任人李四处理决定",
        "recorded_on": DAY,
        "created_at": NOW,
    }
    with database.transaction() as session:
        session.execute(insert(CreditEvent).values(row))
    with database.transaction(read_only=True) as session:
        (event,) = list_events(session, enterprise.id, as_of=TODAY)
    assert event.basis == "项目负责人某某（3301**************，138****1234）伪造数据"
    assert event.document is not None
    assert "李四" not in event.document
