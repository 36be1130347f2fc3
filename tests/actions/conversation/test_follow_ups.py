"""Messages that go on from a register or a credit answer, or ask what is shown to another enterprise alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.conversation.follow_ups import FollowUp, FollowUps
from actions.conversation.private_question import PrivateQuestions, read_private_question
from actions.conversation.reporters import WhoReported
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.check_credit_standing import CheckCreditStanding
from actions.credit.credit_follow_ups import CreditFollowUps
from actions.guidance.tickets import RecordComplaint
from actions.registers.register_follow_ups import RegisterFollowUps, read_entry_question
from actions.registers.register_question import read_register_question
from contracts import CreditCheck
from index.library import Library
from records.conversations.tickets import list_tickets
from records.credit.record import record_credit_event
from records.credit.rules_file import CreditRulesFile
from records.models import CreditKind
from tests.actions.desk import NAME, NOW, USCC
from tests.actions.test_registers import ENVOY, Registers
from tests.conftest import ROOT
from tests.figures import counts, days
from tests.golden_files import Golden

OTHER = "武汉星达样例软件有限公司"


class Talk(Registers):
    """A desk whose register action goes on from the answer before it, as the assembled one does."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        self.standing = CheckCreditStanding(self.database, self.clock, rules)
        self.check = CheckCreditRules(self.database, self.clock, rules, Library(folder / "index"))
        self.readers: list[FollowUp] = [
            WhoReported(),
            PrivateQuestions(self.database, self.clock, {"check_credit_standing": self.standing}),
            CreditFollowUps(self.database, self.clock, self.standing),
            RegisterFollowUps(self.action),
        ]
        self.any = FollowUps(self.action, self.readers)
        self.credit = FollowUps(self.standing, self.readers)

    def breach(self, kind: CreditKind, day: date, repairs: int | None = None) -> int:
        with self.database.transaction() as session:
            return record_credit_event(
                session,
                self.enterprise.id,
                kind,
                basis="伪造数据",
                document="样例文号〔2026〕1号",
                authority="样例科技局",
                recorded_on=day,
                now=NOW,
                repairs_id=repairs,
            )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Talk]:
    desk = Talk(tmp_path)
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    "text", [f"那{OTHER}呢", f"那么{OTHER}呢？", f"{OTHER}呢", f"还有{OTHER}", f"那再查一下{OTHER}吧"]
)
def test_and_and_what_about_are_no_part_of_a_name(text: str) -> None:
    assert read_register_question(text).name == OTHER
    assert read_register_question("那曲样例有限公司是不是高企").name == "那曲样例有限公司"


def test_another_name_after_an_answer_asks_the_same_register(desk: Talk) -> None:
    desk.add(valid_to=date(2027, 10, 31))
    desk.add(OTHER, valid_to=date(2027, 1, 2))
    desk.add(OTHER, ENVOY, valid_to=date(2028, 3, 22))  # type: ignore[arg-type]
    desk.ask(desk.any, f"{NAME}是不是高企")
    reply = desk.ask(desk.any, f"那{OTHER}呢")
    assert "2027年1月2日" in reply.text
    assert "科技特派员" not in reply.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("什么时候到期", "有效期至：2028年3月22日"),
        ("那证书编号呢？", "证书编号：样例XS1"),
        ("什么时候认定的", "列入日期：2024年11月1日"),
        ("级别呢", "级别：省级"),
    ],
)
def test_a_short_question_after_an_entry_is_about_that_entry(desk: Talk, text: str, words: str) -> None:
    desk.add(OTHER, ENVOY, valid_to=date(2028, 3, 22), certificate_number="样例XS1", level="省级")  # type: ignore[arg-type]
    desk.ask(desk.any, f"{OTHER}是不是科技特派员")
    reply = desk.ask(desk.credit, text)  # whatever it was taken for
    assert (reply.outcome, words in reply.text) == ("register", True)
    desk.ask(desk.credit, "我的科研诚信情况")  # another answer: the entry is not spoken of any more
    assert words not in desk.ask(desk.credit, text).text


@pytest.mark.parametrize(
    "text", ["高企证书有效期是几年", "创新券什么时候到期", "高企申报什么时候截止", "材料编号怎么填"]
)
def test_a_question_that_names_anything_else_is_not_about_the_entry(text: str) -> None:
    assert read_entry_question(text) is None


@pytest.mark.parametrize(
    ("text", "look_up"),
    [
        (f"{OTHER}有没有失信", "check_credit_standing"),
        (f"查一下{OTHER}的科研诚信", "check_credit_standing"),
        (f"{OTHER}在不在黑名单上", "check_credit_standing"),
        (f"信用情况{OTHER}", "check_credit_standing"),
        (f"{OTHER}上个月报了什么", "check_application_status"),
        (f"那{OTHER}的办件呢", "check_application_status"),
        (f"{OTHER}创新券还剩多少", "check_voucher_balance"),
        (f"{OTHER}的余额", "check_voucher_balance"),
    ],
)
def test_what_only_the_enterprise_sees_is_no_question_to_the_registers(
    desk: Talk, text: str, look_up: str
) -> None:
    assert read_private_question(text) == (look_up, OTHER)
    desk.add(OTHER)
    reply = desk.ask(desk.any, text)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert "只给企业自己看" in reply.text
    desk.bind()
    reply = desk.ask(desk.any, text)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert f"只能查已绑定的{NAME}" in reply.text
    assert "名单" not in reply.text
    entries = [(subject, outcome) for _, subject, outcome in desk.audited()]
    assert [outcome for _, outcome in entries] == ["needs_binding", "not_allowed"]
    assert entries[1][0].startswith(f"uscc:{USCC} ")
    assert entries[1][0].endswith("of another enterprise")


