"""A voucher balance in a conversation: what is said of it, and to whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from actions.assembly import build_actions
from actions.seam.turn import ActionTurn
from actions.vouchers.check_voucher_balance import STATEMENT
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.values.clock import FixedClock
from records.values.keyed_hash import KeyedHash
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.vouchers.drawn_desk import NOW, XIAOSHAN, Desk, desk, used
from tests.actions.vouchers.voucher_desk import told
from tests.conftest import ROOT
from tests.figures import days, sums
from tests.golden_files import Golden

__all__ = ["desk", "used"]  # fixtures


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
    reply = desk.ask(question, "use")
    assert told(reply)[0] == [100 * each for each in yuan]
    assert reply.outcome == "voucher_balance"
    assert reply.data is not None
    golden.check("voucher_use", question, reply.text)


@pytest.mark.parametrize(("question", "asked"), [("我的创新券还剩多少", "state"), ("检测的券余额", None)])
def test_a_question_about_the_balance_stays_one(
    desk: Desk, used: int, question: str, asked: str | None
) -> None:
    assert sums(desk.ask(question, asked).text)[:2] == [70_000, 25_000]  # available, and reserved


def test_a_service_is_found_by_the_name_that_a_batch_gives_it(desk: Desk) -> None:
    desk.add("YL-1", 100, scope=["计量检测服务"])
    reply = desk.ask("我的券能付检测吗", "use")
    assert ("计量检测服务" in reply.text, told(reply)[0]) == (True, [100])


def test_nothing_left_is_said_whatever_was_asked_about(desk: Desk, golden: Golden) -> None:
    golden.check(
        "voucher_use", "我的券能付检测吗, without vouchers", desk.ask("我的券能付检测吗", "use").text
    )
    desk.add("YL-1", 100, valid_to=date(2026, 11, 19))
    golden.check(
        "voucher_use", "我的券能付检测吗, with a lapsed one", desk.ask("我的券能付检测吗", "use").text
    )


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


def test_only_questions_that_the_documents_answer_for_the_region_are_offered(desk: Desk, used: int) -> None:
    class Documents:
        """They say how vouchers are redeemed in 萧山, and nothing else."""

        def answerable(self, questions: Sequence[str], region: str) -> list[str]:
            return [question for question in questions if "兑付" in question and region == XIAOSHAN]

    action = desk.vouchers(Documents())
    (reply,) = asyncio.run(action.run(desk.turn("我的创新券还剩多少"))).replies
    assert [offer.title for offer in reply.quick_replies] == ["对账单", "怎么兑付"]
