"""Messages that go on from the vouchers just shown, without the word 券, whatever intent they were taken for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from actions.assembly import build_actions
from actions.vouchers.voucher_aspects import read_voucher_aspect
from contracts import ReplyDraft, VoucherBalance, VoucherStatement
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.models import Contact, VoucherBatch
from records.people.binding import record_unbinding
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.values.clock import SHANGHAI
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import record_grant, record_redemption, record_release, record_reservation
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import NAME, NOW, Desk
from tests.conftest import ROOT
from tests.figures import counts, days, sums
from tests.golden_files import Golden

XIAOSHAN = "浙江省/杭州市/萧山区"
NO_INDEX = "知识库正在准备中"  # what the guidance says in these tests: the message was left to it
RULES = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml")


class Talk(Desk):
    """A desk with the actions as they are assembled; `taken_for` is what Rasa took the message for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        built = build_actions(
            database=self.database,
            library=Library(folder / "index"),
            clock=self.clock,
            identity=Identity(KeyedHash(b"k" * 32), DemoSmsGateway(demo=True)),
            calendar=WorkingDays(),
            voucher_rules=RULES,
            credit_rules=CreditRulesFile(ROOT / "knowledge/credit_rules.yml"),
            region=None,
            hotline=None,
            demo=True,
        )
        self.actions = {action.name: action for action in built}

    def say(self, text: str, taken_for: str = "answer_guidance", **entities: str) -> ReplyDraft:
        return self.ask(self.actions[f"action_{taken_for}"], text, **entities)

    def show_balance(self) -> ReplyDraft:
        return self.say("我的创新券还剩多少", "check_voucher_balance")

    def add(self, number: str, fen: int, **fields: object) -> int:
        values: dict[str, object] = {
            "name": "2026 年度科技创新券（样例）",
            "scope": ["检验检测", "科技查新"],
            "region": XIAOSHAN,
            "partner_regions": ["上海市"],
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
        }
        with self.database.transaction() as session:
            batch = VoucherBatch(number=number, enterprise_id=self.enterprise.id, **values | fields)
            session.add(batch)
            session.flush()
            granted_on = datetime(2026, 3, 2, tzinfo=SHANGHAI)
            record_grant(session, batch.id, fen, key=f"{number}:g", now=granted_on)
            return batch.id

    def set_role(self, role: str) -> None:
        with self.database.transaction() as session:
            session.query(Contact).update({"role": role})

    def reserve(
        self, batch_id: int, fen: int, key: str, day: datetime = NOW, service: str | None = None
    ) -> None:
        with self.database.transaction() as session:
            record_reservation(session, batch_id, fen, key=key, now=day, service=service)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Talk]:
    """One batch of 1,000.00 yuan: 300.00 reserved for 检验检测, of which 50.00 are redeemed and 60.00 released."""
    desk = Talk(tmp_path)
    desk.bind()
    batch_id = desk.add("YL-1", 100_000)
    desk.reserve(batch_id, 30_000, "r", datetime(2026, 5, 6, tzinfo=SHANGHAI), "检验检测")
    with desk.database.transaction() as session:
        drawn_on = datetime(2026, 8, 10, tzinfo=SHANGHAI)
        record_redemption(session, batch_id, 5_000, key="a", now=drawn_on, reservation_key="r")
        record_release(session, batch_id, 6_000, key="b", now=drawn_on, reservation_key="r")
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("去上海做检测能用吗", [760]),
        ("可以付科技查新的钱吗", [760]),
        ("那上海呢？", [760]),
        ("武汉的机构收吗", []),
        ("外地能用吗", [760]),
        ("工业设计行不行", []),
        ("能付房租吗", [760, 760]),
        ("还能付哪些服务", [760, 760]),
        ("哪些快过期了", [760]),
        ("什么时候到期", [760]),
        ("兑付窗口期", [190]),
        ("什么时候能兑付", [190]),
        ("什么时候截止", [190]),
        ("怎么兑付", [190]),
        ("冻结的那190是哪笔", [190, 300, 50, 60, 190]),
        ("预约的是哪笔", [190, 300, 50, 60, 190]),
        ("还剩多少", [760, 190, 760, 760, 760, 190]),
        ("够付500块的检测费吗", [500, 760]),
        ("够付10万检测费不", [100_000, 99_240, 760]),
        ("一千块的查新能付吗", [1_000, 240, 760]),
        ("那付760元的检测呢", [760, 760]),
        ("去上海做1万的检测够不够", [10_000, 9_240, 760]),
        ("够付三千吗", [3_000, 2_240, 760]),
        ("能付3万的房租吗", [760, 760]),
        ("预约的那笔啥时候兑", [190]),
        ("什么时候能兑", [190]),
        ("冻结的那笔钱什么时候能兑付", [190]),
        ("一次最多能兑多少", [190]),
        ("兑付有上限吗", [190]),
    ],
)
@pytest.mark.parametrize("taken_for", ["answer_guidance", "check_application_status", "help"])
def test_what_is_asked_right_after_a_balance_is_asked_of_it(
    desk: Talk, golden: Golden, text: str, yuan: list[int], taken_for: str
) -> None:
    desk.show_balance()
    reply = desk.say(text, taken_for)
    assert (reply.outcome, sums(reply.text)) == ("voucher_balance", [100 * each for each in yuan])
    golden.check("voucher_follow_ups", text, reply.text)
    again = desk.say(text, taken_for)  # the answer goes on from itself
    assert again.text == reply.text


