"""Figures without a source are found, and only they."""

from datetime import date

import pytest

from contracts import Citation
from index.evaluation.figures import unsupported
from index.model.answer import Answer, AnswerOutcome

PASSAGE = "减按 15% 的税率征收，补助不超过２０万元，总额 1,200 万元，每月 3-4 次，三个月内办结。"


def answer(text: str, outcome: AnswerOutcome = "answered") -> Answer:
    cited = Citation(
        document="a.md",
        title="2018 年度办法",
        passage=PASSAGE,
        document_number="科〔2016〕32号",
        issued_on=date(2016, 1, 29),
    )
    return Answer(outcome=outcome, text=text, citations=[cited], index_version="v")


@pytest.mark.parametrize(
    "text",
    [
        "减按 15% 的税率征收，三个月内办结。",
        "补助不超过20万元；总额1200万元",
        "1. 每月3-4次\n2. 税率 15%\n（3）补助",
        "（科〔2016〕32号，2016年1月29日发文，2018 年度）",
    ],
)
def test_what_stands_in_the_passage_or_its_document_s_record_has_a_source(text: str) -> None:
    assert unsupported(answer(text)) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("税率 5%", "5%"),
        ("补助 200 万元", "200万元"),
        ("第 7 条", "7"),
        ("每月 12 次", "12次"),
        ("两个月", "两个月"),
    ],
)
def test_what_stands_nowhere_is_named(text: str, figure: str) -> None:
    assert figure in unsupported(answer(text))


def test_a_refusal_quotes_nothing() -> None:
    assert unsupported(answer("请拨打 12345", "no_answer")) == []
