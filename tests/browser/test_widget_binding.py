"""A site proves its user's enterprise by a token of its own: asked for consent first, used once, kept nowhere."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import jwt
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from api.channels.widget import build_widget_router
from api.routes.binding import build_binding_router
from api.routes.conversations import build_conversation_router
from api.web.errors import install_error_handlers
from api.web.event_streams import EventStreams
from api.web.rate_limit import RateLimit
from contracts import People, PersonView, ReplyDraft
from contracts.notice import BINDING_NOTICE
from records.bindings.binding import find_binding
from records.enterprises.enterprises import record_contact, record_enterprise
from records.people.portal_token import Portal as TokenPortal
from tests.api.conftest import NOW, Bench, bench, guidance_index
from tests.browser.fake_chat import FakeChat, serving
from tests.browser.patience import expect_no_scrolling_sideways, send_and_be_heard
from tests.browser.scripted_replies import draft_for
from tests.browser.test_widget_embed import Portal, Site, embedded, portal
from tests.browser.widget_page import WidgetPage

pytestmark = pytest.mark.browser
__all__ = ["bench", "embedded", "guidance_index", "portal"]

SECRET = "a secret that portal and service share"
USCC, PHONE = "91330109YL0000001C", "16000000001"


def offer(page: Page, token: str) -> None:
    """The site hands its token over, and listens."""
    page.evaluate(
        "(token) => { Dianxiaoer.on('identify', (it) => { window.identified = it; }); Dianxiaoer.bind(token); }",
        token,
    )


def agree(widget: WidgetPage) -> None:
    widget.sheet.get_by_role("button", name="同意并核验").click()


@pytest.mark.parametrize(("token", "ok"), [("good", True), ("forged", False)])
def test_the_page_proves_an_enterprise_by_its_token_after_a_yes(
    embedded: WidgetPage, chat: FakeChat, token: str, ok: bool
) -> None:
    offer(embedded.page, token)
    expect(embedded.sheet).to_be_visible()
    for point in BINDING_NOTICE.points:
        expect(embedded.sheet).to_contain_text(point)
    assert chat.tokens == []  # nothing was sent before the yes
    agree(embedded)
    embedded.page.wait_for_function("window.identified")
    assert embedded.page.evaluate("identified") == {"ok": ok}
    assert chat.tokens == [(token, BINDING_NOTICE.version)]
    assert chat.only().identity == ("good" if ok else None)
    expect(embedded.sheet).to_be_hidden()
    if ok:
        expect(embedded.replies.last).to_contain_text("已绑定示例甲科技有限公司")
    else:
        expect(embedded.log.locator(".remark")).to_have_text("未能核验您的企业身份。")
    assert token not in embedded.frame.evaluate("JSON.stringify(sessionStorage)").replace(ok * "bound", "")


def test_a_no_is_a_no_for_this_conversation(embedded: WidgetPage, chat: FakeChat) -> None:
    offer(embedded.page, "good")
    embedded.sheet.get_by_role("button", name="不同意").click()
    embedded.page.wait_for_function("window.identified && !identified.ok")
    embedded.page.evaluate("window.identified = null; Dianxiaoer.bind('good')")
    embedded.page.wait_for_function("window.identified && !identified.ok")
    expect(embedded.sheet).to_be_hidden()
    assert chat.tokens == []
    # The next person at this computer is asked again.
    embedded.page.evaluate("Dianxiaoer.reset()")
    embedded.wait_for_replies(1)
    offer(embedded.page, "good")
    agree(embedded)
    embedded.page.wait_for_function("window.identified && identified.ok")


def test_a_question_put_off_is_asked_again_when_the_widget_is_opened_again(
    embedded: WidgetPage, chat: FakeChat
) -> None:
    page = embedded.page
    offer(page, "good")
    expect(embedded.sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(embedded.sheet).to_be_hidden()
    page.evaluate("Dianxiaoer.close()")
    page.evaluate("Dianxiaoer.open()")
    agree(embedded)
    page.wait_for_function("window.identified && identified.ok")
    assert chat.only().identity == "good"


def test_a_token_given_before_anyone_asks_waits_for_the_user(
    new_page: Callable[..., Page], portal: Portal, chat: FakeChat
) -> None:
    page = new_page()
    page.goto(portal.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_function("window.Dianxiaoer")
    page.evaluate("() => { Dianxiaoer.on('ready', () => { window.isReady = true; }); }")
    offer(page, "good")
    page.wait_for_function("window.isReady")
    send_and_be_heard(page.frames[1], "postMessage('after the token', '*')")
    assert [url for url in asked if "/api/" in url] == []
    assert chat.conversations == {}
    page.evaluate("Dianxiaoer.open()")
    widget = WidgetPage.in_frame_of(page)
    agree(widget)
    page.wait_for_function("window.identified && identified.ok")
    page.evaluate("Dianxiaoer.reset()")
    widget.wait_for_replies(1)
    assert [conversation.identity for conversation in chat.conversations.values()] == ["good", None]


def test_a_token_in_the_script_tag_is_taken_and_is_gone_from_the_page(
    new_page: Callable[..., Page], portal: Portal, chat: FakeChat
) -> None:
    portal.site.script = portal.site.script.replace("data-site", 'data-token="good" data-site')
    page = new_page()
    page.goto(portal.address)
    page.wait_for_function("window.dxe && window.dxe.bind === window.Dianxiaoer.bind")
    expect(page.locator("script[data-token]")).to_have_count(0)
    expect(page.locator("#dianxiaoer iframe")).to_have_count(0)  # nothing is loaded until somebody asks
    widget = WidgetPage.opened_from(page)
    agree(widget)
    expect(widget.replies.last).to_contain_text("已绑定")
    # The next page of the site brings a token as well: nobody is asked twice.
    page.add_init_script(
        "document.addEventListener('dianxiaoer:ready', () => "
        "Dianxiaoer.on('identify', (it) => { window.identified = it; }))"
    )
    page.goto(f"{portal.address}/next")
    again = WidgetPage.in_frame_of(page)
    again.wait_for_replies(2)
    page.wait_for_function("window.identified && identified.ok")
    expect(again.sheet).to_be_hidden()
    assert len(chat.tokens) == 1


def test_where_no_portal_is_set_nobody_is_asked(embedded: WidgetPage, chat: FakeChat) -> None:
    chat.has_portal = False
    offer(embedded.page, "good")
    embedded.page.wait_for_function("window.identified && !identified.ok")
    expect(embedded.sheet).to_be_hidden()
    expect(embedded.log.locator(".remark")).to_have_count(0)
    assert chat.tokens == []


def test_a_token_that_does_not_come_from_the_embedding_page_is_ignored(
    embedded: WidgetPage, chat: FakeChat
) -> None:
    message = "{to: 'dianxiaoer', type: 'identify', token: 'good'}"
    asked: list[str] = []
    embedded.page.on("request", lambda request: asked.append(request.url))
    # Of the listed origin, but not of the host window.
    for target in (embedded.frame, embedded.page):
        send_and_be_heard(target, f"postMessage({message}, '*')")
    assert asked == []  # whoever takes a token fetches the notice at once
    expect(embedded.sheet).to_be_hidden()
    assert chat.tokens == []
    # The host itself may also post it, as the loader does: the service's origin is the only one that hears it.
    embedded.page.evaluate(
        f"() => document.querySelector('#dianxiaoer').shadowRoot.querySelector('iframe')"
        f".contentWindow.postMessage({message}, new URL(document.scripts[0].src).origin)"
    )
    expect(embedded.sheet).to_be_visible()
    assert [url.rpartition("/")[2] for url in asked] == ["binding-notice"]


def token(**changes: Any) -> str:
    claims = {
        "iss": "https://portal.example",
        "aud": "dianxiaoer",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "jti": f"browser-{time.monotonic_ns()}",
        "uscc": USCC,
        "phone": PHONE,
    }
    return jwt.encode(claims | changes, SECRET, algorithm="HS256")


@pytest.fixture
def hosted(bench: Bench) -> Iterator[tuple[str, Site]]:
    """A portal's page of its own origin that embeds the real routes, on a database with one enterprise."""
    bench.rasa.reply = lambda text: [
        {"recipient_id": "x", "custom": {"reply": _draft(text).model_dump(mode="json")}}
    ]
    with bench.database.transaction() as session:
        enterprise = record_enterprise(
            session, uscc=USCC, name="示例甲科技有限公司", region="浙江省", now=NOW, is_sample=True
        )
        record_contact(session, enterprise.id, name="赵样例", phone=PHONE, role="legal_representative")
    site = Site()
    with ExitStack() as stack:
        address = stack.enter_context(serving(site.build()))
        app = FastAPI()
        limits = [RateLimit(kind, 1_000) for kind in ("opening", "message", "binding", "address")]
        portal_keys = TokenPortal(
            issuer="https://portal.example", audience="dianxiaoer", algorithm="HS256", key=SECRET
        )
        app.include_router(
            build_conversation_router(bench.gateway, bench.journal, *limits[:2], EventStreams(100))
        )
        app.include_router(build_binding_router(bench.gateway, bench.journal, portal_keys, *limits[2:]))
        app.include_router(
            build_widget_router(hotline=None, allowed_origins=(address,), bureau_name=None, demo=False)
        )
        install_error_handlers(app)
        service = stack.enter_context(serving(app))
        site.script = f'<script async src="{service}/widget.js" data-token="{token()}"></script>'
        yield address, site