@pytest.mark.parametrize(
    "text",
    [
        f"{OTHER}是不是高企",
        f"{OTHER}能不能申请创新券",
        "失信的有限公司能报高企吗",
        "有限公司失信有什么后果",
        "我们公司有没有失信",
        f"{OTHER}的统一社会信用代码在不在名单上",
        f"我要举报{OTHER}失信",
        "武汉样例信用管理有限公司是不是高企",
    ],
)
def test_public_and_general_questions_are_not_refused(text: str) -> None:
    assert read_private_question(text) is None


def test_the_bound_enterprises_own_name_is_a_look_up(desk: Talk) -> None:
    desk.bind()
    reply = desk.ask(desk.any, f"{NAME}有没有失信")
    assert reply.outcome == "credit_standing"


def test_the_rest_of_the_measures_is_listed(desk: Talk, golden: Golden) -> None:
    desk.bind()
    desk.breach("serious_breach", date(2026, 10, 4))
    first = desk.ask(desk.credit, "我的科研诚信情况")
    assert 3 in counts(first.text)
    for text in ("还有3项是什么", "更多", "还有哪些"):
        rest = desk.ask(desk.any, text).text
        assert re.findall(r"^(\d+)\.", rest, re.MULTILINE) == ["4", "5", "6"]
        golden.check("credit", "the rest of the measures", rest)


@pytest.mark.parametrize("kind", ["serious_breach", "trustworthy", None])
def test_every_button_below_a_standing_is_answered_from_record_and_rules(
    desk: Talk, kind: CreditKind | None
) -> None:
    desk.bind()
    if kind:
        desk.breach(kind, date(2026, 10, 4))
    offers = desk.ask(desk.credit, "我的科研诚信情况").quick_replies
    for offer in offers:
        if offer.text.startswith("查"):
            continue
        for text in (offer.title, offer.text):
            reply = desk.ask(desk.any, text)
            assert reply.outcome == "credit_standing"
            assert NAME in reply.text
            assert "《" in reply.text


@pytest.mark.parametrize("text", ["怎么修复信用", "我们最早什么时候能修复", "修复要什么条件"])
def test_a_repair_is_told_from_the_record_rule_first_and_exception_after(
    desk: Talk, text: str, golden: Golden
) -> None:
    desk.bind()
    desk.breach("serious_breach", date(2026, 10, 4))
    desk.ask(desk.credit, "我的科研诚信情况")
    reply = desk.ask(desk.any, text).text
    assert date(2027, 10, 4) in days(reply)  # the earliest day
    golden.check("credit", text, reply)


def test_without_a_standing_before_it_or_our_own_the_rules_as_such_are_meant(desk: Talk) -> None:
    desk.bind()
    assert (
        desk.ask(desk.any, "失信会受到哪些限制").outcome == "error"
    )  # the guidance's, which has no index here
    assert desk.ask(desk.any, "我们失信会受到哪些限制").outcome == "credit_standing"


def test_without_a_binding_the_guidance_answers(desk: Talk) -> None:
    assert desk.ask(desk.any, "怎么修复信用").outcome == "error"  # the guidance's, which has no index here


def test_a_viewer_is_told_nothing_by_a_follow_up(desk: Talk) -> None:
    desk.bind("viewer")
    desk.breach("serious_breach", date(2026, 10, 4))
    reply = desk.ask(desk.any, "我们怎么修复信用")
    assert (reply.outcome, "查看人" in reply.text) == ("needs_binding", True)


def counted(desk: Talk) -> list[int]:
    reply = desk.ask(desk.check, "我们会不会被否")
    assert isinstance(reply.data, CreditCheck)
    assert reply.data.checked[0] in reply.text
    return counts(reply.data.checked[0])


def test_a_check_says_what_it_counts(desk: Talk) -> None:
    desk.bind()
    breach = desk.breach("general_breach", date(2026, 3, 1))
    assert counted(desk) == [1, 1]  # one, which is in force
    desk.breach("repair", date(2026, 9, 1), breach)
    assert counted(desk) == [1, 0, 1]  # one, none in force, one repaired


@pytest.mark.parametrize(
    "text", ["谁举报的我们", "是谁投诉我们公司", "我们被谁举报了", "举报我们的人是谁", "哪家公司告的我们"]
)
def test_who_has_reported_us_is_told_to_nobody_and_is_no_complaint(desk: Talk, text: str) -> None:
    complaint = FollowUps(RecordComplaint(desk.database, desk.clock, None), desk.readers)
    reply = desk.ask(complaint, text)
    assert (reply.outcome, [offer.title for offer in reply.quick_replies]) == ("out_of_scope", ["转人工"])
    assert "这里不提供" in reply.text


@pytest.mark.parametrize("text", ["我要举报你们不作为", f"我要投诉{OTHER}失信", "有人举报我们，我们是冤枉的"])
def test_a_complaint_stays_one(desk: Talk, text: str) -> None:
    complaint = FollowUps(RecordComplaint(desk.database, desk.clock, None), desk.readers)
    reply = desk.ask(complaint, text)
    with desk.database.transaction(read_only=True) as session:
        (ticket,) = list_tickets(session)
    assert (reply.outcome, ticket.kind, ticket.text) == ("ticket", "complaint", text)
    assert ticket.number in reply.text
