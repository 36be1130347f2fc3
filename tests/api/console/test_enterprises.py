"""Enterprises, their credit and vouchers: found, shown for a reason, and every look kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from stdnum.cn.uscc import calc_check_digit

from records.audit.log import verify_chain
from records.models import AuditEntry, CreditEvent, Enterprise, VoucherBatch
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from tests.api.console.support import audit_of

ClientOf = Callable[[Role], TestClient]
REASON = "项目申报资格审查"


@pytest.fixture
def breach(database: Database) -> Enterprise:
    """An enterprise with a serious breach in force."""
    with database.transaction(read_only=True) as session:
        query = select(Enterprise).join(CreditEvent, CreditEvent.enterprise_id == Enterprise.id)
        return session.scalars(
            query.where(CreditEvent.kind == "serious_breach").order_by(Enterprise.id)
        ).all()[0]


def looks(database: Database, action: str) -> list[tuple[str, str, str | None]]:
    with database.transaction(read_only=True) as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
        return [(row.subject, row.outcome, row.reason) for row in rows]


def test_an_enterprise_is_found_by_name_initials_and_uscc(client_of: ClientOf, breach: Enterprise) -> None:
    client = client_of("case_officer")
    for query in (breach.name[2:6], breach.pinyin_initials[:8], breach.uscc[:17], breach.uscc.lower()):
        found = client.get("/staff/enterprises", params={"q": query}).json()
        assert breach.uscc in [line["uscc"] for line in found["enterprises"]], query


@pytest.mark.parametrize("query", ["", " ", "\u200b", "云" * 101])
def test_a_search_without_words_or_too_long_is_422(client_of: ClientOf, query: str) -> None:
    assert client_of("case_officer").get("/staff/enterprises", params={"q": query}).status_code == 422


def test_credit_is_shown_for_a_reason_which_the_log_keeps(
    client_of: ClientOf, breach: Enterprise, database: Database
) -> None:
    params = {"uscc": f" {breach.uscc.lower()} ", "reason": REASON}
    shown = client_of("case_officer").get("/staff/credit", params=params).json()
    assert (shown["enterprise_name"], shown["standing"]) == (breach.name, "black")
    assert shown["measures"]
    assert all(measure["source"] for measure in shown["measures"])
    assert shown["repair_path"]["steps"]
    assert looks(database, "staff.view_credit") == [(f"uscc:{breach.uscc}", "found", REASON)]


@pytest.mark.parametrize("reason", [None, "", "   ", "查", "看看吧", "。。。。。。。", "啊啊啊啊啊"])
def test_without_a_reason_nothing_is_shown_and_the_refusal_is_kept(
    client_of: ClientOf, breach: Enterprise, database: Database, reason: str | None
) -> None:
    params = {"uscc": breach.uscc, **({} if reason is None else {"reason": reason})}
    answer = client_of("case_officer").get("/staff/credit", params=params)
    assert answer.status_code == 422
    assert "至少 4 个字" in answer.json()["title"]
    assert breach.name not in answer.text
    assert looks(database, "staff.view_credit") == [(f"uscc:{breach.uscc}", "refused", None)]


@pytest.mark.parametrize(
    ("uscc", "words"),
    [
        ("91330109YL0000001D", "校验位"),
        ("91330109YL00000", "应为 18 位"),
        ("91330109IO0000001C", "会不会是“1”"),
        ("' OR 1=1 --", "应为 18 位"),
    ],
)
def test_a_wrong_uscc_is_told_what_looks_wrong_and_kept_as_refused(
    client_of: ClientOf, database: Database, uscc: str, words: str
) -> None:
    answer = client_of("case_officer").get("/staff/credit", params={"uscc": uscc, "reason": REASON})
    assert answer.status_code == 422
    assert words in answer.json()["title"]
    assert [outcome for _, outcome, _ in looks(database, "staff.view_credit")] == ["refused"]


def test_an_unknown_enterprise_is_a_404_and_a_look(client_of: ClientOf, database: Database) -> None:
    uscc = f"91411600YL0999999{calc_check_digit('91411600YL0999999')}"
    client = client_of("case_officer")
    assert client.get("/staff/credit", params={"uscc": uscc, "reason": REASON}).status_code == 404
    assert client.get("/staff/vouchers", params={"uscc": uscc, "reason": REASON}).status_code == 404
    assert audit_of(database, "staff.view_credit", "staff.view_vouchers") == [
        ("staff:case_officer", "staff.view_credit", f"uscc:{uscc}", "not_found"),
        ("staff:case_officer", "staff.view_vouchers", f"uscc:{uscc}", "not_found"),
    ]


@pytest.fixture
def holder(database: Database) -> str:
    """The uscc of an enterprise that has vouchers."""
    with database.transaction(read_only=True) as session:
        batch = session.scalars(select(VoucherBatch).order_by(VoucherBatch.id)).all()[0]
        return session.get_one(Enterprise, batch.enterprise_id).uscc


def test_vouchers_are_shown_for_a_reason_which_the_log_keeps(
    client_of: ClientOf, database: Database, holder: str
) -> None:
    params = {"uscc": holder, "reason": "企业来电，联系人 13800131234"}
    shown = client_of("hotline").get("/staff/vouchers", params=params).json()
    assert shown["batches"]
    assert looks(database, "staff.view_vouchers") == [
        (f"uscc:{holder}", "found", "企业来电，联系人 138****1234")
    ]
    with database.transaction(read_only=True) as session:
        assert verify_chain(session) is None


@pytest.mark.parametrize("reason", [None, "", "   ", "查", "看看吧", "。。。。。。。", "啊啊啊啊啊"])
def test_without_a_reason_no_voucher_money_is_shown_and_the_refusal_is_kept(
    client_of: ClientOf, database: Database, holder: str, reason: str | None
) -> None:
    params = {"uscc": holder, **({} if reason is None else {"reason": reason})}
    answer = client_of("hotline").get("/staff/vouchers", params=params)
    assert answer.status_code == 422
    assert "fen" not in answer.text
    assert looks(database, "staff.view_vouchers") == [(f"uscc:{holder}", "refused", None)]


@pytest.mark.parametrize("path", ["credit", "vouchers"])
def test_a_phone_that_is_given_for_a_uscc_is_not_kept(
    client_of: ClientOf, database: Database, path: str
) -> None:
    params = {"uscc": "abcdefgh13800131234", "reason": REASON}
    assert client_of("case_officer").get(f"/staff/{path}", params=params).status_code == 422
    assert looks(database, f"staff.view_{path}") == [("uscc:abcdefgh138****123", "refused", None)]
