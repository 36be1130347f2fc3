"""The schema check of knowledge/, as its README.md describes it: guides, catalogue.yml, terms.yml and questions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.checks.knowledge_lists import Problem, check_catalogue, check_questions
from index.checks.knowledge_terms import check_terms
from index.checks.knowledge_words import check_words
from index.lexicon.divisions import load_divisions
from index.lexicon.terms import Terms
from index.model.errors import DocumentError
from index.passages.blocks import parse_blocks
from index.standing.metadata import split_front_matter
from index.text.mend import mend

_REQUIRED = ("id", "title", "topic", "region", "issued_by", "audience", "review", "sources")
_OPTIONAL = (
    "document_number",
    "issued_on",
    "effective_from",
    "effective_to",
    "superseded_by",
    "supersedes",
    "service_item",
    "related",
)
_DATES = ("issued_on", "effective_from", "effective_to")
_AUDIENCES = {"enterprise", "institution", "individual"}
_REVIEWS = {"draft", "approved"}
_SOURCE_FIELDS = {
    "title",
    "issuer",
    "number",
    "issued_on",
    "url",
    "read_from",
    "read_on",
    "effective_from",
    "effective_to",
}
_Value = dict[str, Any]


@dataclass(frozen=True)
class _Guide:
    file: str
    path: Path
    head: _Value
    body: str


def check_knowledge(folder: Path) -> list[Problem]:
    """Every problem of the folder's files, in the order of the files; none when all is well."""
    terms, problems = check_terms(folder)
    guides, broken = _read_guides(folder)
    problems += broken
    items, found = check_catalogue(folder, {str(guide.head.get("id")) for guide in guides})
    problems += found
    problems += check_words(folder)
    seen: dict[str, str] = {}
    ids = {str(guide.head.get("id")) for guide in guides}
    for guide in guides:
        problems += _check_guide(guide, terms, items, ids)
        known = str(guide.head.get("id"))
        if known in seen:
            problems.append(Problem(guide.file, "id", f"与 {seen[known]} 重复：{known}"))
        seen.setdefault(known, guide.file)
    return [*problems, *check_questions(folder, ids)]


def _read_guides(folder: Path) -> tuple[list[_Guide], list[Problem]]:
    guides: list[_Guide] = []
    problems: list[Problem] = []
    for path in sorted((folder / "guides").rglob("*.md")):
        file = path.relative_to(folder).as_posix()
        try:
            head, body = split_front_matter(path.read_text("utf-8"), file)
        except (DocumentError, UnicodeDecodeError) as error:
            problems.append(Problem(file, "-", getattr(error, "reason", "不是 UTF-8 文本")))
            continue
        if not head:
            problems.append(Problem(file, "-", "开头没有 front matter（--- 之间的字段）"))
            continue
        guides.append(_Guide(file, path, head, body))
    return guides, problems


def _check_guide(guide: _Guide, terms: Terms, items: set[str] | None, ids: set[str]) -> list[Problem]:
    problems: list[Problem] = []

    def wrong(field: str, reason: str) -> None:
        problems.append(Problem(guide.file, field, reason))

    head = guide.head
    for field in _REQUIRED:
        if head.get(field) in (None, "", []):
            wrong(field, "必填")
    for field in head.keys() - {*_REQUIRED, *_OPTIONAL}:
        wrong(field, "没有这个字段")
    if head.get("id") != guide.path.stem:
        wrong("id", f"应与文件名相同：{guide.path.stem}")
    if head.get("topic") != guide.path.parent.name:
        wrong("topic", f"应与文件夹相同：{guide.path.parent.name}")
    elif terms.topics and terms.find_topic(str(head.get("topic"))) is None:
        wrong("topic", f"terms.yml 里没有：{head.get('topic')}")
    if head.get("region") and not load_divisions().is_region(str(head["region"])):
        wrong("region", f"不是行政区划：{head['region']}（写法如 浙江省/杭州市/萧山区，或 全国）")
    if head.get("review") not in {None, *_REVIEWS}:
        wrong("review", "只能是 draft 或 approved")
    audience = head.get("audience")
    if audience and not (isinstance(audience, list) and set(map(str, audience)) <= _AUDIENCES):
        wrong("audience", f"只能是 {'、'.join(sorted(_AUDIENCES))} 的列表")
    _check_dates(head, wrong)
    _check_links(head, items, ids, wrong)
    _check_sources(head.get("sources"), wrong)
    _check_sections(guide.body, wrong)
    return problems


_Wrong = Callable[[str, str], None]


def _check_dates(head: _Value, wrong: _Wrong) -> None:
    days: dict[str, date] = {}
    for field in _DATES:
        value = head.get(field)
        if value is None:
            continue
        if type(value) is not date:
            wrong(field, f"日期应写成 YYYY-MM-DD：{value}")
        else:
            days[field] = value
    begins, ends = days.get("effective_from"), days.get("effective_to")
    if begins and ends and begins > ends:
        wrong("effective_to", f"早于 effective_from（{begins}）")
    if ends and days.get("issued_on") and days["issued_on"] > ends:
        wrong("effective_to", f"早于 issued_on（{days['issued_on']}）")


def _check_links(head: _Value, items: set[str] | None, ids: set[str], wrong: _Wrong) -> None:
    related = head.get("related") or []
    for link in related if isinstance(related, list) else [related]:
        if str(link) not in ids:
            wrong("related", f"没有这份指南：{link}")
    if head.get("superseded_by") and str(head["superseded_by"]) not in ids:
        wrong("superseded_by", f"没有这份指南：{head['superseded_by']}")
    if head.get("service_item") and items is not None and str(head["service_item"]) not in items:
        wrong("service_item", f"catalogue.yml 里没有：{head['service_item']}")


def _check_sources(sources: Any, wrong: _Wrong) -> None:
    if not isinstance(sources, list):
        if sources:
            wrong("sources", "应是列表")
        return
    for position, source in enumerate(sources):
        field = f"sources[{position}]"
        if not isinstance(source, dict):
            wrong(field, "应有 title、issuer 等字段")
            continue
        for name in ("title", "issuer", "read_on"):
            if not source.get(name):
                wrong(f"{field}.{name}", "必填")
        if not source.get("url") and not source.get("read_from"):
            wrong(field, "url 与 read_from 至少写一个")
        url = source.get("url")
        if url and not str(url).startswith(("http://", "https://")):
            wrong(f"{field}.url", "应以 http:// 或 https:// 开头")
        for name in ("issued_on", "read_on"):
            if source.get(name) and type(source[name]) is not date:
                wrong(f"{field}.{name}", f"日期应写成 YYYY-MM-DD：{source[name]}")
        for name in source.keys() - _SOURCE_FIELDS:
            wrong(f"{field}.{name}", "没有这个字段")


def _check_sections(body: str, wrong: _Wrong) -> None:
    blocks = parse_blocks(mend(body, soft_breaks=True))
    headings = [
        (position, block)
        for position, block in enumerate(blocks)
        if block.kind == "heading" and block.level <= 3
    ]
    if not any(block.level == 2 for _, block in headings):
        wrong("-", "没有任何章节（## 标题）")
    names = [block.text for _, block in headings if block.level == 2]
    for name in sorted({name for name in names if names.count(name) > 1}):
        wrong(f"## {name}", "章节重复")
    for position, block in headings:
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        is_empty = following is None or (following.kind == "heading" and following.level <= block.level)
        if is_empty:
            wrong(f"{'#' * block.level} {block.text}", "章节是空的")
