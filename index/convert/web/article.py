"""Web pages of government sites: the article without menus and footers, its title, its tables. Nothing is fetched."""

import re
from pathlib import Path

from lxml import etree, html

from index.convert.sheet.grid import GridTooLarge
from index.convert.text import decode
from index.convert.web.blocks import write_blocks
from index.convert.web.standing_box import stated_number
from index.model.errors import DocumentError

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
_MOST_BYTES = 20_000_000
_DROPPED = "script style noscript iframe nav footer form select button template svg object embed audio video head link"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Parts that are no article, by the words that makers of such pages put into class and id.
_CHROME = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|menu|breadcrumb|crumbs?|footer|foot|copyright|sidebar|share|toolbar|search|pager?|pagination|banner|topbar|header|login|qrcode|ewm|dangqianweizhi|weizhi|position)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
# Where content systems of government sites put the article, likeliest first.
_ARTICLES = (
    "//*[@id='UCAP-CONTENT' or @id='zoom' or @id='Zoom' or @id='ZoomCon' or @id='NewsContent']",
    "//*[contains(concat(' ', @class, ' '), ' TRS_Editor ') or contains(@class, 'trs_editor_view')]",
    "//*[@id='articleContent' or contains(@class, 'article-content') or contains(@class, 'article_content')]",
    "//*[contains(@class, 'pages_content') or contains(@class, 'wp_articlecontent')]",
    "//*[contains(@class, 'xxgk_content') or contains(@class, 'news_content')]",
    "//*[contains(@class, 'content_main') or contains(@class, 'detail-content')]",
    "//article | //*[@itemprop='articleBody']",
)
_TITLE_METAS = ("ArticleTitle", "og:title")
_FILE = re.compile(r"\.(?:docx?|wps|xlsx?|et|pptx?|pdf|ofd|zip|rar)(?:[?#]|$)", re.IGNORECASE)
_LINKED = 0.7  # of its characters: a menu
_LEAST = 60  # characters of an article
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*(?:网|网站|门户|平台|政府|局|厅|委|部)\s*$")


def read_html(path: Path, name: str) -> str:
    """The page's main text as Markdown, its title as first heading. Raises DocumentError when there is none."""
    if path.stat().st_size > _MOST_BYTES:
        raise DocumentError(name, f"网页太大（上限 {_MOST_BYTES // 1_000_000} MB）")
    page = _decode(path.read_bytes(), name)
    root = _parse(page, name)
    title, number = _title(root), stated_number(root)
    _clean(root, title)
    try:
        blocks = write_blocks(_find_article(root))
    except GridTooLarge as error:
        raise DocumentError(name, "表格太大（请拆分后再放入）") from error
    if not any(char.isalnum() for block in blocks for char in block):
        raise DocumentError(name, "网页里没有正文")
    if number and number not in "".join(blocks[:8]):
        blocks.insert(0, f"发文字号：{number}")
    return "\n\n".join(_with_title(title, blocks))


def _decode(data: bytes, name: str) -> str:
    stated = _CHARSET.search(data[:4096])
    if stated and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = stated[1].decode("ascii").lower()
        try:
            return data.decode(_ALIASES.get(encoding, encoding))
        except (LookupError, UnicodeDecodeError):
            return decode(data, name)
    return decode(data, name)


def _parse(page: str, name: str) -> html.HtmlElement:
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page.replace("\x00", ""))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(name, "网页里没有正文") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise DocumentError(name, "网页嵌套过深，无法完整读取")
    return root


def _title(root: html.HtmlElement) -> str:
    """The article's title as the page states it: by its metadata, else its heading, else the window's title."""
    for key in _TITLE_METAS:
        for found in root.xpath("//meta[@name=$key or @property=$key]/@content", key=key):
            if str(found).strip():
                return _tidy(str(found))
    headings = [_tidy(element.text_content()) for element in root.xpath("//h1")]
    stated = _tidy(" ".join(root.xpath("//head/title/text()")))
    for heading in headings:
        if heading and len(headings) == 1 and (heading in stated or len(heading) >= 8):
            return heading
    return _SITE.sub("", stated)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u3000", " ")).strip()


def _clean(root: html.HtmlElement, title: str) -> None:
    """Take out what no reader of the article sees or wants."""
    for element in root.xpath("|".join(f"//{tag}" for tag in _DROPPED.split() if tag != "head")):
        element.drop_tree()
    whole = _own_text(root)
    for element in root.xpath("//body//*[@class or @id or @style or @role]"):
        words = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_chrome = bool(_CHROME.search(words)) and not _wraps_article(element, title, whole)
        is_navigation = element.get("role") in {"navigation", "banner", "contentinfo", "search"}
        hidden = bool(_HIDDEN.search(element.get("style") or ""))
        if (
            (is_chrome or is_navigation or hidden)
            and element.getparent() is not None
            and element.tag != "body"
        ):
            element.drop_tree()


def _wraps_article(element: html.HtmlElement, title: str, whole: int) -> bool:
    """Whether the article is in a part that is called otherwise (page-content, header-fixed). `whole`: of the page."""
    if element.xpath(".//table//td[string-length(.) > 200]"):
        return True
    return 2 * _own_text(element) > whole and bool(title) and title in _tidy(element.text_content())


def _find_article(root: html.HtmlElement) -> html.HtmlElement:
    body = root.find("body")
    body = root if body is None else body
    for path in _ARTICLES:
        found = root.xpath(path)
        if found:
            best: html.HtmlElement = max(found, key=_own_text)
            if _own_text(best) >= _LEAST:
                return best
    _drop_link_lists(body)
    return _densest(body)


def _drop_link_lists(body: html.HtmlElement) -> None:
    """Take out parts that are links and little else: menus of pages that name nothing."""
    for element in body.xpath(".//ul|.//ol|.//td|.//div|.//p|.//tr"):
        whole = len(_tidy(element.text_content()))
        linked = whole - _own_text(element)
        if element.getparent() is not None and linked and linked >= _LINKED * whole:
            element.drop_tree()


def _own_text(element: html.HtmlElement) -> int:
    """Characters that are not links' to other pages; files are attached to the article."""
    linked = sum(len(_tidy(link.text_content())) for link in element.xpath(".//a") if not _is_file(link))
    return len(_tidy(element.text_content())) - linked


def _is_file(link: html.HtmlElement) -> bool:
    return any(_FILE.search(said) for said in (link.get("href") or "", _tidy(link.text_content())))


def _densest(body: html.HtmlElement) -> html.HtmlElement:
    """The innermost element that still holds most of what is not links."""
    best = body
    whole = _own_text(body)
    while True:
        inner = [e for e in best if isinstance(e.tag, str) and e.tag not in {"p", "ul", "ol", "span", "a"}]
        rows = ("table", "tbody", "tr") if best.tag not in {"table", "tbody", "tr"} else ()
        largest = max(inner, key=_own_text, default=None)
        if largest is None or _own_text(largest) < 0.75 * whole or largest.tag in rows:
            return best
        best = largest


def _with_title(title: str, blocks: list[str]) -> list[str]:
    if not title or blocks[0].startswith("# "):
        return blocks
    bare = re.sub(r"\s+", "", title)
    head = [re.sub(r"[#\s]+", "", block) for block in blocks[:3]]
    if bare in head:  # the article begins with its own title
        del blocks[head.index(bare)]
    return [f"# {title}", *blocks]
