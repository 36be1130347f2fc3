"""Places that are named by no name of theirs: 外地, 跨省, 别的城市."""

from __future__ import annotations

import re

_ELSEWHERE = re.compile(r"[异外][地省市]|跨[省市区县地]|(?:别的|其[他它])(?:地方|地区|城市|省)|通用|通兑")


def names_elsewhere(plain: str) -> bool:
    """Tell whether a text in its canonical form means other places than one's own, whichever they are."""
    return _ELSEWHERE.search(plain) is not None
