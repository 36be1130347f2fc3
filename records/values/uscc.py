"""The uscc (统一社会信用代码), by GB 32100-2015: 18 characters, the last of them a check digit.

Characters 1 and 2 say who registered the enterprise and what it is, 3 to 8 are the administrative division of the
office that did (GB/T 2260), 9 to 17 the organisation code (GB 11714) with a check digit of its own at 17. What is
said of a wrong code follows from its characters alone: never whether such an enterprise is known.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import uscc as uscc_number
from stdnum.numdb import get as get_numbers

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# The first two characters may be letters (N1 for rural collectives), which python-stdnum's own check refuses.
_FORM = re.compile(f"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_LENGTH = 18
_NATIONAL = "100000"
_REGION = slice(2, 8)
_ORGANISATION = slice(8, 17)
# Read or typed one for the other; of each pair that with a letter not in the alphabet is always the other one.
_LOOK_ALIKES = {
    left: right
    for pair in ("0O", "1I", "2Z", "5S", "8B", "UV")
    for left, right in (tuple(pair), tuple(reversed(pair)))
}
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class UsccInvalid(Exception):
    """What was given is no uscc; `reason` says in Chinese what looks wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def normalise_uscc(text: str) -> str:
    """Return the 18 characters of a uscc, in capitals, without separators. Raises UsccInvalid."""
    compact = str(uscc_number.compact(unicodedata.normalize("NFKC", text)))
    if not is_uscc(compact):
        raise UsccInvalid(_what_is_wrong(compact))
    return compact


def is_uscc(compact: str) -> bool:
    """Tell whether 18 capital letters and digits are a uscc."""
    return _FORM.fullmatch(compact) is not None and _has_check_digit(compact)


def organisation_check_digit(body: str) -> str:
    """Return the check digit of the eight characters of an organisation code (GB 11714-1997, 3.3).

    C9 = 11 - sum(Ci x Wi) mod 11, where a letter counts 10 for A to 35 for Z, 10 is written X and 11 is written 0.
    """
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def _what_is_wrong(compact: str) -> str:
    """Return what looks wrong, the most certain first: the length, a sign, a look-alike, a part, the last character."""
    if len(compact) != _LENGTH:
        return f"统一社会信用代码应为 {_LENGTH} 位，您输入的是 {len(compact)} 位，{_count_again(compact)}。"
    strange = [at for at, sign in enumerate(compact) if not _may_stand(sign, at)]
    if strange:
        return "".join(_describe_strange(compact[at], at) for at in strange[:3]) + "请对照营业执照核对。"
    mended = _mended_by_one(compact)
    if len(mended) == 1:
        at = mended[0]
        sign, other = compact[at], _LOOK_ALIKES[compact[at]]
        return f"请看第 {at + 1} 位：您输入的是“{sign}”，会不会是“{other}”？"
    return _describe_parts(compact)


def _count_again(compact: str) -> str:
    return "请看看是否漏了" if len(compact) < _LENGTH else "请看看是否多打了"


def _may_stand(sign: str, at: int) -> bool:
    return sign in "0123456789" if _REGION.start <= at < _REGION.stop else sign in _ALPHABET


def _describe_strange(sign: str, at: int) -> str:
    where = f"第 {at + 1} 位不会是“{sign}”"
    other = _LOOK_ALIKES.get(sign)
    if other is not None and _may_stand(other, at):
        return f"{where}，会不会是“{other}”？"
    what = (
        "这一位只能是数字"
        if _REGION.start <= at < _REGION.stop
        else "代码里只有数字和大写字母，没有 I、O、S、V、Z"
    )
    return f"{where}：{what}。"


def _mended_by_one(compact: str) -> list[int]:
    """Return the positions at which a look-alike makes the whole code right."""
    found = []
    for at, sign in enumerate(compact):
        other = _LOOK_ALIKES.get(sign)
        if other is None or not _may_stand(other, at):
            continue
        mended = compact[:at] + other + compact[at + 1 :]
        if is_uscc(mended) and _is_division(mended[_REGION]):
            found.append(at)
    return found


def _describe_parts(compact: str) -> str:
    """Return which part does not fit by itself; if all parts do, only the check digit is left to blame."""
    region, organisation = compact[_REGION], compact[_ORGANISATION]
    wrong = []
    if not _is_division(region):
        wrong.append(f"第 3 至 8 位（{region}）不是行政区划代码")
    if organisation[-1] != organisation_check_digit(organisation[:-1]):
        # Codes are in use whose organisation code does not follow its standard: then the last one may be the wrong one.
        wrong.append(f"第 9 至 17 位（{organisation}）或者最后一位（{compact[-1]}）看起来有误")
    if not wrong:
        wrong.append("最后一位或前两位看起来有误")
    return f"校验位不对：{'，'.join(wrong)}，请对照营业执照核对。"


def _is_division(region: str) -> bool:
    """Tell whether six digits are a division of GB/T 2260, past ones included, or the whole country's register."""
    parts = get_numbers("cn/loc").info(region)
    return region == _NATIONAL or (len(parts) == 2 and "county" in parts[1][1])


def _has_check_digit(compact: str) -> bool:
    """Tell whether the last of 18 characters of the right form is the check digit of the others."""
    return bool(compact[-1] == uscc_number.calc_check_digit(compact))