def _draft(text: str) -> ReplyDraft:
    if text != "/code_verified":
        return draft_for(text)
    words = "验证通过，已绑定示例甲科技有限公司，您的身份是法定代表人，有效期到2026年12月20日。"
    return ReplyDraft(text=words, outcome="smalltalk")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_portal_binds_its_user_over_the_real_routes(
    new_page: Callable[..., Page], hosted: tuple[str, Site], bench: Bench, width: int, height: int
) -> None:
    page = new_page(width, height)
    page.goto(hosted[0])
    widget = WidgetPage.opened_from(page)
    expect(widget.sheet).to_contain_text("绑定企业前，请您知悉")
    expect_no_scrolling_sideways(widget.frame)
    expect(widget.sheet.get_by_role("button", name="同意并核验")).to_be_in_viewport(ratio=1)
    picture(page, f"consent-{width}")
    agree(widget)
    expect(widget.replies.last).to_contain_text("您的身份是法定代表人")
    picture(page, f"bound-{width}")
    conversation_id = bench.rasa.seen[-1][0]
    with bench.database.transaction(read_only=True) as session:
        bound = find_binding(session, conversation_id, now=NOW)
    assert bound is not None
    assert (bound.uscc, bound.role) == (USCC, "legal_representative")


def test_a_token_used_before_says_what_to_do_instead(
    new_page: Callable[..., Page], hosted: tuple[str, Site]
) -> None:
    for visitor in range(2):
        page = new_page()
        page.goto(hosted[0])
        widget = WidgetPage.opened_from(page)
        agree(widget)
        if visitor == 0:
            expect(widget.replies.last).to_contain_text("已绑定")
        else:
            expect(widget.log.locator(".remark")).to_contain_text("未能核验您的企业身份")
            expect(widget.log.locator(".remark")).to_contain_text("绑定企业")


