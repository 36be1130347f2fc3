"""The pages beside hotline and cases, as staff use them: credit with a reason, vouchers, registers, holidays, locks,
sources, and the audit log."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records.models import Challenge, CreditEvent, DataSource, Enterprise, VoucherBatch
from records.vouchers.ledger import record_redemption
from tests.api.console.support import NOW, audit_of
from tests.browser.console.conftest import RunningConsole
from tests.browser.patience import eventually
from tests.records.ledger_support import add_batch, run

pytestmark = pytest.mark.browser

PageOf = Callable[..., Page]
REASON = "企业来电，已核实身份"


@pytest.fixture(scope="module")
def breach(running_console: RunningConsole) -> Enterprise:
    """An enterprise with a serious breach."""
    with running_console.database.transaction(read_only=True) as session:
        query = select(Enterprise).join(CreditEvent, CreditEvent.enterprise_id == Enterprise.id)
        return session.scalars(
            query.where(CreditEvent.kind == "serious_breach").order_by(Enterprise.id)
        ).all()[0]


def looks(running_console: RunningConsole, action: str) -> list[tuple[str, str]]:
    return [(subject, outcome) for _, _, subject, outcome in audit_of(running_console.database, action)]


def test_credit_is_shown_only_for_a_reason(
    page_of: PageOf, breach: Enterprise, running_console: RunningConsole
) -> None:
    page = page_of("case_officer", "/credit")
    page.locator("#query").fill(breach.name)
    page.keyboard.press("Enter")
    page.locator(".enterprises a", has_text=breach.uscc).click()
    button = page.get_by_role("button", name="查看", exact=True)
    expect(page.locator(".credit")).to_have_count(0)
    page.locator("[name=reason]").fill("查")
    button.click()
    expect(page.locator(".problem")).to_contain_text("至少 4 个字")
    expect(page.locator("[name=reason]")).to_have_value("查")
    expect(page.locator(".credit")).to_have_count(0)
    page.get_by_role("button", name="项目申报资格审查").click()
    page.keyboard.press("Enter")
    shown = page.locator(".credit")
    expect(shown).to_have_attribute("data-standing", "black")
    expect(shown.get_by_role("heading", level=2)).to_have_text(breach.name)
    expect(shown).to_contain_text("信用修复")
    eventually(
        page,
        lambda: looks(running_console, "staff.view_credit")[-2:],
        [(f"uscc:{breach.uscc}", "refused"), (f"uscc:{breach.uscc}", "found")],
    )
    page.reload()
    expect(page.locator("[name=reason]")).to_be_visible()
    expect(page.locator(".credit")).to_have_count(0)


def give_reason(page: Page) -> None:
    """Take a usual reason and look."""
    page.locator("[data-reason]").first.click()
    page.get_by_role("button", name="查看", exact=True).click()


def test_voucher_money_is_shown_only_for_a_reason(page_of: PageOf, running_console: RunningConsole) -> None:
    with running_console.database.transaction(read_only=True) as session:
        batch = session.scalars(select(VoucherBatch).order_by(VoucherBatch.id)).all()[0]
        uscc = session.get_one(Enterprise, batch.enterprise_id).uscc
    page = page_of("hotline", f"/vouchers?uscc={uscc}")
    expect(page.locator("[name=reason]")).to_be_visible()
    expect(page.locator(".amount")).to_have_count(0)
    page.locator("[name=reason]").fill("看看")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator(".problem")).to_contain_text("至少 4 个字")
    expect(page.locator(".amount")).to_have_count(0)
    give_reason(page)
    expect(page.locator(".vouchers .amount").first).to_contain_text("元")
    eventually(
        page,
        lambda: looks(running_console, "staff.view_vouchers")[-2:],
        [(f"uscc:{uscc}", "refused"), (f"uscc:{uscc}", "found")],
    )
    page.reload()
    expect(page.locator("[name=reason]")).to_be_visible()
    expect(page.locator(".amount")).to_have_count(0)


def test_a_ledger_of_more_than_a_page_is_leafed_through_for_one_reason(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    database = running_console.database
    with database.transaction(read_only=True) as session:
        enterprise = session.scalars(select(Enterprise).order_by(Enterprise.id.desc())).all()[0]
    batch = add_batch(database, enterprise, 1_000_000)
    for number in range(60):
        run(database, record_redemption, batch, 100, key=f"leaf{number}", now=NOW, service="检验检测")
    page = page_of("hotline", f"/vouchers?uscc={enterprise.uscc}")
    give_reason(page)
    entries = page.locator(".ledger tbody tr")
    expect(entries).to_have_count(50)
    page.get_by_role("button", name="更早的").click()
    expect(page.locator(".ledger h3")).to_contain_text("第 51 至")
    expect(page.get_by_role("button", name="更早的")).to_have_count(0)
    page.get_by_role("button", name="较新的").click()
    expect(page.locator(".ledger h3")).to_have_text("最近 50 笔收支")


def test_a_case_leads_to_the_credit_and_the_vouchers_of_its_enterprise(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    with running_console.database.transaction(read_only=True) as session:
        batch = session.scalars(select(VoucherBatch).order_by(VoucherBatch.id)).first()
        assert batch is not None
        enterprise = session.get_one(Enterprise, batch.enterprise_id)
    page = page_of("case_officer", f"/cases?q={enterprise.uscc}")
    page.locator(".case-line").first.click()
    expect(page.get_by_role("link", name="科研诚信（须填理由）")).to_have_attribute(
        "href", f"/credit?uscc={enterprise.uscc}"
    )
    page.get_by_role("link", name="创新券余额（须填理由）").click()
    give_reason(page)
    expect(page.locator(".vouchers h2")).to_have_text(enterprise.name)
    expect(page.locator(".vouchers .table tbody tr").first).to_contain_text("元")
    subject = f"uscc:{enterprise.uscc}"
    eventually(page, lambda: looks(running_console, "staff.view_vouchers")[-1:], [(subject, "found")])
    entries = page.locator(".ledger tbody tr")
    expect(entries.first).to_contain_text("元")
    eventually(
        page,
        lambda: looks(running_console, "staff.view_ledger")[-1] == (subject, f"{entries.count()} found"),
        True,
    )


def test_who_may_not_see_credit_has_no_way_to_it(page_of: PageOf) -> None:
    page = page_of("hotline", "/cases?q=样例软件")
    page.locator(".case-line").first.click()
    expect(page.get_by_role("link", name="创新券余额（须填理由）")).to_be_visible()
    expect(page.get_by_role("link", name="科研诚信")).to_have_count(0)
    page.goto("/credit")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")


def test_cases_are_narrowed_down_by_selects_and_leafed_through(page_of: PageOf) -> None:
    page = page_of("case_officer", "/cases")
    page.get_by_label("环节").select_option("closed")
    expect(page).to_have_url(re.compile("stage=closed"))
    expect(page.locator(".case-line")).to_have_count(20)
    first = page.locator(".case-line .number").first.inner_text()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".found")).to_contain_text("续")
    expect(page.locator(".case-line .number").first).not_to_have_text(first)
    page.go_back()
    expect(page.locator(".case-line .number").first).to_have_text(first)
    expect(page.get_by_label("环节")).to_have_value("closed")
    page.locator("#query").fill("待补正")
    page.keyboard.press("Enter")
    expect(page.locator(".case-list .nothing")).to_contain_text("环节写了两个不同的")


def test_a_case_is_found_and_opened_with_the_keyboard_alone(page_of: PageOf) -> None:
    page = page_of("case_officer", "/cases")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.type("样例软件")
    page.keyboard.press("Enter")
    expect(page.locator(".case-line").nth(2)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".case-line").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    number = page.locator(".case-line .number").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".case-head")).to_contain_text(number)
    page.keyboard.press("Escape")
    expect(page.locator(".case-head")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()


def test_a_wrong_notice_is_told_with_what_was_typed_kept_and_a_right_one_is_listed(page_of: PageOf) -> None:
    page = page_of("case_officer", "/holidays")
    expect(page.locator(".known .fine")).to_contain_text("节假日已知到")
    page.locator("[name=year]").fill("2028")
    page.locator("[name=source]").fill("样例文号〔2027〕1号")
    page.locator("[name=holidays]").fill("元旦")
    page.get_by_role("button", name="保存并重算时限").click()
    expect(page.locator(".notice-form .problem")).to_contain_text("“元旦”看不出是哪一天")
    expect(page.locator("[name=source]")).to_have_value("样例文号〔2027〕1号")
    expect(page.locator("[name=year]")).to_have_value("2028")
    page.locator("[name=holidays]").fill("1月1日至3日")
    page.get_by_role("button", name="保存并重算时限").click()
    expect(page.locator(".notice-form .problem")).to_contain_text("只填了 3 天，缺国庆节")
    page.locator("[name=holidays]").fill("1月1日至3日，1月25日至31日，10月1日至7日")
    page.get_by_role("button", name="保存并重算时限").click()
    expect(page.locator(".notice-form .fine")).to_contain_text("已保存 2028 年的放假通知")
    row = page.locator(".years .row", has_text="2028 年")
    expect(row).to_contain_text("样例文号〔2027〕1号")
    expect(row).to_contain_text("放假：1月1日至3日")


def test_a_lock_is_found_and_lifted_for_a_reason(page_of: PageOf, running_console: RunningConsole) -> None:
    page = page_of("hotline", "/locks")
    page.locator("#query").fill("123")
    page.keyboard.press("Enter")
    expect(page.locator(".locks .problem")).to_contain_text("请输入 11 位手机号")
    page.locator("#query").fill("160 0000 0009")
    page.keyboard.press("Enter")
    expect(page.locator(".locks h2")).to_have_text("手机 160****0009")
    expect(page.locator(".locks .fine")).to_contain_text("没有锁定")
    assert "16000000009" not in page.url
    eventually(
        page,
        lambda: looks(running_console, "staff.view_locks")[-1:],
        [("phone:160****0009", "0 found")],
    )
    with running_console.database.transaction(read_only=True) as session:
        assert session.scalars(select(Challenge.id)).first() is None


def test_sources_that_do_not_keep_up_come_first_with_their_error(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    with running_console.database.transaction() as session:
        session.merge(
            DataSource(name="a", title="甲平台", kind="sql", last_success_at=NOW, last_attempt_at=NOW)
        )
        session.merge(
            DataSource(
                name="b",
                title="乙平台",
                kind="http",
                last_success_at=NOW - timedelta(days=1),
                last_attempt_at=NOW,
                last_error="<b>没有应答</b>",
            )
        )
    page = page_of("administrator", "/sources")
    expect(page.locator(".source-state").first).to_contain_text("乙平台")
    expect(page.locator(".source-state").first).to_contain_text("<b>没有应答</b>")
    expect(page.locator(".summary")).to_have_text("1 个没有按时更新")


def test_registers_are_searched_and_say_where_they_looked(page_of: PageOf) -> None:
    page = page_of("knowledge_editor", "/registers")
    page.locator("#query").fill("没有这家样例公司")
    page.keyboard.press("Enter")
    expect(page.locator(".nothing")).to_contain_text("没有查到“没有这家样例公司”")
    expect(page.locator("#query")).to_have_value("没有这家样例公司")
    expect(page.get_by_text("查的是")).to_contain_text("高新技术企业")


@pytest.mark.parametrize(
    ("text", "rows", "told"),
    [
        ("江岸", ".contacts .row", "包区联系人中有，见下"),
        ("重点研发", ".services .row", "对外业务事项中有，见下"),
    ],
)
def test_the_registers_page_does_not_say_that_nothing_was_found_above_a_contact_or_service(
    page_of: PageOf, text: str, rows: str, told: str
) -> None:
    page = page_of("hotline", f"/registers?q={text}")
    expect(page.locator(rows).first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=told)).to_have_text(f"公开名录中没有“{text}”；{told}。")
    expect(page.locator(".nothing")).to_have_count(0)


@pytest.mark.parametrize("path", ["/credit", "/vouchers"])
def test_of_too_many_enterprises_it_is_not_said_that_there_is_none(page_of: PageOf, path: str) -> None:
    page = page_of("case_officer", f"{path}?q=云")
    expect(page.locator(".nothing")).to_have_text("相符的太多，请写得更长一些。")
    expect(page.get_by_text("没有找到")).to_have_count(0)


def test_external_services_say_what_was_simplified_and_by_which_document(page_of: PageOf) -> None:
    page = page_of("hotline", "/registers?q=经费概算")
    service = page.locator(".services .row")
    expect(service).to_contain_text("省级重点研发计划项目申报")
    expect(service).to_contain_text("1 项 / 全部 44 项")
    expect(service.locator(".source-name")).to_contain_text("深入“三访”")


def test_the_auditor_reads_who_looked_and_checks_the_chain_but_sees_no_case(
    page_of: PageOf, running_console: RunningConsole
) -> None:
    page = page_of("auditor", "/audit")
    expect(page.locator(".entries a")).to_have_text(["审计", "待办", "名录"])
    page.get_by_role("button", name="校验是否完整").click()
    expect(page.locator(".chain .fine")).to_contain_text("日志完整")
    page.reload()
    page.get_by_label("动作").select_option("staff.verify_audit")
    expect(page).to_have_url(re.compile("action=staff.verify_audit"))
    expect(page.locator(".log .row").first).to_contain_text("校验审计日志")
    expect(page.get_by_label("动作")).to_have_value("staff.verify_audit")
    page.goto("/audit?since=gestern")
    expect(page.locator(".problem")).to_contain_text("不是日期")
    expect(page.locator(".log")).to_have_count(0)
    for day in ("0001-01-01", "9999-12-31"):
        page.goto(f"/audit?since={day}")
        expect(page.locator(".problem")).to_contain_text("不在 1970 年至 2999 年之间")
    for path in ("/cases", "/credit", "/vouchers", "/locks"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")

    def opened() -> list[str]:
        entries = audit_of(running_console.database, "staff.open")
        return [subject for actor, _, subject, _ in entries if actor == "staff:auditor"]

    eventually(page, lambda: opened()[-4:], ["/cases", "/credit", "/vouchers", "/locks"])


def test_the_head_of_the_log_has_been_exported_by_the_running_console(
    page_of: PageOf, console_folder: Path
) -> None:
    page = page_of("auditor", "/audit")
    heads = console_folder / "var/audit/heads.txt"
    eventually(page, heads.exists, True)
    expected = re.compile(r"\S+ [0-9]+:[0-9a-f]{64}\n")
    eventually(page, lambda: expected.fullmatch(heads.read_text(encoding="utf-8")) is not None, True)
