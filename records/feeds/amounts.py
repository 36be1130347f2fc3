"""How amounts are read: yuan with at most two decimals, exactly, to integer fen."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from records.feeds.problems import ValueInvalid
from records.feeds.values import plain_text

FEN_A_YUAN = 100
FEN_A_WAN = 1_000_000
LARGEST_FEN = 10**13  # a hundred thousand million yuan

# Thousands are all marked or none is: 1,234.50 or 1234.50, never 12,34.
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{1,9}))?")


class Amount:
    """Reads an amount in a unit to fen. A negative one only where `may_be_negative` (a correction)."""

    def __init__(self, fen_a_unit: int = FEN_A_YUAN, *, may_be_negative: bool = False) -> None:
        self._fen_a_unit = fen_a_unit
        self._may_be_negative = may_be_negative

    def __call__(self, raw: Any) -> int:
        if isinstance(raw, float | Decimal):
            text = _shown(raw)
        else:
            text = unicodedata.normalize("NFKC", plain_text(raw)).replace(" ", "")
        text = text.removeprefix("¥").removeprefix("￥").removesuffix("元")
        if text.endswith("万"):
            raise ValueInvalid("单元格里写了“万”：请以元为单位填写，或在表头写明（万元）。")
        is_negative = text.startswith(("-", "−"))
        if is_negative and not self._may_be_negative:
            raise ValueInvalid("金额不能是负数，请改正；要冲减请用“更正”。")
        found = _AMOUNT.fullmatch(text.lstrip("-−") if is_negative else text)
        if found is None:
            raise ValueInvalid("不是金额，请填数字，如 12345.60（不用科学记数法）。")
        fen = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}") * self._fen_a_unit
        if fen != fen.to_integral_value():
            raise ValueInvalid("金额最多精确到分（两位小数），请改正。")
        if fen > LARGEST_FEN:
            raise ValueInvalid("金额过大，请核对单位。")
        return -int(fen) if is_negative else int(fen)

    def show(self, fen: int) -> str:
        """Return an amount in yuan."""
        return f"{'-' if fen < 0 else ''}{abs(fen) // FEN_A_YUAN}.{abs(fen) % FEN_A_YUAN:02d}"


def _shown(number: float | Decimal) -> str:
    """Return a number as a spreadsheet shows it: with 15 digits, so that 0.1 + 0.2 is 0.3."""
    value = Decimal(f"{number:.15g}")
    return f"{value:f}" if value.is_finite() and -20 < value.adjusted() < 20 else str(number)
