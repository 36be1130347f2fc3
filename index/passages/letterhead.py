"""What stands over a notice's text and answers nobody: its own title and number, whom it addresses, 现将…通知如下."""

import re
from collections.abc import Sequence

from index.model.document import Metadata
from index.passages.blocks import Block
from index.text.normalise import fold

_ADDRESSED = re.compile(
    r"^[^。；;]{0,80}各[^。；;]{0,80}(?:单位|局|厅|委|办|处|部门|企业|公司|政府|机构|院所|院校|高校|科室|中心|园区|开发区|协会|学会|管委会)"
    r"(?:[（(][^）)]{1,20}[）)])?[：:]$"
)
_ANNOUNCES = re.compile(r"(?:通知|通告|公告|公示|公布|函告|明确|安排)如下[：:。]?$")
_REASON = re.compile(r"根据|依据|按照|依照|《")
_MOST_SAID = 120  # characters of an announcement that says nothing else
_NUMBER_LABEL = "发文字号："


def drop_letterhead(blocks: Sequence[Block], metadata: Metadata) -> list[Block]:
    """The blocks at a document's beginning without those that only repeat its title, number, date label or issuer, or
    address somebody; without an announcement (现将有关事项通知如下) where nothing else is left.

    An announcement that gives its reason (根据《…》) stays: people ask for it.
    """
    known = _known(metadata)
    rest = list(blocks)
    while rest and rest[0].table is None and _says_nothing(rest[0].text, known):
        del rest[0]
    return [] if len(rest) == 1 and _only_announces(rest[0]) else rest


def _known(metadata: Metadata) -> set[str]:
    number, issuer = metadata.document_number, metadata.issued_by
    said = [metadata.title, number, issuer, number and f"{_NUMBER_LABEL}{number}", issuer and f"{issuer}文件"]
    if metadata.issued_on:
        said.append(f"成文日期：{metadata.issued_on}")
    return {_bare(fact) for fact in said if fact}


def _bare(text: str) -> str:
    return re.sub(r"[()\s]", "", fold(text))


def _says_nothing(text: str, known: set[str]) -> bool:
    return all(_bare(line) in known or _ADDRESSED.match(line.strip()) for line in text.split("\n"))


def _only_announces(block: Block) -> bool:
    text = block.text
    return (
        block.kind == "paragraph"
        and len(text) <= _MOST_SAID
        and bool(_ANNOUNCES.search(text))
        and not _REASON.search(text)
    )
