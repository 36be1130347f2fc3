from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest
from sqlalchemy import func, select
from stdnum.cn import uscc

from records.audit.log import verify_chain
from records.calendar.working_days import WorkingDays
from records.cases.lookup import check_application_status
from records.catalogue.service_items import read_catalogue
from records.credit.lookup import check_credit_standing
from records.credit.record import standing_view
from records.demo import DemoSummary, load_demo
from records.migrations.schema import migrate
from records.models import (
    STAGES,
    Base,
    Case,
    CaseStageEntry,
    Contact,
    CreditEvent,
    Enterprise,
    VoucherLedgerEntry,
)
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import day_of
from records.vouchers.balance import balance_view
from records.vouchers.lookup import check_voucher_balance
from tests.records.support import NOW, ask_for_code, last_code

pytestmark = pytest.mark.both_databases

AS_OF = date(2026, 11, 20)
CATALOGUE = read_catalogue(Path(__file__).resolve().parents[2] / "knowledge")


def load(database: Database, as_of: date = AS_OF) -> DemoSummary:
    with database.transaction() as session:
        return load_demo(session, CATALOGUE, as_of=as_of, now=NOW)


def dump(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.transaction(read_only=True) as session:
        return {
            table.name: [tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_there_are_as_many_as_promised_of_every_kind(database: Database) -> None:
    summary = load(database)
    assert (summary.enterprises, summary.cases, summary.is_new, summary.as_of) == (200, 600, True, AS_OF)
    with database.transaction(read_only=True) as session:
        stages = Counter(session.scalars(select(Case.stage)))
        assert set(stages) == set(STAGES)
        assert min(stages.values()) >= 50
        kinds = set(session.scalars(select(VoucherLedgerEntry.kind)))
        assert kinds == {"grant", "reserve", "redeem", "release", "expire", "correct"}
        assert set(session.scalars(select(CreditEvent.kind))) == {
            "trustworthy",
            "general_breach",
            "serious_breach",
            "repair",
        }
        ids = session.scalars(select(Enterprise.id)).all()
        assert {standing_view(session, each, as_of=AS_OF).standing for each in ids} == {
            "none",
            "red",
            "yellow",
            "black",
        }
        regions = Counter(session.scalars(select(Enterprise.region)))
        assert set(regions) == {
            "浙江省/杭州市/萧山区",
            "湖北省/武汉市",
            "河南省/周口市",
            "浙江省/嘉兴市",
            "浙江省/金华市/义乌市",
        }


def test_nobody_in_it_can_be_taken_for_somebody_real(database: Database) -> None:
    load(database)
    with database.transaction(read_only=True) as session:
        enterprises = session.scalars(select(Enterprise)).all()
        assert all(uscc.is_valid(each.uscc) and each.uscc[8:10] == "YL" for each in enterprises)
        assert all("样例" in each.name and each.is_sample for each in enterprises)
        assert len({each.name for each in enterprises}) == 200
        phones = session.scalars(select(Contact.phone)).all()
        assert len(set(phones)) == len(phones) == 400
        for phone in phones:
            assert not phonenumbers.is_valid_number(phonenumbers.parse(phone, "CN"))
            assert phone.startswith("1600000")
            assert len(phone) == 11
        assert all("样例" in title for title in session.scalars(select(Case.title)))
        assert all("样例" in basis for basis in session.scalars(select(CreditEvent.basis)))


def test_nothing_in_it_lies_after_its_day_or_out_of_order(database: Database) -> None:
    load(database)
    with database.transaction(read_only=True) as session:
        for case in session.scalars(select(Case)).unique():
            moments = [entry.at for entry in case.history]
            assert moments == sorted(moments)
            assert day_of(moments[-1]) <= AS_OF
            assert (case.opened_at, case.since) == (moments[0], moments[-1])
            assert case.stage == case.history[-1].stage
            assert case.number[2:6] == str(day_of(moments[0]).year)
        assert day_of(session.scalar(select(func.max(VoucherLedgerEntry.recorded_at))) or NOW) <= AS_OF
        assert (session.scalar(select(func.max(CreditEvent.recorded_on))) or AS_OF) <= AS_OF
        for enterprise_id in session.scalars(select(Enterprise.id)):
            for batch in balance_view(session, enterprise_id, as_of=AS_OF).batches:
                spent = batch.available_fen + batch.reserved_fen + batch.redeemed_fen + batch.expired_fen
                assert batch.granted_fen == spent


def test_loading_again_changes_nothing(database: Database) -> None:
    first = load(database)
    before = dump(database)
    again = load(database, AS_OF + timedelta(days=3))
    assert (again.is_new, again.as_of) == (False, AS_OF)
    assert again.samples == first.samples
    assert dump(database) == before


def test_the_same_day_gives_the_same_data_in_either_database(empty_url: str, tmp_path: Path) -> None:
    dumps = []
    for url in (empty_url, f"sqlite:///{tmp_path / 'other.db'}"):
        database = Database(url)
        migrate(database)
        load(database)
        dumps.append(dump(database))
        database.close()
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2026, 1, 1), date(2027, 10, 1)])
def test_any_day_will_do(database: Database, as_of: date) -> None:
    assert load(database, as_of).cases == 600
    with database.transaction(read_only=True) as session:
        assert day_of(session.scalar(select(func.max(CaseStageEntry.at))) or NOW) <= as_of


def test_the_samples_can_be_bound_and_looked_up(
    database: Database, identity: Identity, conversation_id: str, calendar: WorkingDays
) -> None:
    samples = load(database).samples
    assert len(samples) == 3
    outcome = ask_for_code(database, identity, conversation_id, uscc=samples[0].uscc, phone=samples[0].phone)
    assert outcome == "started"
    code = last_code(database)
    with database.transaction() as session:
        assert identity.verify_code(session, conversation_id, code or "", now=NOW).outcome == "verified"
    with database.transaction() as session:
        cases = check_application_status(session, conversation_id, now=NOW, calendar=calendar)
        assert cases.outcome == "several"
        assert any(case.todo for case in cases.cases)
        balance = check_voucher_balance(session, conversation_id, now=NOW).balance
        assert balance is not None
        assert balance.available_fen > 0
        standing = check_credit_standing(session, conversation_id, now=NOW).standing
        assert standing is not None
        assert standing.standing == "red"
        assert verify_chain(session) is None