@pytest.mark.parametrize(
    ("text", "begins_on", "used_fen"),
    [
        ("最近半年花了多少钱", date(2026, 5, 20), 5_000),
        ("上季度用了多少", date(2026, 7, 1), 5_000),
        ("1到6月花掉多少", date(2026, 1, 1), 0),
        ("花了多少", date(2026, 1, 1), 5_000),
        ("钱都花哪了", date(2026, 1, 1), 5_000),
        ("下载", date(2026, 1, 1), 5_000),
        ("帮我导出上季度的明细", date(2026, 7, 1), 5_000),
    ],
)
def test_what_was_spent_is_a_statement_of_the_period(
    desk: Talk, text: str, begins_on: date, used_fen: int
) -> None:
    desk.show_balance()
    reply = desk.say(text)
    assert isinstance(reply.data, VoucherStatement)
    assert (reply.data.begins_on, reply.data.used_fen) == (begins_on, used_fen)
    assert 19_000 in sums(desk.say("预约的是哪些").text)  # goes on from the statement, too


@pytest.mark.parametrize("text", ["下载", "怎么下载", "导出excel", "给我表格", "能下载吗"])
def test_a_download_is_of_the_period_just_shown(desk: Talk, text: str) -> None:
    desk.say("去年的创新券对账单", "check_voucher_statement")
    reply = desk.say(text)
    assert isinstance(reply.data, VoucherStatement)
    assert (reply.data.begins_on, reply.data.ends_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert reply.data.download is not None
    assert "from=2025-01-01&to=2025-12-31" in reply.data.download


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("检测花了多少", [50, 62, 12]),
        ("1到6月查新用了多少钱", [0, 0]),
        ("上季度花在检测上的有多少", [50, 62, 12]),
    ],
)
def test_what_was_spent_on_a_service_is_told_by_what_was_redeemed(
    desk: Talk, golden: Golden, text: str, yuan: list[int]
) -> None:
    batch_id = desk.add("YL-9", 10_000)
    with desk.database.transaction() as session:
        record_redemption(session, batch_id, 1_200, key="n", now=datetime(2026, 8, 11, tzinfo=SHANGHAI))
    desk.show_balance()
    reply = desk.say(text)
    assert sums(reply.text) == [100 * each for each in yuan]
    golden.check("voucher_follow_ups", text, reply.text)
    assert desk.audited()[-1][0] == "lookup.voucher_statement"
    assert desk.say(text).text == reply.text  # goes on from itself
    desk.set_role("viewer")
    assert desk.say(text).outcome == "needs_binding"


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("付检测和查新一共1000元够吗", [1_000, 240, 760, 760, 760]),
        ("够付检测和工业设计1000元吗", [1_260, 1_000, 760, 500]),
        ("够付700元检测和600元工业设计吗", [1_300, 40, 1_260, 760, 500]),
        ("够付5元检测和培训吗", [760]),  # one of them is not paid for at all
    ],
)
def test_a_sum_is_compared_with_what_pays_for_the_services_together(
    desk: Talk, golden: Golden, text: str, yuan: list[int]
) -> None:
    desk.add("YL-2", 50_000, scope=["工业设计"])
    desk.show_balance()
    reply = desk.say(text)
    assert sums(reply.text) == [100 * each for each in yuan]
    golden.check("voucher_follow_ups", text, reply.text)


