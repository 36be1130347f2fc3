"""Texts made to keep a reader busy: each is split and read in bounded time."""

import time

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.model.document import Document, Metadata
from index.passages.packing import LONGEST
from index.passages.splitter import split_document
from index.standing.infer import infer
from index.text.mend import mend

_SECONDS = 20.0  # on a loaded machine; each takes about one
_SIZE = 300_000  # characters

TEXTS = {
    "numbered sections": "一、甲。乙。\n\n",
    "numbered items": "（一）甲；\n\n",
    "empty headings": "（一）甲\n\n1. 乙\n\n",
    "articles": "第一条 甲：\n\n（一）乙\n\n",
    "lead-ins": "- 甲：\n  - 乙：\n",
    "enumerations": "一、一、一、",
    "titles": "《甲办法》（甲科〔2018〕3号）、",
    "open titles": "《（〔",
    "dates": "本办法自2024年1月1日起至2024年",
    "repeals": "《甲》同时废止，",
    "blanks": "自 　 ",
    "tables": "甲\t乙\t\n",
    "places": "杭州市萧山区",
    "dots": "甲……",
    "one heading": "## 条件\n\n甲。\n\n",
}


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_is_read_in_bounded_time(unit: str) -> None:
    text = mend(unit * (_SIZE // len(unit)), soft_breaks=True)
    gazetteer = Gazetteer(load_divisions())
    started = time.monotonic()
    infer(text, gazetteer)
    passages = split_document(Document("a.txt", text, Metadata(title="标题")), 0)
    assert time.monotonic() - started < _SECONDS
    assert max((len(p.text) for p in passages if p.kind != "row"), default=0) <= 2 * LONGEST
    assert len({passage.anchor for passage in passages}) == len(passages)
