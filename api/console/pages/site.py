"""All pages of the console, mounted on its application."""

from __future__ import annotations

from typing import cast

import nicegui
from fastapi import FastAPI, Request
from nicegui import ui
from starlette.responses import RedirectResponse, Response

from api.console.gate import STATIC
from api.console.pages.cases.cases import add_case_pages
from api.console.pages.desk.conversation import add_conversation_page
from api.console.pages.desk.hotline import add_hotline_page
from api.console.pages.desk.tickets import add_ticket_page
from api.console.pages.desk.unanswered import add_unanswered_page
from api.console.pages.enterprises.credit import add_credit_page
from api.console.pages.enterprises.registers import add_register_page
from api.console.pages.enterprises.vouchers import add_voucher_page
from api.console.pages.parts.frame import entries_of
from api.console.pages.upkeep.audit import add_audit_page
from api.console.pages.upkeep.demo_sms import add_demo_sms_page
from api.console.pages.upkeep.holidays import add_holiday_page
from api.console.pages.upkeep.locks import add_lock_page
from api.console.pages.upkeep.sources import add_source_page
from api.console.parts import Console
from api.console.plain_page import not_found_page
from api.console.session import SignedIn
from api.web.errors import problem_response

RECONNECT_SECONDS = 30.0


def add_pages(app: FastAPI, console: Console) -> None:
    """Mount the pages. NiceGUI is one for the whole process: the pages of the last call are those that are served."""

    @app.get("/", include_in_schema=False)
    async def home(request: Request) -> Response:
        staff = cast(SignedIn, request.state.signed_in).staff
        # Every role has a page: registers are everybody's.
        return RedirectResponse(entries_of(console, staff)[0][0], status_code=303)

    add_hotline_page(console)
    add_case_pages(console)
    add_voucher_page(console)
    add_credit_page(console)
    add_register_page(console)
    add_ticket_page(console)
    add_conversation_page(console)
    add_unanswered_page(console)
    add_lock_page(console)
    add_holiday_page(console)
    add_source_page(console)
    add_audit_page(console)
    if console.demo:
        add_demo_sms_page(console)
    nicegui.app.add_exception_handler(404, _on_not_found)
    # A long-polling browser would ask every few seconds, and never be idle.
    nicegui.app.config.socket_io_js_transports = ["websocket"]
    ui.run_with(
        app,
        title="店小二工作台",
        language="zh-CN",
        favicon=f"{STATIC}mark.svg",
        tailwind=False,
        reconnect_timeout=RECONNECT_SECONDS,
        binding_refresh_interval=None,
        show_welcome_message=False,
    )


async def _on_not_found(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(("/staff/", "/_nicegui")):
        return problem_response(404)
    return not_found_page()
