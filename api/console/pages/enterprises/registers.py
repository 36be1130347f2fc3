"""名录: what the published registers say of a name, who looks after a district, and what became simpler."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.pages.parts.element import element
from api.console.pages.parts.fields import draw_choice, draw_query
from api.console.pages.parts.origin import draw_origin
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.upkeep import RegisterSearch, search_registers
from api.turns.inbound import clean_text
from contracts.contacts import DistrictContactView, ExternalServiceView
from contracts.lookup import Register, RegisterFinding
from records.models import REGISTERS
from records.registers.labels import REGISTER_LABELS
from records.registers.lookup import RegisterAnswer
from records.staff.search.search_query import LONGEST_QUERY

_CONTACTS, _SERVICES = "包区联系人", "对外业务事项"


def add_register_page(console: Console) -> None:
    """Register `/registers`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        text = clean_text(request.query_params.get("q", ""))[:LONGEST_QUERY]
        given = request.query_params.get("register", "")
        register: Register | None = given if given in REGISTERS else None
        found = await search_registers(visit.console, visit.staff, text, register)
        _draw(text, register, found)

    add_page(console, "/registers", "registers", "名录", build)


def _draw(text: str, register: Register | None, found: RegisterSearch) -> None:
    element("h1", "名录", "unseen")
    with element(
        "form", css="case-search", role="search", action="/registers", method="get", data_at_once="yes"
    ):
        with element("div", css="search"):
            draw_query(
                "企业（机构）名称或统一社会信用代码；包区联系人写区名，对外业务事项写事项名",
                "查找名录",
                longest=LONGEST_QUERY,
                value=text,
            )
        with element("div", css="conditions"):
            choices = [("", "全部名录"), *((name, REGISTER_LABELS[name]) for name in REGISTERS)]
            draw_choice("register", "名录", choices, register or "")
    if found.answer is not None and found.is_only_beside:
        _draw_beside(text, found)
    elif found.answer is not None:
        _draw_answer(text, register, found.answer)
    _draw_contacts(text, found.contacts)
    _draw_services(found.services)


def _draw_beside(text: str, found: RegisterSearch) -> None:
    """Say that what was found stands below, in no register."""
    parts = [name for name, lines in ((_CONTACTS, found.contacts), (_SERVICES, found.services)) if lines]
    element("p", f"公开名录中没有“{text}”；{'和'.join(parts)}中有，见下。", "hint below", role="status")


def _draw_answer(text: str, register: Register | None, answer: RegisterAnswer) -> None:
    element("h2", "公开名录", "part")
    element("p", f"查的是：{'；'.join(answer.result.searched)}。截至 {answer.result.as_of}。", "hint")
    draw_origin(answer.result.freshness)
    if answer.outcome in ("several", "near"):
        words = "有几家名称含有这些字：" if answer.outcome == "several" else "没有完全相同的，名称相近的有："
        element("p", words)
        with element("div", css="questions"):
            for name in answer.names:
                query = urlencode({"q": name, **({"register": register} if register else {})})
                element("a", name, "choice", href=f"/registers?{query}")
        if answer.has_more:
            element("p", "还有更多，请把名称写得更完整。", "hint")
    elif not answer.result.findings:
        kept = (
            "本局还没有收录这些名录。"
            if answer.outcome == "not_kept"
            else "可能未列入，也可能名称不同；请用全称或信用代码再查。"
        )
        element("p", f"名录中没有查到“{text}”。", "nothing")
        element("p", kept, "hint")
    for finding in answer.result.findings:
        _draw_finding(finding)


def _draw_finding(finding: RegisterFinding) -> None:
    words, tone = ("有效", "good") if finding.is_in_force else ("已失效", "done")
    with element("article", css="sheet finding"):
        with element("p", css="line-head"):
            element("b", finding.name)
            element("span", words, f"stage {tone}")
            if finding.is_sample:
                element("span", "样例", "stage ask")
        facts = [
            ("名录", finding.register_label + (f"（{finding.level}）" if finding.level else "")),
            ("地区", (finding.region or "").replace("/", " · ")),
            ("证书编号", finding.certificate_number or ""),
            ("列入日期", finding.listed_on.isoformat()),
            ("有效期至", finding.valid_to.isoformat() if finding.valid_to else "未载明"),
            ("来源文件", finding.document),
        ]
        with element("dl", css="facts"):
            for name, value in facts:
                if value:
                    element("dt", name)
                    element("dd", value)


def _draw_contacts(text: str, contacts: Sequence[DistrictContactView]) -> None:
    if not contacts:
        if not text:
            element("p", "还没有收录包区联系人。", "hint below")
        return
    element("h2", _CONTACTS, "part")
    with element("div", css="rows contacts"):
        for contact in contacts:
            with element("div", css="row"):
                element("b", contact.district, "words")
                element("span", contact.region.replace("/", " · "), "where")
                element("span", f"{contact.section} · {contact.contact}")
                element("span", contact.phone or "未公布电话", "number")
                element("span", f"挂点领导 {contact.leader}", "where")
                published = f"{contact.published_on}，" if contact.published_on else ""
                element("span", f"{published}{contact.document}", "source-name")


def _draw_services(services: Sequence[ExternalServiceView]) -> None:
    if not services:
        return
    element("h2", _SERVICES, "part")
    with element("div", css="rows services"):
        for service in services:
            with element("div", css="row"):
                element("b", service.name, "words")
                element("span", service.simplified or "文件未载明精简了什么")
                element("span", _describe_days(service), "where")
                element("span", _describe_share(service), "where")
                element("span", service.document, "source-name")


def _describe_days(service: ExternalServiceView) -> str:
    if service.days_after is None:
        return "文件未载明时限"
    before = f"，原 {service.days_before} 个工作日" if service.days_before is not None else ""
    return f"{service.days_after} 个工作日{before}"


def _describe_share(service: ExternalServiceView) -> str:
    total = f" / 全部 {service.of_total} 项" if service.of_total else ""
    return f"{service.covers} 项{total}"
