"""pdf with text: columns in reading order, running headers and page numbers left out, paragraphs mended, tables found.

Scanned pages are recognised when the extra `ocr` is installed; pictures and forms' values are not read.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.convert.pdf.layout import Item, order_page
from index.convert.pdf.lines import Piece, make_pieces, upright_chars
from index.convert.pdf.ocr import recognise_pages
from index.convert.pdf.paragraphs import write_items
from index.convert.pdf.running import drop_running
from index.convert.pdf.tables import PageTable, find_tables
from index.model.errors import DocumentError

MOST_PAGES = 1_500
_LEAST_TEXT = 10  # characters of a page that has text
_CID = re.compile(r"\(cid:\d+\)")
_DAMAGED = "文件已损坏，无法打开（请用原来的软件打开后另存）"
_LOCKED = "PDF 加了密码或不允许读取文字（请去掉限制后再放入）"


def read_pdf(path: Path, name: str, alive: Callable[[], None] = lambda: None) -> str:
    """The pdf as Markdown. Raises DocumentError for encrypted, broken and unreadable scanned files."""
    pages = _read_pages(path, name, alive)
    scanned = [number for number, page in enumerate(pages) if page.is_scan]
    if scanned:
        recognised = recognise_pages(path, scanned, name, alive, required=2 * len(scanned) >= len(pages))
        for number, pieces in recognised.items():
            pages[number].pieces = pieces
        if not any(page.pieces for page in pages):
            raise DocumentError(name, "扫描件，没有认出文字（请检查扫描是否清晰，或放入带文字的文件）")
    kept = drop_running([(page.pieces, page.height) for page in pages])
    items: list[Item] = []
    for number, (page, pieces) in enumerate(zip(pages, kept, strict=True)):
        items += order_page(pieces, page.tables, page.width, number)
    return "\n\n".join(write_items(items))


class _Page:
    """What was found on a page, turned upright."""

    def __init__(self, page: Any) -> None:
        chars = [char for char in page.chars if not _CID.fullmatch(char["text"])]
        upright, turn = upright_chars(chars, float(page.width), float(page.height))
        self.width, self.height = turn.size()
        self.tables: list[PageTable] = find_tables(page, upright, turn)
        self.pieces: list[Piece] = make_pieces(upright)
        # Characters without a meaning (cid) are as good as a picture; an empty page is none.
        self.is_scan = len(upright) < _LEAST_TEXT and (bool(page.images) or len(page.chars) > len(chars))


def _read_pages(path: Path, name: str, alive: Callable[[], None]) -> list[_Page]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    broken = (PDFException, PSException, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError)
    try:
        with pdfplumber.open(path) as pdf:
            if not pdf.doc.is_extractable:
                raise DocumentError(name, _LOCKED)
            if len(pdf.pages) > MOST_PAGES:
                raise DocumentError(
                    name, f"PDF 页数太多（{len(pdf.pages)} 页，上限 {MOST_PAGES} 页），请拆分后再放入"
                )
            pages = []
            for page in pdf.pages:
                pages.append(_Page(page))
                page.close()
                alive()
    except PdfminerException as error:
        locked = error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError)
        raise DocumentError(name, _LOCKED if locked else _DAMAGED) from error
    except broken as error:
        raise DocumentError(name, _DAMAGED) from error
    if not pages:
        raise DocumentError(name, _DAMAGED)
    return pages
