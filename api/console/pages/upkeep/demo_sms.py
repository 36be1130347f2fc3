"""演示短信: the codes that a real installation would send by SMS, so that whoever tries the demo can bind."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from api.console.pages.parts.element import element
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from records.people.sms import list_demo_messages
from records.values.clock import in_shanghai


def add_demo_sms_page(console: Console) -> None:
    """Register `/demo-sms`, in a demo only."""

    async def build(visit: Visit, _: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/demo_sms.js"></script>')
        messages = await visit.console.database.run_in_transaction(
            lambda session: list_demo_messages(session, demo=visit.console.demo), read_only=True
        )
        with element("header", css="title"):
            element("h1", "演示短信")
            element("p", "绑定企业时的验证码显示在这里，5 分钟内有效；回到本页时自动刷新。", "hint")
        if not messages:
            element("p", "还没有短信。号码与企业登记的联系人不符时，不会发出短信。", "nothing")
            return
        with element("div", css="rows sms"):
            for message in messages:
                with element("div", css="row"):
                    element("span", message.phone, "number")
                    element("span", f"店小二验证码 {message.code}", "words")
                    element("time", f"{in_shanghai(message.created_at):%m-%d %H:%M:%S}")

    add_page(console, "/demo-sms", "demo_sms", "演示短信", build)
