"""pdf with text, through markitdown (pdfminer)."""

import re
from pathlib import Path

from index.errors import DocumentError

_CID = re.compile(r"\(cid:\d+\)")


def read_pdf(path: Path, name: str) -> str:
    """The pdf's text. Raises DocumentError for encrypted, broken and scanned files."""
    with path.open("rb") as file:
        if b"%PDF" not in file.read(1024):
            raise DocumentError(name, "不是 PDF 文件，或文件已损坏")
    pages = _count_pages(path, name)
    from markitdown import MarkItDown
    from markitdown._exceptions import MarkItDownException

    try:
        text = _CID.sub("", MarkItDown(enable_plugins=False).convert_local(str(path)).text_content)
    except (MarkItDownException, ValueError, KeyError, OSError) as error:
        raise DocumentError(name, "文件已损坏，无法打开") from error
    if sum(char.isalnum() for char in text) < 10 * pages and len(text.strip()) < 200:
        raise DocumentError(name, "扫描件，没有可读取的文字（请先做文字识别）")
    return text


def _count_pages(path: Path, name: str) -> int:
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psparser import PSException

    try:
        with path.open("rb") as file:
            document = PDFDocument(PDFParser(file))
            if not document.is_extractable:
                raise DocumentError(name, "PDF 加了密码或不允许读取文字")
            pages = sum(1 for _ in PDFPage.create_pages(document))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise DocumentError(name, "PDF 加了密码或不允许读取文字") from error
    except (PDFException, PSException, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise DocumentError(name, "文件已损坏，无法打开") from error
    if pages == 0:
        raise DocumentError(name, "文件已损坏，无法打开")
    return pages
