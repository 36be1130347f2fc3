"""The cards of vouchers, and the statement saved as a file from the real route."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.channels.widget import build_widget_router
from api.routes.conversations import build_conversation_router
from api.routes.statements import build_statement_router
from api.web.errors import install_error_handlers
from api.web.event_streams import EventStreams
from api.web.rate_limit import RateLimit
from records.models import Conversation
from tests.api.conftest import Bench, bench, guidance_index
from tests.api.test_statements import own_vouchers
from tests.browser import voucher_replies
from tests.browser.fake_chat import serving
from tests.browser.patience import expect_no_scrolling_sideways
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser
__all__ = ["bench", "guidance_index"]


@dataclass
class Service:
    """The real routes, with what Rasa answers scripted; `download` is what the statement offers."""

    address: str
    bench: Bench
    download: str | None = "api/conversations/{id}/statement.xlsx?from=2026-01-01&to=2026-11-20"
    lines: int = 10

    def conversation_id(self) -> str:
        with self.bench.database.transaction(read_only=True) as session:
            return session.query(Conversation.id).order_by(Conversation.created_at.desc()).limit(1).scalar()

    def reply(self, text: str) -> object:
        path = self.download.format(id=self.conversation_id()) if self.download else None
        draft = voucher_replies.statement(path, self.lines) if "对账单" in text else voucher_replies.balance()
        return [{"recipient_id": "x", "custom": {"reply": draft.model_dump(mode="json")}}]


@pytest.fixture
def service(bench: Bench) -> Iterator[Service]:
    app = FastAPI()
    limits = RateLimit("opening", 100), RateLimit("message", 100)
    app.include_router(build_conversation_router(bench.gateway, bench.journal, *limits, EventStreams(100)))
    statements = RateLimit("statement", 100)
    app.include_router(build_statement_router(bench.database, bench.journal, bench.clock, statements))
    app.include_router(build_widget_router(hotline=None, allowed_origins=(), bureau_name=None, demo=True))
    install_error_handlers(app)
    with serving(app) as address:
        found = Service(address, bench)
        bench.rasa.reply = found.reply
        yield found


def opened(page: Page, service: Service) -> WidgetPage:
    page.goto(f"{service.address}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    return widget


def keep_picture(page: Page, name: str) -> None:
    """Store a screenshot where DXE_SCREENSHOTS names a folder, for people to look at."""
    folder = os.environ.get("DXE_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(600)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_card_of_a_balance_says_what_lapses_what_it_pays_for_and_when_it_is_redeemed(
    new_page: Callable[..., Page], service: Service, width: int
) -> None:
    page = new_page(width, 1800)
    card = opened(page, service).ask("余额").locator(".card.vouchers")
    expect(card.locator(".amount")).to_have_text("62,345.67")
    expect(card.locator(".todo")).to_have_text("快到期：62,345.67 元 2026年12月10日 到期，还有 20 天")
    expect(card.locator(".services li")).to_have_text(["检验检测62,345.67 元", "技术开发50,000.00 元"])
    facts = card.locator(".facts")
    expect(facts).to_contain_text("正在兑付示例市，2026年11月30日 截止")
    expect(facts).to_contain_text("兑付示例区每年安排两次兑付")
    expect(facts).to_contain_text("据《示例市科技创新券管理办法》")
    expect(facts).to_contain_text("审核示例市审核约3个月")
    expect(card).to_contain_text("通用通兑：上海市、江苏省苏州市")
    expect(card.locator(".freshness")).to_contain_text("数据截至 2026年11月20日 09:00 · 来自示例市创新券系统")
    expect_no_scrolling_sideways(page)
    keep_picture(page, f"vouchers-{width}")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_card_of_a_statement_shows_its_lines_and_saves_the_file(
    new_page: Callable[..., Page], service: Service, tmp_path: Path, width: int
) -> None:
    page = new_page(width, 1800)
    widget = opened(page, service)
    own_vouchers(service.bench.database, service.conversation_id())
    card = widget.ask("对账单").locator(".card.statement")
    expect(card.locator(".entry")).to_have_count(10)
    expect(card.locator(".entry").first).to_contain_text("释放预约+1,234.56 元")
    expect(card.locator(".entry").last).to_contain_text("兑付−1,234.56 元")
    expect(card).to_contain_text("最近 10 笔，共 23 笔")
    expect(card).to_contain_text("本期发放+80,000.00 元")
    expect(card).to_contain_text("本期兑付−17,654.33 元另兑付先前预约的 10,000.00 元，可用余额不再减少")
    expect(card).to_contain_text("期末可用62,345.67 元其中能用 60,000.00 元")
    expect_no_scrolling_sideways(page)
    keep_picture(page, f"statement-{width}")
    with page.expect_download() as saving:
        card.get_by_role("button", name="下载表格（xlsx）").click()
    assert saving.value.suggested_filename == "创新券对账单_2026-01-01_2026-11-20.xlsx"
    saving.value.save_as(tmp_path / "saved.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "saved.xlsx").active
    assert [cell.value for cell in sheet[2]][:2] == ["企业", "=萧山样例公司"]
    expect(card.get_by_role("button")).to_have_text("已下载，可再次下载")


def test_the_file_is_saved_from_inside_another_page_too(
    new_page: Callable[..., Page], service: Service
) -> None:
    page = new_page()
    page.goto(service.address)
    widget = WidgetPage.opened_from(page)
    own_vouchers(service.bench.database, service.conversation_id())
    card = widget.ask("对账单").locator(".card.statement")
    with page.expect_download() as saving:
        card.get_by_role("button", name="下载表格（xlsx）").click()
    assert saving.value.suggested_filename.startswith("创新券对账单")


def test_a_refused_download_says_why_and_can_be_tried_again(
    new_page: Callable[..., Page], service: Service
) -> None:
    page = new_page()
    widget = opened(page, service)
    card = widget.ask("对账单").locator(".card.statement")  # nobody is bound
    card.get_by_role("button").click()
    expect(card.get_by_role("alert")).to_have_text("请先在对话中绑定企业，再下载对账单。")
    own_vouchers(service.bench.database, service.conversation_id())
    with page.expect_download():
        card.get_by_role("button", name="重新下载").click()
    expect(card.locator(".download-problem")).to_be_empty()


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.example/api/conversations/{id}/statement.xlsx",
        "//elsewhere.example/x",
        "api/conversations/another/statement.xlsx",
        "api/conversations/{id}/../another/statement.xlsx",
        "static/x",
    ],
)
def test_the_token_is_sent_nowhere_but_to_the_conversation_itself(
    new_page: Callable[..., Page], service: Service, path: str
) -> None:
    service.download = path
    page = new_page()
    widget = opened(page, service)
    asked: list[str] = []
    card = widget.ask("对账单").locator(".card.statement")
    page.on("request", lambda request: asked.append(request.url))
    card.get_by_role("button").click()
    expect(card.get_by_role("alert")).to_have_text("对话已更新，请重新查一次对账单再下载。")
    assert [url for url in asked if "statement" in url or "elsewhere" in url or "static/x" in url] == []


def test_without_an_address_there_is_no_button_and_an_empty_time_says_so(
    new_page: Callable[..., Page], service: Service
) -> None:
    service.download, service.lines = None, 0
    card = opened(new_page(), service).ask("对账单").locator(".card.statement")
    expect(card).to_contain_text("这段时间没有流水。")
    expect(card.get_by_role("button")).to_have_count(0)
