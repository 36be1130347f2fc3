"""The marks that number the parts of Chinese documents: 第十一条, 一、, （一）, 1., （1）, ①."""

import re
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇"
# From the outermost to the innermost, as GB/T 9704 nests them; the key is the style, its position the depth.
_STYLES = (
    ("cn", re.compile(rf"^([{_CN}]{{1,4}})、\s*")),
    ("bracketed_cn", re.compile(rf"^([（(][{_CN}]{{1,4}}[）)])\s*")),
    ("number", re.compile(r"^(\d{1,3})\s*(?:[.．、)）](?!\d)|[.．](?=(?:19|20)\d\d\s*年))\s*")),
    ("bracketed_number", re.compile(r"^([（(]\d{1,3}[）)])\s*")),
    ("circled", re.compile(r"^([①-⑳])\s*")),
)
ARTICLE = re.compile(rf"^(第[{_CN}\d]+[条條](?:之[一二三四五])?)\s*([（【(][^）】)]{{2,20}}[）】)])?\s*")
DECIMAL = re.compile(r"^(\d{1,2}(?:[.．]\d{1,2}){1,3})[\s　]+(?=\S)")


@dataclass(frozen=True)
class Marker:
    """`style` says which marks belong together, `depth` how far in they usually stand, `label` is shown: （五）."""

    style: str
    depth: int
    label: str
    length: int


def find_marker(text: str) -> Marker | None:
    """The mark a paragraph begins with, or None. A date (2016.5) or a ratio is none."""
    for depth, (style, pattern) in enumerate(_STYLES):
        if match := pattern.match(text):
            return Marker(style, depth, match[1], match.end())
    return None
