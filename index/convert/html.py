"""Web pages: the article without menus and footers (trafilatura)."""

import re
from pathlib import Path

from index.convert.text import decode
from index.errors import DocumentError

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


def read_html(path: Path, name: str) -> str:
    """The page's main text as Markdown, its title as first heading. Raises DocumentError when there is none."""
    import trafilatura

    page = _decode(path.read_bytes(), name)
    text = trafilatura.extract(
        page, output_format="markdown", include_tables=True, include_comments=False, favor_recall=True
    )
    if not text:
        raise DocumentError(name, "网页里没有正文")
    found = trafilatura.extract_metadata(page)
    title = (found.title or "").strip() if found else ""
    return text if not title or text.lstrip().startswith("# ") else f"# {title}\n\n{text}"


def _decode(data: bytes, name: str) -> str:
    stated = _CHARSET.search(data[:4096])
    if stated:
        encoding = stated[1].decode("ascii").lower()
        encoding = "gb18030" if encoding in {"gb2312", "gbk"} else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            return decode(data, name)
    return decode(data, name)
