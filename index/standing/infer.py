"""What a document's own letterhead and text say about it. Nothing is taken from its file name, nothing is guessed."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from index.lexicon.divisions import NATIONWIDE, ancestors
from index.lexicon.places import Gazetteer
from index.passages.blocks import PLAIN_LEVEL, Block, parse_blocks
from index.standing.effect import read_effect
from index.standing.repeals import read_repeals
from index.text.document_numbers import NUMBER, ORDER, date_pattern, find_date, find_number
from index.text.mend import drop_line_blanks
from index.text.normalise import fold

_DATED = re.compile(
    rf"(?:(?:发布|发文|成文|印发|公布|生成|签发)(?:日期|时间)\s*[：:]?\s*)?(?:{date_pattern()}|(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
    r"(?:\s*(?:印发|发布|起草))?"
)
_STATED_NUMBER = re.compile(r"^(?:发文字号|文\s*号|发文文号|文件编号)\s*[：:]\s*(?P<number>.{4,40})$")
_ISSUER = re.compile(
    r"^(?P<name>[一-龥“”、（）\s]{3,40}?(?:局|厅|部|委员会|委|办公室|人民政府|办公厅|中心|领导小组))(?:文件|编印?|主办|印发)?$"
)
_TITLE = re.compile(
    r"(?:通知|通告|公告|意见|办法|措施|方案|规定|细则|条例|规划|计划|报告|决定|指南|须知|函|批复|纪要|简报|交流|分工表|清单)(?:》)?(?:的通知)?"
    r"(?:[（(](?:试行|暂行|修订|征求意见稿)[）)])?$"
)
_CENTRAL = re.compile(
    r"^(?:(?:中华人民共和国)?(?:国务院|中共中央|科学技术部|科技部|财政部|国家税务总局|税务总局|工业和信息化部|教育部|人力资源和?社会保障部"
    r"|商务部|海关总署|国家(?:发展和?改革委员会|发展改革委|外国专家局|知识产权局|药品监督管理局|市场监督管理总局|自然科学基金委员会))"
    r"(?:办公厅)?[、，\s]*)+$"
)
_LETTERHEAD = 12
_BODY = 60
_COUNTED = 30_000  # characters in which places are counted


def infer(text: str, gazetteer: Gazetteer) -> dict[str, object]:
    """Fields read from the text: title, issued_by, document_number, issued_on, region, effective_from, effective_to,
    supersedes; only those that it states.

    Title is always present: the document's own, else its first heading, else the beginning of its first sentence.
    """
    blocks = parse_blocks(text)
    head = _letterhead(blocks)
    title = _title(blocks, head)
    found: dict[str, object] = {"title": title or _first_clause(blocks)}
    issuer = next((match["name"].strip() for line in head if (match := _ISSUER.match(line))), None)
    issuer = issuer or _signature(blocks) or _issuer_in(title or "")
    issued_on = _issued_on(blocks, head)
    effect = read_effect(text, title or "", issued_on)
    stated = {
        "issued_by": issuer,
        "document_number": _number(head),
        "issued_on": issued_on,
        "region": _region(issuer or "", (title or "", *_first_headings(blocks)), text, gazetteer),
        "effective_from": effect.effective_from,
        "effective_to": effect.effective_to,
        "supersedes": tuple(dict.fromkeys([*effect.supersedes, *read_repeals(blocks, title or "")])),
    }
    return found | {key: value for key, value in stated.items() if value}


def _signature(blocks: list[Block]) -> str | None:
    """Who signed: the lines of bodies above the last date."""
    lines = [
        line.strip() for block in blocks[-12:] if block.kind == "paragraph" for line in block.text.split("\n")
    ]
    dated = [position for position, line in enumerate(lines) if _DATED.fullmatch(line)]
    names: list[str] = []
    for line in reversed(lines[: dated[-1]] if dated else []):
        match = _ISSUER.match(line)
        if match is None:
            break
        names.insert(0, match["name"].strip())
    return "、".join(names) or None


def _issuer_in(title: str) -> str | None:
    """杭州市科学技术局 of 杭州市科学技术局关于…; not 市科技局, which leaves open whose it is."""
    before, about, _ = title.partition("关于")
    match = _ISSUER.match(before.strip()) if about else None
    return None if match is None or re.match(r"[省市区县局]", before) else match["name"].strip()


def _number(head: list[str]) -> str | None:
    """The number that stands alone in the letterhead, in brackets under the title, or is called 发文字号."""
    for line in head:
        bare = line.strip()
        bare = bare[1:-1] if re.fullmatch(r"[（(].*[）)]", bare) else bare
        if match := _STATED_NUMBER.match(line):
            return find_number(match["number"])
        if NUMBER.fullmatch(bare) or ORDER.fullmatch(bare):
            return find_number(bare)
    return None


def _letterhead(blocks: list[Block]) -> list[str]:
    head: list[str] = []
    for block in blocks[:_LETTERHEAD]:
        if block.kind == "table" or len(block.text) > _BODY:
            break
        if not head or not (block.kind == "paragraph" and block.text == head[-1]):
            head.append(block.text)
    return head


def _title(blocks: list[Block], head: list[str]) -> str | None:
    """The title the document states; None when it begins with its text."""
    markdown = next((block.text for block in blocks if block.kind == "heading" and block.level == 1), None)
    if markdown:
        return _tidy(markdown)
    plain = [
        line
        for line in head
        if not NUMBER.fullmatch(line)
        and not _DATED.fullmatch(line)
        and not _ISSUER.match(line)
        and not _STATED_NUMBER.match(line)
    ]
    plain = [line for line in plain if not re.search(r"[：:。；;！？]$", line)]
    named = next((line for line in plain if "关于" in line and _TITLE.search(line)), None)
    named = named or next((line for line in plain if _TITLE.search(line)), None)
    if named:
        return _tidy(named)
    heading = next(
        (block.text for block in blocks[:1] if block.kind == "heading" and len(block.text) > 4), None
    )
    if heading or plain:
        return _tidy(heading or plain[0])
    return None


def _first_clause(blocks: list[Block]) -> str:
    """What the text begins with; of a table that nothing announces, the names of its columns."""
    if blocks and blocks[0].table is not None:
        table = blocks[0].table
        return _shortened("、".join(filter(None, table.header if any(table.header) else table.rows[0])))
    clause = re.split(r"[。；，,;]", blocks[0].text if blocks else "")[0]
    return _tidy(_shortened(clause))


def _shortened(text: str) -> str:
    return text if len(text) <= 45 else text[:44] + "…"


def _tidy(title: str) -> str:
    return re.sub(r"^(?:附件\d*[：:]\s*)", "", drop_line_blanks(title))


def _issued_on(blocks: list[Block], head: list[str]) -> date | None:
    """The date that stands alone in the letterhead or under the text; one inside a sentence is not it."""
    lines = [*head, *[block.text for block in blocks[:40]], *[block.text for block in blocks[-12:]]]
    alone = (line.strip() for line in lines)
    return next((found for line in alone if _DATED.fullmatch(line) and (found := find_date(line))), None)


def _first_headings(blocks: list[Block]) -> list[str]:
    """What stands over the text at once: the name of a sheet, the caption of its table."""
    return [block.text for block in blocks[:3] if block.kind == "heading" and block.level <= PLAIN_LEVEL]


def _region(issuer: str, titles: Sequence[str], text: str, gazetteer: Gazetteer) -> str | None:
    for stated in (issuer, *titles):
        places = gazetteer.find(fold(stated))
        if places:
            return places[0].paths[0]
    if issuer and _CENTRAL.match(issuer):
        return NATIONWIDE
    mentions: Counter[str] = Counter()
    for line in text[:_COUNTED].split("\n"):
        for place in gazetteer.find(fold(line)[:2000]):
            mentions[place.paths[0]] += 1
    total = sum(mentions.values())
    shares: Counter[str] = Counter()
    for path, count in mentions.items():
        for above in ancestors(path):
            shares[above] += count
    likely = [path for path, count in shares.items() if count >= 3 and count >= 0.6 * total]
    return max(likely, key=lambda path: path.count("/"), default=None)