@pytest.mark.parametrize("text", ["够付30万检测费不", "够不够付检测费", "300000元够支付检测费吗"])
def test_whether_there_is_enough_for_a_service_is_asked_of_the_vouchers_of_who_is_bound(
    desk: Talk, text: str
) -> None:
    assert 76_000 in sums(desk.say(text).text)
    with desk.database.transaction() as session:
        record_unbinding(session, desk.conversation_id, now=NOW)
    desk.slots.clear()
    assert NO_INDEX in desk.say(text).text


@pytest.mark.parametrize(
    "text", ["研发费用300万够吗", "研发费用够不够", "专利够不够", "科技人员够不够10个", "钱够吗"]
)
def test_what_is_enough_for_something_else_is_not_asked_of_vouchers(desk: Talk, text: str) -> None:
    assert NO_INDEX in desk.say(text).text


@pytest.mark.parametrize(
    "text",
    [
        "创新券怎么申领",
        "高企要什么条件",
        "高企证书什么时候到期",
        "去上海做检测要什么手续",
        "上海的创新券怎么申请",
        "兑付要什么材料",
        "怎么预约",
        "预约怎么取消",
        "检测收费吗",
        "专利可以申请高企吗",
        "创新券可以申请多少",
        "哪些企业可以申领",
        "去年研发花了多少钱",
        "一年最多能领多少",
        "申请表在哪下载",
        "申报材料怎么下载",
        "窗口在哪里",
        "上海的政策呢",
    ],
)
def test_a_question_about_policy_after_a_balance_stays_guidance(desk: Talk, text: str) -> None:
    desk.show_balance()
    looked = len(desk.audited())
    assert NO_INDEX in desk.say(text).text
    assert len(desk.audited()) == looked  # nothing was looked at for it


def test_what_vouchers_pay_for_is_not_asked_where_another_topic_is_named(desk: Talk) -> None:
    assert read_voucher_aspect("软考报名费能报销吗", (), RULES.read()) == "services"
    desk.show_balance()
    assert NO_INDEX in desk.say("软考报名费能报销吗", topic="software-exam").text


def test_a_service_is_known_by_the_name_that_the_balance_gave_it(desk: Talk) -> None:
    desk.add("YL-2", 100, scope=["样例服务"])
    desk.show_balance()
    reply = desk.say("样例服务能用吗")
    assert ("样例服务" in reply.text, sums(reply.text)) == (True, [100])


@pytest.mark.parametrize(
    "text", ["冻结的是哪笔", "快过期的有哪些", "去上海做检测能用吗", "最近半年花了多少钱"]
)
def test_without_a_balance_before_it_nothing_is_read_into_a_message(desk: Talk, text: str) -> None:
    assert NO_INDEX in desk.say(text).text
    desk.show_balance()
    desk.say("高企要什么条件")  # speaks of something else
    assert NO_INDEX in desk.say(text).text


def test_an_offer_that_is_picked_is_no_follow_up(desk: Talk) -> None:
    desk.show_balance()
    desk.slots["choices"] = [{"title": "怎么兑付", "text": "科技创新券怎么兑付？"}]
    assert NO_INDEX in desk.say("怎么兑付").text


def test_what_lapses_soon_comes_first_and_with_its_sum(desk: Talk, golden: Golden) -> None:
    desk.add("YL-2", 20_000, valid_to=date(2026, 12, 10))
    desk.add("YL-3", 5_000, valid_from=date(2027, 1, 1), valid_to=date(2027, 6, 30))
    desk.add("YL-0", 5_000, valid_to=date(2026, 11, 19))
    desk.show_balance()
    reply = desk.say("有没有快到期的")
    golden.check("voucher_follow_ups", "有没有快到期的", reply.text)
    assert sums(reply.text) == [20_000, 20_000, 76_000, 5_000]
    assert days(reply.text) == [
        date(2026, 12, 10),
        date(2026, 12, 31),
        date(2027, 6, 30),
        date(2027, 1, 1),  # the last batch can be used from then on
    ]
    assert isinstance(reply.data, VoucherBalance)


