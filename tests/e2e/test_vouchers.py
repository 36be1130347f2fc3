"""Vouchers through all processes: what is left, what it pays for, a statement, and the statement as a file."""

from __future__ import annotations

import io

import httpx
import openpyxl
import pytest

from tests.e2e.test_conversations import code_sent_to, contact_with, only
from tests.installation import Installation

pytestmark = pytest.mark.e2e


def test_from_the_question_before_the_binding_to_the_file(installation: Installation) -> None:
    uscc, phone = contact_with(installation, "voucher_batches")
    talk = installation.open_conversation()
    assert only(talk.say("打印今年的创新券对账单"))["outcome"] == "needs_binding"
    for message in ("绑定企业", "同意", uscc, phone):
        talk.say(message)
    statement = talk.say(code_sent_to(installation, phone))[-1]
    assert statement["outcome"] == "voucher_statement"
    assert statement["data"]["line_count"] >= 1

    balance = only(talk.say("我的创新券还剩多少"))
    assert "对账单" in [offer["title"] for offer in balance["quick_replies"]]
    again = only(talk.say("对账单"))
    assert again["data"]["closing_fen"] == statement["data"]["closing_fen"]
    use = only(talk.say("我们的创新券还能不能付检测费"))
    assert use["outcome"] == "voucher_balance"
    assert "检验检测" in use["text"]
    for follow_up in ("去上海做检测能用吗", "哪些快过期了", "兑付窗口期", "冻结的是哪笔"):
        assert only(talk.say(follow_up))["outcome"] == "voucher_balance", follow_up
    assert only(talk.say("最近半年花了多少钱"))["outcome"] == "voucher_statement"
    assert only(talk.say("高企要什么条件"))["outcome"] not in ("voucher_balance", "voucher_statement")

    headers = {"Authorization": f"Bearer {talk.token}"}
    file = httpx.get(f"{installation.api}/{again['data']['download']}", headers=headers, timeout=30)
    assert file.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert sheet.cell(2, 2).value == balance["data"]["enterprise_name"]
    assert round(sheet.cell(5, 2).value * 100) == again["data"]["closing_fen"]
    assert httpx.get(f"{installation.api}/{again['data']['download']}", timeout=30).status_code == 404
