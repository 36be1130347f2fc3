"""Running headers and footers, and page numbers: what stands in the margin of many pages at the same height."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.convert.pdf.lines import Piece

_MARGIN = 0.13  # of the page's height, above and below
_SAME_HEIGHT = 6.0  # points
_DIGITS = re.compile(r"\d+|[ⅰ-ⅿ]+")
_PAGE = re.compile(
    r"[-—–－·.\s]*(?:第\s*)?\d{1,4}\s*(?:页)?[-—–－·.\s]*"
    r"|第\s*\d{1,4}\s*页\s*[,，/／|]?\s*共\s*\d{1,4}\s*页|\d{1,4}\s*[/／]\s*\d{1,4}|Page\s*\d{1,4}(?:\s*of\s*\d{1,4})?",
    re.IGNORECASE,
)
Page = tuple[list[Piece], float]  # pieces and the page's height


def drop_running(pages: Sequence[Page]) -> list[list[Piece]]:
    """The pieces of each page without what runs through the document."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, (pieces, height) in enumerate(pages):
        for piece in pieces:
            if _in_margin(piece, height):
                for place in _places(piece, height):
                    seen[place].add(number)
    least = max(2, min(3, len(pages)), round(0.3 * len(pages)))
    return [
        [
            piece
            for piece in pieces
            if not (
                _in_margin(piece, height)
                and (
                    _PAGE.fullmatch(piece.text.strip())
                    or any(len(seen[p]) >= least for p in _places(piece, height))
                )
            )
        ]
        for pieces, height in pages
    ]


def _in_margin(piece: Piece, height: float) -> bool:
    return piece.bottom < _MARGIN * height or piece.top > (1 - _MARGIN) * height


def _places(piece: Piece, height: float) -> list[tuple[str, int]]:
    """The text without its digits, at its height from the nearer edge, rounded both ways."""
    text = _DIGITS.sub("#", re.sub(r"\s+", "", piece.text))
    from_edge = piece.top if piece.top < height / 2 else piece.top - height
    step = int(from_edge // _SAME_HEIGHT)
    return [(text, step), (text, step + 1)]
