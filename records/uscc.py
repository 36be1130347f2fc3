"""The uscc (统一社会信用代码), by GB 32100-2015: 18 characters, the last of them a check digit."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc as uscc_number

# The first two characters may be letters (N1 for rural collectives), which python-stdnum's own check refuses.
_FORM = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class UsccInvalid(Exception):
    """What was given is no uscc; `reason` says in Chinese what looks wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalise_uscc(text: str) -> str:
    """Return the 18 characters of a uscc, in capitals, without separators. Raises UsccInvalid."""
    compact = str(uscc_number.compact(unicodedata.normalize("NFKC", text)))
    if len(compact) != 18:
        raise UsccInvalid(f"统一社会信用代码应为 18 位，您输入的是 {len(compact)} 位。")
    if not _FORM.fullmatch(compact):
        raise UsccInvalid(
            "统一社会信用代码中有不该出现的字符（不含字母 I、O、S、V、Z；第 3 至 8 位是数字）。"
        )
    if not _has_check_digit(compact):
        raise UsccInvalid("统一社会信用代码的校验位不对，请核对是否有输错的字符。")
    return compact


def is_uscc(compact: str) -> bool:
    """Tell whether 18 capital letters and digits are a uscc."""
    return _FORM.fullmatch(compact) is not None and _has_check_digit(compact)


def _has_check_digit(compact: str) -> bool:
    """Tell whether the last of 18 characters of the right form is the check digit of the others."""
    return bool(compact[-1] == uscc_number.calc_check_digit(compact))
