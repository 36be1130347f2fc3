"""What goes on from a standing or a check of credit: the same check for another matter, why there is a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from actions.conversation.follow_ups import FollowUps
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.check_credit_standing import CheckCreditStanding
from actions.credit.credit_check_follow_ups import CreditCheckFollowUps
from actions.credit.credit_check_question import read_checked_topics
from actions.credit.credit_follow_ups import CreditFollowUps
from actions.credit.credit_question import read_credit_question
from actions.seam.turn import ActionResult, ActionTurn
from contracts import CreditCheck, ReplyDraft
from index.lexicon.terms import Term, load_terms
from index.library import Library
from records.catalogue.service_items import read_catalogue, sync_service_items
from records.credit.record import record_credit_event
from records.credit.rules_file import CreditRulesFile
from records.models import CreditKind
from tests.actions.desk import NAME, NOW, Desk
from tests.conftest import ROOT
from tests.golden_files import Golden

TOPICS = load_terms(ROOT / "knowledge/terms.yml").topics


class Searches:
    """The guidance: what it is left is told by its answer."""

    name = "action_answer_guidance"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return ActionResult([ReplyDraft(text="查了文件。", outcome="answered")])


class Check(CheckCreditRules):
    """Knows the topics without an index."""

    def known_topics(self) -> Sequence[Term]:
        return TOPICS


class Talk(Desk):
    """A desk whose enterprise is bound; `say` is what Rasa took for a question to the guidance."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with self.database.transaction() as session:
            sync_service_items(session, read_catalogue(ROOT / "knowledge"))
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        self.check = Check(self.database, self.clock, rules, Library(folder / "index"))
        self.standing = CheckCreditStanding(self.database, self.clock, rules)
        readers = [
            CreditCheckFollowUps(self.check),
            CreditFollowUps(self.database, self.clock, self.standing),
        ]
        self.any = FollowUps(Searches(), readers)

    def say(self, text: str) -> ReplyDraft:
        return self.ask(self.any, text)

    def record(self, kind: CreditKind, recorded_on: date = date(2026, 3, 1)) -> None:
        with self.database.transaction() as session:
            record_credit_event(
                session,
                self.enterprise.id,
                kind,
                basis="逾期未提交验收材料",
                document="样例文号〔2026〕1号",
                authority="样例科技局",
                recorded_on=recorded_on,
                now=NOW,
            )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Talk]:
    desk = Talk(tmp_path)
    desk.bind()
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("text", "item", "passes"),
    [
        ("报科技计划项目呢", "科技计划项目申报", False),
        ("那报项目呢", "科技计划项目申报", False),
        ("那科小呢", "科技型中小企业评价", False),
        ("换成科小能过不", "科技型中小企业评价", False),
        ("那如果明年报科技型中小企业会不会受影响？", "科技型中小企业评价", False),
        ("高企呢", "高新技术企业认定", True),
        ("技术合同登记行不行", "技术合同认定登记", True),
    ],
)
def test_after_a_check_another_matter_is_checked_by_its_own_rules(
    desk: Talk, text: str, item: str, passes: bool, golden: Golden
) -> None:
    desk.record("serious_breach")
    desk.ask(desk.check, "报高企会不会被卡", topic="high-tech-enterprise")
    for _ in range(2):  # it goes on from itself
        reply = desk.say(text)
        assert isinstance(reply.data, CreditCheck)
        assert (reply.data.service_item, reply.data.passes) == (item, passes)
    assert reply.data.standing == "black"
    golden.check("credit_check", text, reply.text)


def test_after_a_standing_an_application_is_checked_where_to_apply_is_spoken_of(desk: Talk) -> None:
    desk.ask(desk.standing, "我们的诚信情况")
    assert desk.say("那科小呢").outcome == "answered"
    desk.ask(desk.standing, "我们的诚信情况")
    assert desk.say("那报科小呢").outcome == "credit_check"


