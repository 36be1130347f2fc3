"""A voucher balance as staff see it: what is left, what it pays for, batch by batch, and the entries it sums up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.console.pages.cases.case_words import tell_due
from api.console.pages.parts.element import element
from api.console.pages.parts.origin import draw_origin
from contracts.lookup import RedemptionWindow, VoucherBalance, VoucherBatchView, VoucherStatementLine
from records.staff.files.lookup import MOST_ENTRIES, LedgerPage
from records.values.clock import in_shanghai

_COLUMNS = ("批次", "有效期", "发放", "可用", "已预约", "已兑付", "已过期")
_ENTRY_COLUMNS = ("时间", "流水", "金额", "可用增减", "批次可用", "批次已预约")


def draw_balance(balance: VoucherBalance, today: date, reason: str) -> None:
    """Draw a balance as of its day; `reason` is what was given for the look."""
    with element("article", css="sheet vouchers"):
        with element("header"):
            element("h2", balance.enterprise_name)
            element("p", f"截至 {balance.as_of}，由收支流水逐笔累计。查询理由：{reason}", "hint")
        if not balance.batches:
            element("p", "这家企业没有创新券。", "nothing")
            return
        with element("div", css="sums"):
            for name, fen in (("可用", balance.available_fen), ("已预约", balance.reserved_fen)):
                with element("p"):
                    element("span", name)
                    element("b", yuan(fen))
        if balance.expiring_on and balance.expiring_fen:
            told = tell_due(balance.expiring_on, today, is_estimate=False)
            element("p", f"其中 {yuan(balance.expiring_fen)} 最先过期：{told.words}。", told.tone)
        if balance.services:
            element("h3", "还能用于")
            with element("ul", css="measures"):
                for service in balance.services:
                    with element("li"):
                        element("span", service.service)
                        element("span", yuan(service.available_fen), "amount")
        _draw_windows(balance)
        element("h3", "各批次")
        _draw_batches(balance.batches)
        draw_origin(balance.freshness, "数据来源：本系统登记。可用 = 发放 - 已兑付 - 已预约 - 已过期。")


def draw_ledger(page: LedgerPage) -> None:
    """Draw a page of entries, the newest first, with the way to older and back to newer ones."""
    if not page.lines:
        return
    first = page.skip + 1
    title = (
        f"最近 {len(page.lines)} 笔收支"
        if first == 1
        else f"第 {first} 至 {page.skip + len(page.lines)} 笔收支"
    )
    with element("article", css="sheet vouchers ledger"):
        element("h3", title)
        with (
            element("div", css="scroll", tabindex="0", role="region", aria_label="收支明细"),
            element("table", css="table"),
        ):
            _draw_head(_ENTRY_COLUMNS)
            with element("tbody"):
                for line in page.lines:
                    _draw_entry(line)
        if page.skip or page.has_older:
            with element("nav", css="pages", aria_label="翻页"):
                if page.skip:
                    _draw_step("‹ 较新的", max(0, page.skip - MOST_ENTRIES))
                if page.has_older:
                    _draw_step("更早的 ›", page.skip + MOST_ENTRIES)


def _draw_step(words: str, skip: int) -> None:
    element("button", words, "link", type="button", data_event="ledger_page", data_value=str(skip))


def _draw_entry(line: VoucherStatementLine) -> None:
    with element("tr"):
        element("td", f"{in_shanghai(line.at):%Y-%m-%d %H:%M}")
        with element("td"):
            beside = "，".join(part for part in (line.service, line.note) if part)
            element("span", f"{line.kind_label}（{beside}）" if beside else line.kind_label)
            element("span", line.batch_number, "number soft")
        amounts = (line.amount_fen, line.change_fen, line.balance_after_fen, line.reserved_after_fen)
        _draw_amounts(_ENTRY_COLUMNS, amounts)


def _draw_amounts(columns: Sequence[str], amounts: Sequence[int]) -> None:
    """Draw the last columns of a row; on a phone, where each is a line, it bears its column's name."""
    for name, fen in zip(columns[-len(amounts) :], amounts, strict=True):
        element("td", yuan(fen), "amount", data_label=name)


def _draw_head(columns: Sequence[str]) -> None:
    with element("thead"), element("tr"):
        for name in columns:
            element("th", name, scope="col")


def yuan(fen: int) -> str:
    """Return an amount as it is shown: 12,345.67 元."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d} 元"


def _draw_windows(balance: VoucherBalance) -> None:
    if balance.windows:
        element("h3", "兑付时间")
        with element("ul", css="measures"):
            for window in balance.windows:
                with element("li"):
                    element("span", _say_window(window))
                    element("span", window.source, "source-name")
    if balance.review:
        element("p", balance.review)


def _say_window(window: RedemptionWindow) -> str:
    region = window.region.replace("/", " · ")
    state = "，现在可以申请" if window.is_open else ""
    if window.opens_on and window.closes_on:
        return f"{region}：{window.opens_on} 至 {window.closes_on}{state}"
    return f"{region}：{window.note or '文件未载明'}{state}"


def _draw_batches(batches: list[VoucherBatchView]) -> None:
    with (
        element("div", css="scroll", tabindex="0", role="region", aria_label="各批次"),
        element("table", css="table"),
    ):
        _draw_head(_COLUMNS)
        with element("tbody"):
            for batch in batches:
                with element("tr"):
                    with element("td"):
                        element("span", batch.name)
                        element("span", batch.batch_number, "number soft")
                    element("td", f"{batch.valid_from} 至 {batch.valid_to}")
                    amounts = (
                        batch.granted_fen,
                        batch.available_fen,
                        batch.reserved_fen,
                        batch.redeemed_fen,
                        batch.expired_fen,
                    )
                    _draw_amounts(_COLUMNS, amounts)
