"""The widget and the service's own routes understand each other: real routes, a real database, no scripted contract."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect
from sqlalchemy import select

from api.channels.widget import build_widget_router
from api.routes import conversations
from api.routes.conversations import build_conversation_router
from api.web.errors import install_error_handlers
from api.web.event_streams import EventStreams
from api.web.rate_limit import RateLimit
from records.conversations.outbox import record_event
from records.models import Conversation
from tests.api.conftest import NOW, Bench, bench, guidance_index
from tests.browser.fake_chat import serving
from tests.browser.scripted_replies import draft_for, make_reply, plain
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser
__all__ = ["bench", "guidance_index"]


@pytest.fixture
def service(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of the real chat routes, with Rasa's answers scripted."""
    monkeypatch.setattr(conversations, "POLL_SECONDS", 0.02)
    bench.rasa.reply = lambda text: [
        {"recipient_id": "x", "custom": {"reply": draft_for(text).model_dump(mode="json")}}
    ]
    app = FastAPI()
    limits = RateLimit("opening", 100), RateLimit("message", 100)
    app.include_router(build_conversation_router(bench.gateway, bench.journal, *limits, EventStreams(100)))
    app.include_router(build_widget_router(hotline=None, allowed_origins=(), bureau_name=None, demo=False))
    install_error_handlers(app)
    with serving(app) as address:
        yield address


def test_a_conversation_over_the_real_routes(
    new_page: Callable[..., Page], service: str, bench: Bench
) -> None:
    page = new_page()
    page.goto(f"{service}/widget?site=portal")
    widget = WidgetPage(page)
    expect(widget.replies.first).to_contain_text("本答复仅供参考，以正式文件为准")
    expect(widget.ask("要哪些材料").locator(".source")).to_have_count(2)
    expect(widget.ask("余额").locator(".amount")).to_have_text("62,345.67")
    with bench.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        after = make_reply(plain("我是工作人员。", "handoff"), "staff")
        record_event(session, conversation.id, "staff", reply=after, now=NOW)
    # The event stream has brought both replies again before this.
    expect(widget.replies.last).to_contain_text("我是工作人员。")
    widget.wait_for_replies(4)
    page.reload()
    widget.wait_for_replies(4)


def test_a_token_that_is_no_longer_known_opens_a_conversation_anew(
    new_page: Callable[..., Page], service: str
) -> None:
    page = new_page()
    page.goto(f"{service}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    page.evaluate(
        """() => { const key = Object.keys(sessionStorage)[0], kept = JSON.parse(sessionStorage.getItem(key));
            kept.conversation.token = 'not-ours'; sessionStorage.setItem(key, JSON.stringify(kept)); }"""
    )
    page.reload()
    widget.say("天气")
    expect(widget.replies.last).to_contain_text("不在科技政策")
    expect(widget.log.locator(".remark")).to_contain_text("已过期")


def test_what_holds_no_words_gets_an_answer_too(new_page: Callable[..., Page], service: str) -> None:
    page = new_page()
    page.goto(f"{service}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    for text in ("😀😀", "/restart", "<script>alert(1)</script>"):
        widget.ask(text)
    widget.say("\u200b")  # invisible, but not blank to a browser
    expect(widget.users.last).to_have_attribute("data-state", "failed")
    expect(widget.users.last).to_contain_text("请输入您的问题")
