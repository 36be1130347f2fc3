"""Which reader reads what. The libraries are imported when a file of that format comes."""

from collections.abc import Callable
from pathlib import Path

from index.convert.sniff import sniff
from index.model.errors import DocumentError

MOST_CHARACTERS = 2_000_000
_EXPECTED = {
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
}


def read_file(path: Path, name: str, alive: Callable[[], None]) -> str:
    """Structured text of the file, by its content where the extension is wrong. `alive` is called now and then.

    Raises DocumentError.
    """
    suffix = path.suffix.lower()
    kind = sniff(path, name)
    expected = _EXPECTED.get(suffix, "")
    if kind in {"text", "html"} and expected in {"html", "csv"}:
        kind = expected if kind == "text" else kind
    if kind == "text" and expected == "pdf":
        raise DocumentError(name, "不是 PDF 文件，或文件已损坏")
    if kind in {"text", "damaged", "rtf"}:
        raise DocumentError(name, "文件已损坏，或扩展名与内容不符（请用原来的软件打开后另存）")
    if kind == "ole":
        raise DocumentError(name, "文件加了密码，或是旧版格式（请去掉密码，另存为 docx、xlsx 或 pptx）")
    return _READERS[kind](path, name, alive)


def _docx(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.office.docx import read_docx

    return read_docx(path, name)


def _xlsx(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.sheet.xlsx import read_xlsx

    return read_xlsx(path, name, alive)


def _pptx(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.office.pptx import read_pptx

    return read_pptx(path, name)


def _pdf(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.pdf.pages import read_pdf

    return read_pdf(path, name, alive)


def _html(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.web.article import read_html

    return read_html(path, name)


def _csv(path: Path, name: str, alive: Callable[[], None]) -> str:
    from index.convert.sheet.delimited import read_csv

    return read_csv(path, name)


_READERS: dict[str, Callable[[Path, str, Callable[[], None]], str]] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
    "pdf": _pdf,
    "html": _html,
    "csv": _csv,
}
