"""Amounts and days in words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def yuan(fen: int) -> str:
    """Return an amount of integer fen in yuan, exact: 1250 -> 12.50 元, 2000000 -> 20,000 元."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d} 元" if rest else f"{whole:,} 元"


def signed_yuan(fen: int) -> str:
    """Return a change in yuan: 1250 -> +12.50 元, -2000000 -> -20,000 元."""
    return f"{'-' if fen < 0 else '+'}{yuan(abs(fen))}"


def day(moment: date | datetime) -> str:
    """Return a calendar day in China: 2026年3月5日."""
    local = moment.astimezone(SHANGHAI).date() if isinstance(moment, datetime) else moment
    return f"{local.year}年{local.month}月{local.day}日"


def binding_request(what: str) -> str:
    """Return why something of an enterprise is not told, and how it shows that it is that enterprise."""
    return (
        f"{what}只给企业自己看。请先绑定企业：需要统一社会信用代码，"
        "以及在科技局登记的联系人手机号，验证码会发到这个手机上。"
    )
