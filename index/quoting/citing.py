"""A document's standing in words: where it holds, what a reader must know about it, and its citation."""

from datetime import date

from contracts import Citation
from index.lexicon.divisions import NATIONWIDE
from index.model.document import Metadata
from index.model.passage import Passage
from index.version.snapshot import IndexedDocument

DRAFT = "尚未经主管部门核定"
NO_VALIDITY = "文件未载明有效期"


def place_name(region: str | None) -> str:
    """A region in words: 浙江省/杭州市/萧山区 -> 浙江省杭州市萧山区; 全国; "" when it is not known."""
    return "" if region is None else region.replace("/", "")


def short_place(region: str) -> str:
    """The last two names: 杭州市萧山区; a province or 全国 by itself."""
    return "".join(region.split("/")[-2:]) if region.count("/") > 1 else region.split("/")[-1]


def chinese_date(day: date) -> str:
    """2021年6月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def validity(metadata: Metadata, today: date) -> str:
    """The document's validity in words: that it is over, replaced or not yet in force, else since and until when."""
    if metadata.replaced_on is not None and metadata.replaced_on <= today:
        return f"已于{chinese_date(metadata.replaced_on)}被新的规定替代"
    if metadata.effective_to is not None and metadata.effective_to < today:
        return f"已于{chinese_date(metadata.effective_to)}失效"
    if metadata.superseded_by is not None and metadata.replaced_on is None:
        return "已有新的规定替代"
    if metadata.effective_from is None and metadata.effective_to is None:
        issued = f"，{chinese_date(metadata.issued_on)}发文" if metadata.issued_on else ""
        return f"{NO_VALIDITY}{issued}"
    begins, ends = metadata.effective_from, metadata.effective_to
    said = [
        f"自{chinese_date(begins)}起施行" if begins else "",
        f"有效期至{chinese_date(ends)}" if ends else "",
    ]
    if metadata.replaced_on is not None:
        said.append(f"{chinese_date(metadata.replaced_on)}起由新的规定替代")
    return "，".join(part for part in said if part)


def is_ordinary(metadata: Metadata, today: date) -> bool:
    """Whether nothing is wrong with its validity: it says since when or until when it holds, and it does."""
    known = metadata.effective_from is not None or metadata.effective_to is not None
    begun = metadata.effective_from is None or metadata.effective_from <= today
    return (
        known
        and begun
        and metadata.superseded_by is None
        and not (metadata.effective_to is not None and metadata.effective_to < today)
    )


def notice(metadata: Metadata, today: date) -> str | None:
    """Everything a reader must know about the document's standing, in one line; None when there is nothing."""
    said = [
        DRAFT if metadata.review == "draft" else "",
        "" if is_ordinary(metadata, today) else validity(metadata, today),
        "文件未载明适用地区" if metadata.region is None else "",
        "标题、文号等信息由系统从原文识别" if metadata.inferred else "",
    ]
    return "；".join(part for part in said if part) or None


def cite(document: IndexedDocument, passage: Passage, today: date) -> Citation:
    """The citation of one passage."""
    metadata = document.metadata
    return Citation(
        document=document.path,
        title=metadata.title,
        section=" > ".join(passage.path) or None,
        document_number=metadata.document_number,
        issued_by=metadata.issued_by,
        region=metadata.region,
        issued_on=metadata.issued_on,
        effective_from=metadata.effective_from,
        effective_to=metadata.effective_to,
        url=metadata.url,
        passage=passage.text,
        notice=notice(metadata, today),
    )


def lead_in(metadata: Metadata) -> str:
    """Names the document, where it holds and its number: 浙江省杭州市《…》（杭科〔2024〕3号）： or 《…》（全国）：."""
    title = metadata.title if len(metadata.title) <= 60 else metadata.title[:59] + "…"
    title = title if title.startswith("《") and title.endswith("》") else f"《{title.translate(_INNER)}》"
    number = f"（{metadata.document_number}）" if metadata.document_number else ""
    if metadata.region is None:
        return f"{title}{number}："
    if metadata.region == NATIONWIDE:
        return f"{title}（全国）{number}："
    return f"{place_name(metadata.region)}{title}{number}："


_INNER = str.maketrans({"《": "〈", "》": "〉"})
