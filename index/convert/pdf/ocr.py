"""Scanned pages to text, where the extra `ocr` (RapidOCR, its models in its package) is installed."""

import importlib.util
import logging
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.convert.pdf.lines import Piece
from index.model.errors import DocumentError

MOST_PAGES = 80  # at up to ten seconds a page on two cores
_DPI = 200
_POINTS = 72
_MOST_PIXELS = 30_000_000
_SURE = 0.5  # of a line, by the recogniser's own reckoning
_MISSING = "扫描件，没有可读取的文字（请先做文字识别，或安装可选组件 ocr：pip install 'dianxiaoer[ocr]'）"


def is_installed() -> bool:
    """Whether scanned pages can be read here."""
    return all(importlib.util.find_spec(module) for module in ("rapidocr", "onnxruntime", "pypdfium2"))


def recognise_pages(
    path: Path, numbers: Sequence[int], name: str, alive: Callable[[], None], *, required: bool
) -> dict[int, list[Piece]]:
    """{page from 0: pieces of its lines} of scanned pages. Raises DocumentError when it cannot and `required`."""
    if not is_installed():
        if required:
            raise DocumentError(name, _MISSING)
        return {}
    if len(numbers) > MOST_PAGES:
        raise DocumentError(name, f"扫描页太多（{len(numbers)} 页，上限 {MOST_PAGES} 页），请拆分后再放入")
    import pypdfium2

    engine = _make_engine()
    found: dict[int, list[Piece]] = {}
    document = pypdfium2.PdfDocument(path)
    try:
        for number in numbers:
            page = document[number]
            found[number] = _recognise(engine, page)
            page.close()
            alive()
    finally:
        document.close()
    return found


def _make_engine() -> Any:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))  # the recogniser maps more memory than it uses
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})


def _recognise(engine: Any, page: Any) -> list[Piece]:
    width, height = page.get_size()
    scale = _DPI / _POINTS
    scale = min(scale, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    result = engine(page.render(scale=scale).to_numpy())
    if result is None or result.boxes is None:
        return []
    pieces = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if score < _SURE or not text.strip():
            continue
        xs, ys = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
        # The box of a line is a little taller than its letters.
        pieces.append(Piece(text.strip(), min(xs), min(ys), max(xs), max(ys), 0.8 * (max(ys) - min(ys))))
    return _even_sizes(sorted(pieces, key=lambda piece: (piece.top, piece.x0)))


def _even_sizes(pieces: list[Piece]) -> list[Piece]:
    """Sizes rounded to those that stand out: heights of recognised lines differ by what letters they hold."""
    if not pieces:
        return []
    middle = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    return [
        Piece(p.text, p.x0, p.top, p.x1, p.bottom, middle if p.size < 1.3 * middle else p.size)
        for p in pieces
    ]