@pytest.mark.parametrize(
    "text",
    [
        "高企要什么条件",
        "高企怎么申报",
        "科小要什么材料",
        "科小要多久",
        "高企什么时候报",
        "报高企要钱吗",
        "科小那个到哪了",
        "我的项目呢",
        "高企有补贴吗",
        "科小",
        "那创新券呢",
        "那黑名单呢",
        "包区呢",
    ],
)
def test_what_else_is_asked_of_a_matter_after_a_check_is_not_a_check(desk: Talk, text: str) -> None:
    desk.ask(desk.check, "我们会不会被一票否决")
    assert desk.say(text).outcome == "answered"


def test_without_a_check_before_it_a_matter_is_a_question_of_policy(desk: Talk) -> None:
    assert desk.say("那科小呢").outcome == "answered"
    assert read_checked_topics("报高企和科小呢", TOPICS, is_after_check=True) == [
        "high-tech-enterprise",
        "tech-sme",
    ]


def test_an_earlier_topic_that_nobody_asks_about_does_not_narrow_a_check(desk: Talk) -> None:
    desk.slots |= {"topic": "innovation-voucher", "last": None}
    reply = desk.ask(desk.check, "会不会被一票否决")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.service_item is None
    assert len(reply.data.checked) > 4


def test_the_topic_of_the_question_just_answered_is_meant(desk: Talk) -> None:
    desk.slots |= {"topic": "tech-sme", "last": {"question": "科小要什么条件", "outcome": "answered"}}
    reply = desk.ask(desk.check, "那我们会不会被一票否决")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.service_item == "科技型中小企业评价"


@pytest.mark.parametrize("is_red", [True, False])
def test_after_a_check_a_repair_is_told_of_the_own_record(desk: Talk, is_red: bool) -> None:
    if is_red:
        desk.record("trustworthy")
    desk.ask(desk.check, "报高企会不会被卡", topic="high-tech-enterprise")
    reply = desk.say("怎么修复")
    assert NAME in reply.text
    assert "不需要信用修复" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "当初为啥给我记的",
        "为什么把我们列进去",
        "凭什么给我们记一笔",
        "为什么我们是黑名单",
        "我们因为什么失信的",
    ],
)
def test_why_there_is_a_record_is_told_from_the_record(desk: Talk, text: str, golden: Golden) -> None:
    desk.record("serious_breach")
    desk.slots["topic"] = "research-integrity"
    reply = desk.say(text)
    assert ("样例科技局" in reply.text, "样例文号〔2026〕1号" in reply.text) == (True, True)
    golden.check("credit_follow_ups", text, reply.text)


@pytest.mark.parametrize("text", ["原因是什么", "为啥", "谁记的", "什么时候认定的", "因为什么列入的"])
def test_right_after_a_standing_why_needs_no_more_words(desk: Talk, text: str, golden: Golden) -> None:
    desk.record("general_breach")
    desk.ask(desk.standing, "我们的诚信情况")
    reply = desk.say(text)
    assert "样例科技局" in reply.text
    golden.check("credit_follow_ups", text, reply.text)


def test_without_a_record_that_is_said_and_a_viewer_is_told_nothing(desk: Talk, golden: Golden) -> None:
    desk.slots["topic"] = "research-integrity"
    golden.check("credit_follow_ups", "当初为啥给我记的, without a record", desk.say("当初为啥给我记的").text)
    desk.bind("viewer")
    desk.record("general_breach")
    assert desk.say("当初为啥给我记的").outcome == "needs_binding"


@pytest.mark.parametrize(
    "text",
    [
        "为什么给我退回了",
        "为什么我们的高企没过",
        "失信会被记多久",
        "为什么失信不能报项目",
        "怎么把我们的专利记上",
    ],
)
def test_other_reasons_are_not_those_of_a_record(text: str) -> None:
    for is_of_integrity in (True, False):
        asked = read_credit_question(text, is_after_standing=False, is_of_integrity=is_of_integrity)
        assert asked is None
    assert read_credit_question("当初为啥给我记的", is_after_standing=False) is None
