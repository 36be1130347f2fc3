"""The search for an enterprise, on pages that then show something of it."""

from __future__ import annotations

from collections.abc import Callable

from api.console.pages.parts.element import element
from api.console.pages.parts.fields import draw_query
from records.staff.search.enterprise_search import FoundEnterprises
from records.staff.search.search_query import LONGEST_QUERY


def draw_enterprise_search(
    action: str,
    text: str,
    found: FoundEnterprises | None,
    chosen: str,
    address_of: Callable[[str], str],
) -> None:
    """Draw the search field and what was found; `address_of` gives the address at which a uscc is chosen."""
    with element("form", css="search", role="search", action=action, method="get"):
        draw_query("企业名称、拼音首字母或统一社会信用代码", "查找企业", longest=LONGEST_QUERY, value=text)
    if found is None:
        if not chosen:
            element("p", "名称写一部分即可，如“云源”；拼音首字母如 XSYY；信用代码写开头几位。", "hint below")
        return
    if not found.enterprises:
        if found.has_more:
            element("p", "相符的太多，请写得更长一些。", "nothing")
            return
        element("p", f"没有找到与“{text}”相符的企业。", "nothing")
        element("p", "请核对，或换一种写法再查。", "hint")
        return
    more = "，还有更多，请写得更长一些" if found.has_more else ""
    element("p", f"找到 {len(found.enterprises)} 家{more}。", "hint below", role="status")
    with element("div", css="rows enterprises"):
        for line in found.enterprises:
            current = "true" if line.uscc == chosen else None
            with element("a", css="row", href=address_of(line.uscc), aria_current=current):
                element("span", line.name, "words")
                element("span", line.uscc, "number")
                element("span", line.region.replace("/", " · "), "where")