PEOPLE = People(
    enterprise_name="示例甲科技有限公司",
    people=[
        PersonView(
            name="赵样例",
            masked_phone="160****0001",
            role="legal_representative",
            role_label="法定代表人",
            state="active",
            is_you=True,
        ),
        PersonView(
            name="未填姓名", masked_phone="160****0104", role="viewer", role_label="查看人", state="invited"
        ),
        PersonView(
            name="<b>钱</b>",
            masked_phone="160****0105",
            role="handler",
            role_label="经办人",
            state="invitation_expired",
        ),
    ],
)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_people_of_an_enterprise_are_a_numbered_card(
    new_page: Callable[..., Page], base: str, chat: FakeChat, width: int, height: int
) -> None:
    page = new_page(width, height)
    page.goto(f"{base}/widget")
    widget = WidgetPage(page)
    widget.wait_for_replies(1)
    chat.push("reply", ReplyDraft(text="名单如下。", outcome="people", data=PEOPLE))
    card = widget.replies.last.get_by_role("group", name="人员名单")
    expect(card.locator(".member")).to_have_count(3)
    expect(card.locator(".member").nth(0)).to_contain_text("您本人")
    expect(card.locator(".member").nth(1)).to_contain_text("待接受邀请")
    expect(card.locator(".member").nth(2)).to_contain_text("<b>钱</b>")
    expect(card.locator(".member").nth(2)).to_contain_text("邀请已过期")
    expect_no_scrolling_sideways(widget.frame)
    picture(page, f"people-{width}")


def picture(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look: DXE_PICTURES names the folder."""
    if folder := os.environ.get("DXE_PICTURES"):
        page.wait_for_timeout(400)
        page.screenshot(path=f"{folder}/{name}.png")
