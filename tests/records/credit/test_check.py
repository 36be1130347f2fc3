"""一票否决: which events stand against which application, cell by cell, by the rules that are delivered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.lookup import CreditCheck
from records.credit.check import check_credit
from records.credit.rules import CreditRules
from records.enterprises.enterprises import record_enterprise
from records.models import CreditKind, Enterprise, ServiceItem
from records.storage.database import Database
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.credit.support import TODAY, add, real_rules
from tests.records.support import NOW, OTHER_USCC, UNKNOWN_USCC

SME, PROJECT, HIGH_TECH = (
    "tech-sme-evaluation",
    "science-project-application",
    "high-tech-enterprise-certification",
)
REDEEM = "policy-redemption"


def check(database: Database, enterprise: Enterprise, item: str | None, as_of: date = TODAY) -> CreditCheck:
    with database.transaction(read_only=True) as session:
        return check_credit(session, enterprise.id, item, as_of=as_of, now=NOW, rules=real_rules())


def enterprise_in(database: Database, region: str, uscc: str) -> Enterprise:
    with database.transaction() as session:
        return record_enterprise(session, uscc=uscc, name="样例企业", region=region, is_sample=True, now=NOW)


def test_without_events_it_passes_and_says_what_was_checked(
    database: Database, enterprise: Enterprise
) -> None:
    found = check(database, enterprise, SME)
    assert (found.passes, found.findings) == (True, [])
    assert (counts(found.checked[0]), "无记录" in found.checked[0]) == ([0], True)
    assert any("《科技型中小企业评价办法》（国科发政〔2017〕115号）第六条" in line for line in found.checked)


@pytest.mark.parametrize("kind", ["trustworthy", "general_breach"])
@pytest.mark.parametrize("item", [SME, PROJECT, REDEEM, HIGH_TECH, None])
def test_what_no_document_counts_stands_against_nothing(
    database: Database, enterprise: Enterprise, kind: CreditKind, item: str | None
) -> None:
    add(database, enterprise, kind, TODAY)
    assert check(database, enterprise, item).passes


@pytest.mark.parametrize(
    ("recorded_on", "valid_to", "is_repaired", "passes"),
    [
        (TODAY, None, False, False),
        (date(2025, 1, 1), None, False, False),
        (date(2024, 12, 31), None, False, True),
        (date(2025, 1, 1), date(2025, 6, 1), False, False),
        (date(2025, 1, 1), None, True, False),
        (TODAY + timedelta(days=1), None, False, True),
    ],
    ids=["today", "last year", "before last year", "last year, run out", "last year, repaired", "not yet"],
)
def test_a_serious_breach_last_year_or_this_is_against_an_sme_evaluation(
    database: Database,
    enterprise: Enterprise,
    recorded_on: date,
    valid_to: date | None,
    is_repaired: bool,
    passes: bool,
) -> None:
    """国科发政〔2017〕115号 第六条 asks that it did not happen: neither validity nor a repair changes that."""
    breach = add(database, enterprise, "serious_breach", recorded_on, valid_to)
    if is_repaired:
        add(database, enterprise, "repair", recorded_on + timedelta(days=30), repairs_id=breach)
    found = check(database, enterprise, SME)
    assert found.passes is passes
    if is_repaired:
        assert "已于2025年1月31日修复" in found.findings[0].event


@pytest.mark.parametrize(
    ("recorded_on", "rules_against"),
    [
        (TODAY, 2),
        (date(2021, 11, 21), 1),
        (date(2021, 11, 20), 0),
    ],
    ids=["in force", "run out, within five years", "five years ago to the day"],
)
def test_a_project_in_zhejiang_is_barred_for_five_years(
    database: Database, enterprise: Enterprise, recorded_on: date, rules_against: int
) -> None:
    """浙江省科学技术进步条例 第五十七条, beside the veto of what is in force."""
    valid_to = None if recorded_on == TODAY else recorded_on + timedelta(days=365)
    add(database, enterprise, "serious_breach", recorded_on, valid_to)
    assert len(check(database, enterprise, PROJECT).findings) == rules_against


def test_a_rule_counts_in_its_region_only(database: Database, enterprise: Enterprise) -> None:
    wuhan = enterprise_in(database, "湖北省/武汉市", OTHER_USCC)
    zhoukou = enterprise_in(database, "河南省/周口市", UNKNOWN_USCC)
    for owner in (enterprise, wuhan, zhoukou):
        add(database, owner, "serious_breach", date(2026, 1, 1))
    found = {
        owner.region: [finding.source for finding in check(database, owner, REDEEM).findings]
        for owner in (enterprise, wuhan, zhoukou)
    }
    assert [source[:5] for source in found[enterprise.region]] == ["《浙江省公"]
    assert found["湖北省/武汉市"] == []
    assert [source[:5] for source in found["河南省/周口市"]] == ["《河南省社"]


def test_a_repair_takes_a_breach_away_where_the_document_asks_what_is_in_force(
    database: Database, enterprise: Enterprise
) -> None:
    breach = add(database, enterprise, "serious_breach", date(2026, 1, 1))
    assert not check(database, enterprise, REDEEM).passes
    add(database, enterprise, "repair", date(2026, 6, 1), repairs_id=breach)
    assert check(database, enterprise, REDEEM).passes
    assert not check(database, enterprise, REDEEM, date(2026, 5, 31)).passes


def test_an_item_whose_document_holds_no_rule_of_credit_says_so(
    database: Database, enterprise: Enterprise
) -> None:
    """国科发火〔2016〕32号 第十一条 asks for accidents and offences, which is not credit."""
    add(database, enterprise, "serious_breach", TODAY)
    found = check(database, enterprise, HIGH_TECH)
    assert found.passes
    assert ("严重失信" in found.checked[0], found.findings) == (True, [])
    assert ["第十一条" in line for line in found.checked[1:]] == [True]


@pytest.mark.parametrize(
    ("kind", "standing", "said"),
    [
        ("serious_breach", "black", "惩戒措施第5项"),
        ("general_breach", "yellow", "第一百一十三条"),
        ("trustworthy", "red", None),
    ],
)
def test_what_follows_from_a_breach_goes_with_the_check(
    database: Database, enterprise: Enterprise, kind: CreditKind, standing: str, said: str | None
) -> None:
    breach = add(database, enterprise, kind, TODAY)
    found = check(database, enterprise, HIGH_TECH)
    assert (found.passes, found.standing) == (True, standing)
    assert any(said in measure.source for measure in found.measures) if said else found.measures == []
    if standing != "red":
        add(database, enterprise, "repair", TODAY, repairs_id=breach)
        repaired = check(database, enterprise, HIGH_TECH)
        assert (repaired.standing, repaired.measures) == ("none", [])


def test_a_finding_names_rule_event_and_source(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise, golden: Golden
) -> None:
    with database.transaction() as session:
        session.add(ServiceItem(code=SME, name="科技型中小企业评价"))
    add(
        database,
        enterprise,
        "serious_breach",
        date(2026, 3, 5),
        basis="项目负责人张三伪造数据。",
        authority="样例科技局",
    )
    (finding,) = check(database, enterprise, SME).findings
    for part in ("严重失信", "某某伪造数据", "样例科技局", "样例文号〔2026〕1号"):
        assert part in finding.event
    assert days(finding.event) == [date(2026, 3, 5)]
    golden.check("credit_check", "a finding's event", finding.event)
    assert finding.rule == "填报的上一年和当年没有科研严重失信行为"
    assert finding.source == "《科技型中小企业评价办法》（国科发政〔2017〕115号）第六条"
    assert check(database, enterprise, SME).service_item == "科技型中小企业评价"
    assert check(database, other_enterprise, SME).passes


def test_without_an_item_all_rules_are_checked(database: Database, enterprise: Enterprise) -> None:
    add(database, enterprise, "serious_breach", TODAY)
    rules: CreditRules = real_rules()
    in_zhejiang = [rule for rule in rules.exclusions if rule.applies_in(enterprise.region)]
    assert len(check(database, enterprise, None).findings) == len(in_zhejiang)
