"""Credit in a conversation: what is said of a standing, and of a check before an application, to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.show_credit import ShowCredit
from actions.guidance.guidance import Guidance
from contracts import CreditCheck, CreditStanding
from desk.desk import Desk as PublicDesk
from index.library import Library
from records.catalogue.service_items import read_catalogue, sync_service_items
from records.credit.record import record_credit_event
from records.credit.rules_file import CreditRulesFile
from records.models import CreditKind
from tests.actions.desk import NAME, NOW, USCC, Desk
from tests.conftest import ROOT
from tests.golden_files import Golden

RULES = ROOT / "knowledge/credit_rules.yml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.database.transaction() as session:
        sync_service_items(session, read_catalogue(ROOT / "knowledge"))
    yield desk
    desk.database.close()


def standing_action(desk: Desk, rules: Path = RULES) -> ShowCredit:
    return ShowCredit(desk.database, desk.clock, CreditRulesFile(rules), check_action(desk, rules))


def check_action(desk: Desk, rules: Path = RULES) -> CheckCreditRules:
    library, held = Library(desk.folder / "index"), CreditRulesFile(rules)
    guidance = Guidance(
        PublicDesk(desk.database, desk.clock, library, held), desk.database, desk.clock, None, ""
    )
    return CheckCreditRules(desk.database, desk.clock, held, library, guidance)


def record(desk: Desk, kind: CreditKind, recorded_on: date, **facts: object) -> None:
    with desk.database.transaction() as session:
        record_credit_event(
            session,
            desk.enterprise.id,
            kind,
            basis=str(facts.get("basis", "逾期未提交验收材料")),
            document="样例文号〔2026〕1号",
            authority="样例科技局",
            recorded_on=recorded_on,
            now=NOW,
        )


def test_no_record_is_said_to_be_no_proof(desk: Desk) -> None:
    desk.bind()
    reply = desk.ask(standing_action(desk), "我的科研诚信情况怎么样？")
    assert reply.outcome == "credit_standing"
    assert "无记录" in reply.text
    assert "不等于守信证明" in reply.text


def test_a_breach_is_told_with_who_recognised_it_what_follows_and_how_it_is_repaired(desk: Desk) -> None:
    desk.bind()
    record(desk, "general_breach", date(2026, 3, 1))
    reply = desk.ask(standing_action(desk), "我们失信了吗")
    for words in (
        "一般失信",
        "样例科技局认定",
        "会受到的限制：",
        "《浙江省公共信用信息管理条例》第二十三条",
        "最早可申请：2026年6月1日",
        "公开作出信用承诺",
        "不能修复：",
        "《信用修复管理办法》（国家发展和改革委员会令第36号）",
    ):
        assert words in reply.text
    assert isinstance(reply.data, CreditStanding)
    assert reply.data.repair_path is not None


def test_where_no_document_says_anything_that_is_said(desk: Desk, tmp_path: Path, golden: Golden) -> None:
    bare = tmp_path / "rules.yml"
    bare.write_text(
        "none_means: 无\nsources: []\nmeasures: []\nrepairs: []\nexclusions: []\n", encoding="utf-8"
    )
    desk.bind()
    record(desk, "general_breach", date(2026, 3, 1))
    reply = desk.ask(standing_action(desk, bare), "诚信")
    assert isinstance(reply.data, CreditStanding)
    assert reply.data.measures == []
    golden.check("credit", "a breach of which no document says anything", reply.text)


def test_without_rules_the_standing_is_told_and_no_check_is_made(desk: Desk, tmp_path: Path) -> None:
    desk.bind()
    record(desk, "serious_breach", date(2026, 3, 1))
    assert "严重失信" in desk.ask(standing_action(desk, tmp_path / "none.yml"), "诚信").text
    reply = desk.ask(check_action(desk, tmp_path / "none.yml"), "我们能报吗")
    assert (reply.outcome, reply.data) == ("error", None)
    assert "没有核查" in reply.text


def test_an_application_is_checked_by_its_own_rules(desk: Desk, golden: Golden) -> None:
    desk.bind()
    record(desk, "serious_breach", date(2026, 3, 1), basis="项目负责人张三伪造数据")
    reply = desk.ask(check_action(desk), "我们报科小会不会被一票否决", topic="tech-sme")
    assert reply.outcome == "credit_check"
    assert isinstance(reply.data, CreditCheck)
    assert (reply.data.passes, reply.data.service_item) == (False, "科技型中小企业评价")
    (finding,) = reply.data.findings
    assert ("某某伪造数据" in finding.event, "国科发政〔2017〕115号" in finding.source) == (True, True)
    assert (finding.event in reply.text, finding.source in reply.text) == (True, True)
    golden.check("credit_check", "我们报科小会不会被一票否决", reply.text)
    assert "张三" not in reply.text


def test_an_application_that_passes_says_what_was_checked_and_what_was_not(desk: Desk) -> None:
    desk.bind()
    reply = desk.ask(
        check_action(desk), "我们现在能报高企吗，会不会因为失信被一票否决", topic="high-tech-enterprise"
    )
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.passes
    for words in (
        "没有查到",
        "高新技术企业认定",
        "没有按科研诚信记录否决的条款",
        "其他条件和其他部门的记录不在内",
    ):
        assert words in reply.text


def test_an_item_without_any_rule_says_so_and_gives_no_all_clear(desk: Desk, golden: Golden) -> None:
    desk.bind()
    reply = desk.ask(check_action(desk), "技术合同登记会不会被否", topic="technology-contract")
    golden.check("credit_check", "技术合同登记会不会被否", reply.text)
    assert "没有查到" not in reply.text


@pytest.mark.parametrize(
    ("kind", "standing"), [("serious_breach", "严重失信"), ("general_breach", "一般失信")]
)
@pytest.mark.parametrize("topic", ["high-tech-enterprise", "technology-contract"])
def test_a_breach_in_force_is_told_first_and_with_what_follows_where_no_rule_excludes_it(
    desk: Desk, kind: CreditKind, standing: str, topic: str, golden: Golden
) -> None:
    desk.bind()
    record(desk, kind, date(2026, 3, 1))
    reply = desk.ask(check_action(desk), "我们报这个会被一票否决吗", topic=topic)
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.passes
    assert standing in reply.text.split("\n")[1]
    assert reply.data.measures
    assert all(measure.text in reply.text for measure in reply.data.measures)
    assert "没有查到" not in reply.text
    golden.check("credit_check", f"{kind}, {topic}", reply.text)
    assert [offer.title for offer in reply.quick_replies] == ["查科研诚信", "怎么修复信用"]


def test_without_an_item_all_rules_are_checked(desk: Desk) -> None:
    desk.bind()
    reply = desk.ask(check_action(desk), "我们会不会被一票否决")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.service_item is None
    assert len(reply.data.checked) > 4


def test_who_has_not_bound_is_asked_to_and_the_item_is_kept_for_after(desk: Desk) -> None:
    reply = desk.ask(check_action(desk), "我们报高企会被否吗", topic="high-tech-enterprise")
    assert reply.outcome == "needs_binding"
    assert (desk.slots["pending_lookup"], desk.slots["topic"]) == (
        "check_credit_rules",
        "high-tech-enterprise",
    )
    desk.bind()
    again = desk.ask(check_action(desk), "/code_verified")
    assert isinstance(again.data, CreditCheck)
    assert again.data.service_item == "高新技术企业认定"


@pytest.mark.parametrize("ask", ["standing", "check"])
@pytest.mark.parametrize("role", ["legal_representative", "handler", "viewer"])
def test_credit_is_shown_to_those_who_may_see_it_and_every_look_is_audited(
    desk: Desk, ask: str, role: str
) -> None:
    desk.bind(role)
    record(desk, "serious_breach", date(2026, 3, 1))
    action = standing_action(desk) if ask == "standing" else check_action(desk)
    reply = desk.ask(action, "我的科研诚信情况")
    is_allowed = role != "viewer"
    assert (reply.data is not None) is is_allowed
    assert ("严重失信" in reply.text) is is_allowed
    if not is_allowed:
        assert "查看人" in reply.text
        assert reply.outcome == "needs_binding"
    name = {"standing": "lookup.credit_standing", "check": "lookup.credit_check"}[ask]
    asked = {"standing": "credit", "check": "credit check:all"}[ask]
    assert desk.audited() == [(name, f"uscc:{USCC} {asked}", "found" if is_allowed else "not_allowed")]


@pytest.mark.parametrize("ask", ["standing", "check"])
def test_another_enterprise_is_refused_in_words_that_tell_nothing_of_it(
    desk: Desk, ask: str, golden: Golden
) -> None:
    desk.bind()
    action = standing_action(desk) if ask == "standing" else check_action(desk)
    reply = desk.ask(action, "查一下91420100YL00000020", uscc="91420100YL00000020")
    assert reply.data is None
    assert (NAME in reply.text, [offer.text for offer in reply.quick_replies]) == (True, ["解除绑定"])
    golden.check("credit", f"another enterprise, {ask}", reply.text)


@pytest.mark.parametrize("ask", ["standing", "check"])
def test_a_look_without_a_binding_is_audited(desk: Desk, ask: str) -> None:
    desk.ask(standing_action(desk) if ask == "standing" else check_action(desk), "诚信")
    assert [(subject.split(" ")[0], outcome) for _, subject, outcome in desk.audited()] == [
        ("uscc:none", "needs_binding")
    ]
