"""Regions as records hold them: 浙江省/杭州市/萧山区, from the province (GB/T 2260) down, or 全国."""

from __future__ import annotations

import re
import unicodedata

NATIONWIDE = "全国"
_PROVINCE = re.compile(
    "(?:北京|天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾)省|(?:内蒙古|广西壮族|西藏|宁夏回族|新疆维吾尔)自治区|(?:香港|澳门)特别行政区"
)
# Development zones are no divisions, and yet where enterprises are: 萧山经济技术开发区 counts as a last part.
_PART = re.compile(r"[\u4e00-\u9fff]{1,20}(?:市|区|县|旗|盟|州|镇|乡|街道|兵团)")
_LONGEST_PATH = 5


def find_region(text: str) -> str | None:
    """Return a region's path, None for what is none; without slashes only a province is taken."""
    parts = [part.strip() for part in unicodedata.normalize("NFKC", text).strip().strip("/").split("/")]
    if parts == [NATIONWIDE]:
        return NATIONWIDE
    is_path = _PROVINCE.fullmatch(parts[0]) and len(parts) <= _LONGEST_PATH
    return "/".join(parts) if is_path and all(_PART.fullmatch(part) for part in parts[1:]) else None
