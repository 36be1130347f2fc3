"""What every page has: brand, entries by role, who is signed in, sign out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from api.console.pages.parts.element import element
from api.console.parts import Console
from api.console.rights import ROLE_LABELS, Right, may
from index.version.index_state import Condition, IndexState
from records.staff.accounts.accounts import StaffMember

_STATIC = "/static/console"
# The entries, in the order of the header: the rights of which one is enough, the address, the words.
ENTRIES: tuple[tuple[tuple[Right, ...], str, str], ...] = (
    (("guidance",), "/hotline", "热线"),
    (("cases",), "/cases", "办件"),
    (("vouchers",), "/vouchers", "创新券"),
    (("credit",), "/credit", "科研诚信"),
    (("audit",), "/audit", "审计"),
    (("tickets",), "/tickets", "待办"),
    (("unanswered",), "/unanswered", "未答问题"),
    (("locks",), "/locks", "锁定解除"),
    (("holidays",), "/holidays", "节假日"),
    (("sources",), "/sources", "数据来源"),
    (("registers",), "/registers", "名录"),
    (("demo_sms",), "/demo-sms", "演示短信"),
)

# More entries than these have a line of their own.
MOST_BESIDE = 7


def entries_of(console: Console, staff: StaffMember) -> list[tuple[str, str]]:
    """Return (address, words) of the pages a member of staff may open."""
    return [
        (path, words)
        for rights, path, words in ENTRIES
        if any(may(staff.role, right) for right in rights) and (console.demo or path != "/demo-sms")
    ]


# What of the index concerns everybody who answers from it; what else there is, `dxe doctor` says.
INDEX_TROUBLES: dict[Condition, str] = {
    "refused": "新版知识索引没有启用，仍按旧版回答，请联系管理员。",
    "damaged": "知识索引已损坏，暂时不能查阅文件，请联系管理员。",
    "missing": "没有知识索引，暂时不能查阅文件，请联系管理员。",
}


def _tell_index(state: IndexState) -> None:
    if words := INDEX_TROUBLES.get(state.condition):
        with element("p", css="index-line", role="alert"):
            element("b", words)
            element("span", f"原因：{state.reason}")


@contextmanager
def draw_frame(console: Console, staff: StaffMember, path: str) -> Iterator[None]:
    """Draw the header, and open the page's main area."""
    for name in ("theme.css", "console.css"):
        ui.add_head_html(f'<link rel="stylesheet" href="{_STATIC}/{name}">')
    ui.add_head_html(f'<script defer src="{_STATIC}/console.js"></script>')
    entries = entries_of(console, staff)
    with element("header", css="top many" if len(entries) > MOST_BESIDE else "top"):
        with element("a", css="brand", href="/", aria_label="店小二工作台首页"):
            element("img", src=f"{_STATIC}/mark.svg", alt="", width="26", height="26")
            element("b", "店小二")
            element("span", console.bureau_name or "工作台", "owner")
        with element("nav", css="entries", aria_label="页面"):
            for target, words in entries:
                is_here = path == target or path.startswith(f"{target}/")
                element("a", words, href=target, aria_current="page" if is_here else None)
        with element("div", css="person"):
            element("a", "接口文档", "quiet", href="/docs")
            element("span", staff.name, "name")
            element("span", ROLE_LABELS[staff.role], "role")
            element("button", "退出", "quiet", type="button", data_sign_out="yes")
    if console.demo:
        element("p", "演示环境：企业、办件和短信均为样例。", "demo-line")
    _tell_index(console.library.state())
    # NiceGUI draws its pages inside a `main` already.
    with element("div", css="page"):
        yield