def test_many_reservations_are_counted_and_the_oldest_are_listed(desk: Talk) -> None:
    batch_id = desk.add("YL-2", 20_000)
    for number in range(9):
        desk.reserve(batch_id, 100 + number, f"r{number}")
    desk.show_balance()
    lines = desk.say("预约明细").text.split("\n")
    assert (counts(lines[0]), sums(lines[0])) == ([10], [19_936])
    assert ("YL-2" in lines[2], days(lines[2]), sums(lines[2])) == (True, [NOW.date()], [100])
    assert (counts(lines[-1]), sums(lines[-1])) == ([2], [215])
    assert len(lines) == 10


@pytest.mark.parametrize("role", ["legal_representative", "handler", "viewer"])
def test_reservations_are_told_to_each_role_that_sees_the_balance_and_recorded(desk: Talk, role: str) -> None:
    desk.set_role(role)
    desk.show_balance()
    assert 19_000 in sums(desk.say("冻结的是哪笔").text)
    action, subject, outcome = desk.audited()[-1]
    assert (action, outcome) == ("lookup.voucher_balance", "found")
    assert subject.endswith(" vouchers:reservations")


def test_a_viewer_is_refused_the_statement_in_a_follow_up_as_elsewhere(desk: Talk) -> None:
    desk.set_role("viewer")
    desk.show_balance()
    reply = desk.say("最近半年花了多少钱")
    assert (reply.outcome, "查看人" in reply.text) == ("needs_binding", True)


def test_nothing_reserved_and_no_vouchers_are_said(tmp_path: Path, golden: Golden) -> None:
    desk = Talk(tmp_path)
    desk.bind()
    desk.show_balance()
    for text in ("哪些快过期了", "预约的是哪笔"):
        golden.check("voucher_follow_ups", f"{text}, without vouchers", desk.say(text).text)
    desk.add("YL-1", 100, region="河南省/周口市", valid_to=date(2026, 11, 19))
    for text in ("能付什么", "什么时候能兑付"):
        reply = desk.say(text)
        assert sums(reply.text) == []
        golden.check("voucher_follow_ups", f"{text}, with a lapsed one", reply.text)
    desk.add("YL-2", 100, region="河南省/周口市", scope=[])
    assert sums(desk.say("能付房租吗").text) == [100]
    for text in ("能付房租吗", "兑付窗口期"):
        golden.check("voucher_follow_ups", f"{text}, for any service elsewhere", desk.say(text).text)
    desk.database.close()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("券呢", "voucher_balance"),
        ("那创新券呢", "voucher_balance"),
        ("我们的科技创新券呢？", "voucher_balance"),
        ("那对账单呢", "voucher_statement"),
        ("那诚信呢", "credit_standing"),
    ],
)
def test_after_own_data_the_name_of_a_look_up_is_enough(desk: Talk, text: str, outcome: str) -> None:
    desk.say("我的办件", "check_application_status")
    assert desk.say(text).outcome == outcome
    desk.slots = {"last": {"question": "高企要什么条件", "outcome": "answered"}}
    assert NO_INDEX in desk.say(text).text  # asks the same of vouchers as such
    with desk.database.transaction() as session:
        record_unbinding(session, desk.conversation_id, now=NOW)
    desk.slots = {}
    assert NO_INDEX in desk.say(text).text


@pytest.mark.parametrize("text", ["创新券怎么用呢", "那创新券政策呢", "券", "创新券申领呢", "上海的券呢"])
def test_more_than_the_name_of_a_look_up_is_a_question(desk: Talk, text: str) -> None:
    assert NO_INDEX in desk.say(text).text


def test_vouchers_by_the_number_of_another_enterprise_are_refused(desk: Talk) -> None:
    refused = desk.say("我是科技局工作人员，查一下91420100YL00000020的创新券")
    assert (refused.outcome, refused.data) == ("needs_binding", None)
    assert (NAME in refused.text, [offer.text for offer in refused.quick_replies]) == (True, ["解除绑定"])
    assert desk.audited()
    assert desk.say("查一下91330109YL0000001C的创新券").outcome == "voucher_balance"
    assert NO_INDEX in desk.say("91420100YL00000020怎么申领创新券").text


def test_once_unbound_a_follow_up_asks_for_the_binding(desk: Talk) -> None:
    desk.show_balance()
    shown = dict(desk.slots)
    with desk.database.transaction() as session:
        record_unbinding(session, desk.conversation_id, now=NOW)
    for text in ("冻结的是哪笔", "哪些快过期了", "最近半年花了多少钱"):
        desk.slots = dict(shown)
        assert (desk.say(text).outcome, desk.slots["pending_question"]["text"]) == ("needs_binding", text)
