"""Vouchers in a conversation: what is said of them, to whom, and for which time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.assembly import build_actions
from actions.binding.binding_result import BindingResult
from actions.cases.check_application_status import CheckApplicationStatus
from actions.seam.turn import ActionTurn
from actions.vouchers.check_voucher_balance import STATEMENT, CheckVoucherBalance
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from contracts import ReplyDraft, VoucherStatement
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.conversations.conversation import open_conversation
from records.credit.rules_file import CreditRulesFile
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import AuditEntry, Contact, VoucherBatch
from records.people.binding import record_binding
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import (
    record_correction,
    record_grant,
    record_redemption,
    record_release,
    record_reservation,
)
from records.vouchers.rules_file import VoucherRulesFile
from tests.conftest import ROOT
from tests.figures import counts, days, sums
from tests.golden_files import Golden
from tests.records.databases import sqlite_database

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
XIAOSHAN = "浙江省/杭州市/萧山区"


@dataclass
class Desk:
    """One enterprise with vouchers, and a conversation bound to it."""

    database: Database
    conversation_id: str
    enterprise_id: int

    def add(self, number: str, fen: int, when: datetime = NOW, **fields: object) -> int:
        values: dict[str, object] = {
            "name": "2026 年度科技创新券（样例）",
            "scope": ["检验检测", "工业设计"],
            "region": XIAOSHAN,
            "partner_regions": ["上海市", "江苏省/苏州市"],
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
        }
        with self.database.transaction() as session:
            batch = VoucherBatch(number=number, enterprise_id=self.enterprise_id, **values | fields)
            session.add(batch)
            session.flush()
            record_grant(session, batch.id, fen, key=f"{number}:g", now=when)
            return batch.id

    def set_role(self, role: str) -> None:
        with self.database.transaction() as session:
            session.query(Contact).update({"role": role})

    def turn(self, text: str, **entities: str) -> ActionTurn:
        return ActionTurn(self.conversation_id, text, "", entities, {})

    def ask(self, text: str, **entities: str) -> ReplyDraft:
        rules = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml")
        action = CheckVoucherBalance(self.database, FixedClock(NOW), rules)
        (reply,) = asyncio.run(action.run(self.turn(text, **entities))).replies
        return reply

    def ask_statement(self, text: str, **entities: str) -> ReplyDraft:
        action = CheckVoucherStatement(self.database, FixedClock(NOW), cases_of(self.database))
        (reply,) = asyncio.run(action.run(self.turn(text, **entities))).replies
        return reply


def cases_of(database: Database) -> CheckApplicationStatus:
    return CheckApplicationStatus(database, FixedClock(NOW), WorkingDays())


@pytest.fixture(params=["web"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    database = Database(sqlite_database(tmp_path / "records.db"))
    hasher = KeyedHash(b"k" * 32)
    with database.transaction() as session:
        account = {"account": "kjj", "user": "openid"} if request.param == "wechat" else {}
        opened = open_conversation(session, hasher=hasher, channel=request.param, now=NOW, **account)
        enterprise = record_enterprise(
            session, uscc="91330109YL0000001C", name="萧山样例公司", region=XIAOSHAN, is_sample=True, now=NOW
        )
        record_contact(session, enterprise.id, name="赵样例", phone="16000000001", role="handler")
        contact = session.scalars(select(Contact)).one()
        record_binding(session, opened.conversation.id, contact, now=NOW)
        desk = Desk(database, opened.conversation.id, enterprise.id)
    yield desk
    database.close()


@pytest.fixture
def used(desk: Desk) -> int:
    """1,000.00 yuan, of which 300.00 are reserved and 50.00 redeemed."""
    batch_id = desk.add("YL-1", 100_000, datetime(2026, 3, 2, tzinfo=SHANGHAI))
    with desk.database.transaction() as session:
        reserved = datetime(2026, 5, 6, tzinfo=SHANGHAI)
        record_reservation(session, batch_id, 30_000, key="r", now=reserved, service="检验检测")
        paid = datetime(2026, 8, 10, tzinfo=SHANGHAI)
        record_redemption(session, batch_id, 5_000, key="a", now=paid, reservation_key="r")
    return batch_id


def test_a_balance_says_the_essential_first(desk: Desk, used: int, golden: Golden) -> None:
    desk.add("YL-2", 20_000, valid_to=date(2026, 12, 10), scope=["检验检测"], partner_regions=[])
    reply = desk.ask("我的创新券还剩多少")
    lines = reply.text.split("\n")
    assert sums("\n".join(lines[:4])) == [90_000, 25_000, 20_000, 90_000, 70_000]
    assert days("\n".join(lines[:4])) == [date(2026, 11, 20), date(2026, 12, 10)]
    assert [number for line in lines for number in ("YL-1", "YL-2") if number in line] == ["YL-2", "YL-1"]
    golden.check("voucher_balance", "我的创新券还剩多少", reply.text)
    assert STATEMENT in reply.quick_replies


def test_a_viewer_sees_the_balance_and_is_offered_no_statement(desk: Desk, used: int) -> None:
    desk.set_role("viewer")
    reply = desk.ask("我的创新券还剩多少")
    assert sums(reply.text)[0] == 70_000
    assert STATEMENT not in reply.quick_replies


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("我们的创新券还能不能付检测费", [700]),
        ("创新券还能付化验的钱吗", [700]),
        ("我的券能付外观设计费吗", [700]),
        ("我的券能付查新吗", []),
        ("我的券能不能在上海用", [700]),
        ("券在萧山能用吗", [700]),
        ("我的券在苏州能用吗", [700]),
        ("我的券在南京能用吗", []),
        ("我们的券可以付上海的检测费吗", [700]),
        ("我们的券可以付武汉的检测费吗", []),
        ("我的券外地能用吗", [700]),
    ],
)
def test_a_question_about_use_is_answered_from_the_batches(
    desk: Desk, used: int, question: str, yuan: list[int], golden: Golden
) -> None:
    reply = desk.ask(question)
    assert sums(reply.text) == [100 * each for each in yuan]
    assert reply.outcome == "voucher_balance"
    assert reply.data is not None
    golden.check("voucher_use", question, reply.text)


@pytest.mark.parametrize(
    "question", ["我的创新券还剩多少", "我的券还能用多久", "我们检测花了多少券", "券余额"]
)
def test_a_question_about_the_balance_stays_one(desk: Desk, used: int, question: str) -> None:
    assert sums(desk.ask(question).text)[:2] == [70_000, 25_000]  # available, and reserved


def test_a_service_is_found_by_the_name_that_a_batch_gives_it(desk: Desk) -> None:
    desk.add("YL-1", 100, scope=["计量检测服务"])
    reply = desk.ask("我的券能付检测吗")
    assert ("计量检测服务" in reply.text, sums(reply.text)) == (True, [100])


def test_nothing_left_is_said_whatever_was_asked_about(desk: Desk, golden: Golden) -> None:
    golden.check("voucher_use", "我的券能付检测吗, without vouchers", desk.ask("我的券能付检测吗").text)
    desk.add("YL-1", 100, valid_to=date(2026, 11, 19))
    golden.check("voucher_use", "我的券能付检测吗, with a lapsed one", desk.ask("我的券能付检测吗").text)


@pytest.mark.parametrize("said", ["1", "第一个", "对账单"])
def test_the_statement_is_offered_below_a_balance_and_found_by_its_number(
    desk: Desk, used: int, tmp_path: Path, said: str
) -> None:
    actions = build_actions(
        database=desk.database,
        library=Library(tmp_path / "index"),
        clock=FixedClock(NOW),
        identity=Identity(KeyedHash(b"k" * 32), DemoSmsGateway(demo=True)),
        calendar=WorkingDays(),
        voucher_rules=VoucherRulesFile(),
        credit_rules=CreditRulesFile(ROOT / "knowledge/credit_rules.yml"),
        region=None,
        hotline=None,
        demo=True,
    )
    run = {action.name: action.run for action in actions}
    shown = asyncio.run(run["action_check_voucher_balance"](desk.turn("我的创新券还剩多少"))).slots
    turn = ActionTurn(desk.conversation_id, said, "choose", {}, shown)
    (reply,) = asyncio.run(run["action_choose"](turn)).replies
    assert reply.outcome == "voucher_statement"


def test_another_enterprises_vouchers_are_not_told(desk: Desk, used: int) -> None:
    reply = desk.ask("查 91420100YL00000020 的创新券", uscc="91420100YL00000020")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    reply = desk.ask_statement("查 91420100YL00000020 的创新券流水", uscc="91420100YL00000020")
    assert (reply.outcome, reply.data) == ("needs_binding", None)


def statement(reply: ReplyDraft) -> VoucherStatement:
    assert isinstance(reply.data, VoucherStatement)
    return reply.data


@pytest.mark.parametrize(
    ("text", "begins_on", "ends_on", "count", "used_fen"),
    [
        ("打印创新券对账单", date(2026, 1, 1), date(2026, 11, 20), 3, 5_000),
        ("打印今年的创新券对账单", date(2026, 1, 1), date(2026, 11, 20), 3, 5_000),
        ("我要1到6月的流水", date(2026, 1, 1), date(2026, 6, 30), 2, 0),
        ("上季度用了多少创新券", date(2026, 7, 1), date(2026, 9, 30), 1, 5_000),
        ("去年的对账单", date(2025, 1, 1), date(2025, 12, 31), 0, 0),
    ],
)
def test_a_statement_is_of_the_period_named_else_of_this_year(
    desk: Desk, used: int, text: str, begins_on: date, ends_on: date, count: int, used_fen: int
) -> None:
    found = statement(desk.ask_statement(text))
    assert (found.begins_on, found.ends_on) == (begins_on, ends_on)
    assert (found.line_count, found.used_fen) == (count, used_fen)
    assert found.opening_fen + sum(line.change_fen for line in found.lines) == found.closing_fen
    assert found.opening_fen + sum(each.change_fen for each in found.movements) == found.closing_fen


def test_a_statement_in_words(desk: Desk, used: int, golden: Golden) -> None:
    reply = desk.ask_statement("上季度用了多少创新券")
    assert (sums(reply.text), counts(reply.text)) == ([5_000, 70_000, 70_000, 5_000, 70_000], [1])
    golden.check("voucher_statement", "上季度用了多少创新券", reply.text)
    assert reply.outcome == "voucher_statement"
    assert statement(reply).download == (
        f"api/conversations/{desk.conversation_id}/statement.xlsx?from=2026-07-01&to=2026-09-30"
    )
    empty = desk.ask_statement("去年的对账单")
    assert sums(empty.text) == [0]
    golden.check("voucher_statement", "去年的对账单", empty.text)


def test_every_kind_of_movement_is_summed_up_between_the_two_balances(
    desk: Desk, used: int, golden: Golden
) -> None:
    with desk.database.transaction() as session:
        record_release(session, used, 2_000, key="b", now=NOW, reservation_key="r")
        record_redemption(session, used, 7_000, key="c", now=NOW, reservation_key="r")
        record_redemption(session, used, 1_050, key="d", now=NOW)
        record_correction(session, used, -9, key="e", now=NOW, note="更正")
    text = desk.ask_statement("今年的对账单").text
    head, movements, *_ = text.split("\n")
    assert sums(head) == [13_050, 0, 70_941]  # redeemed, at the beginning, at the end
    assert sums(movements) == [0, 100_000, -30_000, -1_050, 12_000, 2_000, -9, 70_941]
    golden.check("voucher_statement", "今年的对账单, of every kind of movement", text)
    granted = desk.ask_statement("3月的流水").text
    assert sums(granted.split("\n")[1]) == [0, 100_000, 100_000]
    golden.check("voucher_statement", "3月的流水", granted)


def test_a_long_statement_shows_its_ten_newest_lines(desk: Desk, used: int) -> None:
    with desk.database.transaction() as session:
        for number in range(12):
            record_redemption(session, used, 1, key=f"k{number}", now=NOW, note=str(number))
    reply = desk.ask_statement("对账单")
    found = statement(reply)
    assert (found.line_count, len(found.lines)) == (15, 10)
    assert [line.note for line in found.lines] == [str(number) for number in range(2, 12)]
    assert counts(reply.text) == [15, 10]


@pytest.mark.parametrize("desk", ["wechat"], indirect=True)
def test_on_wechat_the_lines_are_in_the_words_and_the_file_is_on_the_web(
    desk: Desk, used: int, golden: Golden
) -> None:
    reply = desk.ask_statement("上季度用了多少创新券")
    assert statement(reply).download is None
    (line,) = [line for line in reply.text.split("\n") if "2026-08-10" in line]
    assert ("YL-1" in line, sums(line), "xlsx" in reply.text) == (True, [5_000, 70_000], False)
    golden.check("voucher_statement", "上季度用了多少创新券, on WeChat", reply.text)


def test_a_viewer_is_refused_politely_and_that_is_recorded(desk: Desk, used: int) -> None:
    desk.set_role("viewer")
    reply = desk.ask_statement("打印今年的创新券对账单")
    assert reply.data is None
    assert "查看人" in reply.text
    with desk.database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).filter_by(action="lookup.voucher_statement").one()
        assert entry.outcome == "refused"


@pytest.mark.parametrize(
    ("question", "lookup", "yuan"),
    [
        ("我要1到6月的创新券流水", "check_voucher_statement", [0, 0, 700]),
        ("我们的创新券还能不能付检测费", "check_voucher_balance", [700]),
    ],
)
def test_what_was_asked_before_the_binding_is_answered_after_it(
    desk: Desk, used: int, question: str, lookup: str, yuan: list[int], golden: Golden
) -> None:
    clock = FixedClock(NOW)
    rules = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml")
    cases = cases_of(desk.database)
    look_ups = [
        CheckVoucherBalance(desk.database, clock, rules),
        CheckVoucherStatement(desk.database, clock, cases),
    ]
    action = next(each for each in look_ups if each.name == f"action_{lookup}")
    waiting = asyncio.run(action.run(ActionTurn("another", question, "", {}, {}))).slots
    after = BindingResult(desk.database, clock, look_ups)
    turn = ActionTurn(desk.conversation_id, "/code_verified", "code_verified", {}, waiting)
    result = asyncio.run(after.run(turn))
    assert sums(result.replies[1].text)[: len(yuan)] == [100 * each for each in yuan]
    golden.check("voucher_statement", f"{question}, after the binding", result.replies[1].text)
    assert result.slots["pending_question"] is None


def test_without_a_binding_one_is_asked_for_and_the_statement_waits(desk: Desk) -> None:
    action = CheckVoucherStatement(desk.database, FixedClock(NOW), cases_of(desk.database))
    result = asyncio.run(action.run(ActionTurn("another", "对账单", "", {}, {})))
    assert result.slots["pending_lookup"] == "check_voucher_statement"
    assert result.replies[0].outcome == "needs_binding"
    assert "创新券对账单" in result.replies[0].text


@pytest.mark.parametrize(
    "text", ["13月的流水", "2月30日的流水", "2027年的流水", "明年的对账单", "0001年的对账单"]
)
def test_a_time_that_is_impossible_or_ahead_is_said_to_be_so(
    desk: Desk, used: int, text: str, golden: Golden
) -> None:
    reply = desk.ask_statement(text)
    assert (reply.outcome, reply.data) == ("clarify", None)
    golden.check("voucher_statement", "a time that cannot be or has not come", reply.text)


def test_only_questions_that_the_documents_answer_for_the_region_are_offered(desk: Desk, used: int) -> None:
    class Documents:
        """They say how vouchers are redeemed in 萧山, and nothing else."""

        def answerable(self, questions: Sequence[str], region: str) -> list[str]:
            return [question for question in questions if "兑付" in question and region == XIAOSHAN]

    rules = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml")
    action = CheckVoucherBalance(desk.database, FixedClock(NOW), rules, Documents())
    (reply,) = asyncio.run(action.run(desk.turn("我的创新券还剩多少"))).replies
    assert [offer.title for offer in reply.quick_replies] == ["对账单", "怎么兑付"]
