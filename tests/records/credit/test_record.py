from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from records.credit.record import record_credit_event, standing_view
from records.database import Database
from records.models import CreditEvent, CreditKind, Enterprise
from tests.records.support import NOW


def add(
    database: Database,
    enterprise: Enterprise,
    kind: CreditKind,
    recorded_on: date,
    valid_to: date | None = None,
    repairs_id: int | None = None,
) -> int:
    with database.transaction() as session:
        return record_credit_event(
            session,
            enterprise.id,
            kind,
            basis=f"样例：{kind}",
            document="样例文号〔2026〕1号",
            recorded_on=recorded_on,
            valid_to=valid_to,
            repairs_id=repairs_id,
            now=NOW,
        )


def standing(database: Database, enterprise: Enterprise, as_of: date) -> tuple[str, str]:
    with database.transaction(read_only=True) as session:
        view = standing_view(session, enterprise.id, as_of=as_of)
    return view.standing, view.standing_label


def test_without_events_there_is_no_record(database: Database, enterprise: Enterprise) -> None:
    with database.transaction(read_only=True) as session:
        view = standing_view(session, enterprise.id, as_of=NOW.date())
    assert (view.standing, view.standing_label, view.events, view.repair) == ("none", "无记录", [], None)


def test_the_gravest_event_in_force_decides(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    day = date(2026, 11, 20)
    add(database, enterprise, "trustworthy", date(2026, 1, 1))
    assert standing(database, enterprise, day) == ("red", "守信")
    add(database, enterprise, "general_breach", date(2026, 2, 1))
    assert standing(database, enterprise, day) == ("yellow", "一般失信")
    add(database, enterprise, "serious_breach", date(2026, 3, 1))
    assert standing(database, enterprise, day) == ("black", "严重失信")
    assert standing(database, enterprise, date(2026, 2, 28)) == ("yellow", "一般失信")
    assert standing(database, enterprise, date(2025, 12, 31)) == ("none", "无记录")
    assert standing(database, other_enterprise, day) == ("none", "无记录")


def test_an_event_is_in_force_to_the_last_day_of_its_validity(
    database: Database, enterprise: Enterprise
) -> None:
    add(database, enterprise, "general_breach", date(2026, 1, 1), valid_to=date(2026, 11, 20))
    assert standing(database, enterprise, date(2026, 1, 1))[0] == "yellow"
    assert standing(database, enterprise, date(2026, 11, 20))[0] == "yellow"
    assert standing(database, enterprise, date(2026, 11, 21))[0] == "none"


def test_a_repair_ends_the_breach_it_names_from_its_day_on(
    database: Database, enterprise: Enterprise
) -> None:
    breach = add(database, enterprise, "serious_breach", date(2026, 1, 1))
    add(database, enterprise, "general_breach", date(2026, 2, 1))
    add(database, enterprise, "repair", date(2026, 6, 1), repairs_id=breach)
    assert standing(database, enterprise, date(2026, 5, 31))[0] == "black"
    assert standing(database, enterprise, date(2026, 6, 1))[0] == "yellow"
    with database.transaction(read_only=True) as session:
        view = standing_view(session, enterprise.id, as_of=date(2026, 11, 20))
    assert [(event.kind_label, event.recorded_on) for event in view.events] == [
        ("一般失信", date(2026, 2, 1))
    ]
    assert view.repair is not None
    assert "以认定文件为准" in view.repair


def test_a_repair_is_of_a_breach_of_the_same_enterprise(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    foreign = add(database, other_enterprise, "general_breach", date(2026, 1, 1))
    praise = add(database, enterprise, "trustworthy", date(2026, 1, 1))
    for wrong in (foreign, praise, 999_999):
        with pytest.raises(ValueError, match="no breach"):
            add(database, enterprise, "repair", date(2026, 2, 1), repairs_id=wrong)
    with pytest.raises(IntegrityError, match="repairs"):
        add(database, enterprise, "repair", date(2026, 2, 1))


def test_validity_that_ends_before_it_begins_is_refused(database: Database, enterprise: Enterprise) -> None:
    with pytest.raises(IntegrityError, match="valid_period"):
        add(database, enterprise, "trustworthy", date(2026, 2, 1), valid_to=date(2026, 1, 1))
    with database.transaction(read_only=True) as session:
        assert session.query(CreditEvent).count() == 0
