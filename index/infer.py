"""What a document's own letterhead and text say about it. Nothing is taken from its file name, nothing is guessed."""

import re
from collections import Counter
from datetime import date

from index.blocks import Block, parse_blocks
from index.divisions import ancestors
from index.mend import drop_line_blanks
from index.normalise import fold
from index.places import Gazetteer

NUMBER = re.compile(
    r"(?P<code>[一-龥]{1,10}(?:发|函|字|令|通|办|科|规|政|文)?)\s*[〔\[（(【［](?P<year>(?:19|20)\d{2})[〕\])）】］]\s*(?P<n>\d{1,4})\s*号"
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日(?:\s*(?:印发|发布|起草)?)"
)
_ISSUER = re.compile(
    r"^(?P<name>[一-龥“”、（）\s]{3,40}?(?:局|厅|部|委员会|委|办公室|人民政府|办公厅|中心|领导小组))(?:文件|编印?|主办|印发)?$"
)
_TITLE = re.compile(
    r"(?:通知|通告|公告|意见|办法|措施|方案|规定|细则|条例|规划|计划|报告|决定|指南|须知|函|批复|纪要|简报|交流|分工表|清单)(?:》)?(?:的通知)?"
    r"(?:[（(](?:试行|暂行|修订|征求意见稿)[）)])?$"
)
_LETTERHEAD = 12
_BODY = 60


def infer(text: str, gazetteer: Gazetteer) -> dict[str, object]:
    """Fields read from the text: title, issued_by, document_number, issued_on, region; only those that it states.

    Title is always present: the document's own, else its first heading, else the beginning of its first sentence.
    """
    blocks = parse_blocks(text)
    head = _letterhead(blocks)
    title = _title(blocks, head)
    found: dict[str, object] = {"title": title or _first_clause(blocks)}
    issuer = next((match["name"].strip() for line in head if (match := _ISSUER.match(line))), None)
    number = next((match for line in head if (match := NUMBER.fullmatch(line.strip()))), None)
    if issuer:
        found["issued_by"] = issuer
    if number:
        found["document_number"] = f"{number['code']}〔{number['year']}〕{number['n']}号"
    if issued_on := _issued_on(blocks, head):
        found["issued_on"] = issued_on
    if region := _region(issuer or "", title or "", text, gazetteer):
        found["region"] = region
    return found


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
        if not NUMBER.fullmatch(line) and not _DATE.fullmatch(line) and not _ISSUER.match(line)
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
    clause = re.split(r"[。；，,;]", blocks[0].text if blocks else "")[0]
    return _tidy(clause if len(clause) <= 45 else clause[:44] + "…")


def _tidy(title: str) -> str:
    return re.sub(r"^(?:附件\d*[：:]\s*)", "", drop_line_blanks(title))


def _issued_on(blocks: list[Block], head: list[str]) -> date | None:
    """The date that stands alone in the letterhead or under the text; one inside a sentence is not it."""
    lines = [*head, *[block.text for block in blocks[:40]], *[block.text for block in blocks[-12:]]]
    for line in lines:
        if match := _DATE.fullmatch(line.strip()):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                continue
    return None


def _region(issuer: str, title: str, text: str, gazetteer: Gazetteer) -> str | None:
    for stated in (issuer, title):
        places = gazetteer.find(fold(stated))
        if places:
            return places[0].paths[0]
    mentions: Counter[str] = Counter()
    for line in text.split("\n"):
        for place in gazetteer.find(fold(line)[:2000]):
            mentions[place.paths[0]] += 1
    total = sum(mentions.values())
    shares: Counter[str] = Counter()
    for path, count in mentions.items():
        for above in ancestors(path):
            shares[above] += count
    likely = [path for path, count in shares.items() if count >= 3 and count >= 0.6 * total]
    return max(likely, key=lambda path: path.count("/"), default=None)
