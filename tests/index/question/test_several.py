"""One message, several questions: split only where that is unmistakable."""

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.lexicon.terms import Terms, load_terms
from index.question.several import split_questions, topics_compared
from index.text.normalise import canonical
from tests.conftest import ROOT

HELD = frozenset({"浙江省/杭州市/萧山区", "湖北省/武汉市"})


@pytest.fixture(scope="module")
def terms() -> Terms:
    return load_terms(ROOT / "knowledge" / "terms.yml")


def split(text: str, terms: Terms) -> tuple[str, ...]:
    found = split_questions(canonical(text), terms, Gazetteer(load_divisions(), HELD))
    return tuple(canonical(question) for question in found)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("高企要什么条件，创新券怎么申请？", ("高企要什么条件", "创新券怎么申请")),
        ("高企的条件和材料分别是什么", ("高企的条件", "高企的材料")),
        ("高企要什么条件、材料和流程", ("高企要什么条件", "高企要什么材料", "高企要什么流程")),
        ("高企要什么材料？要多久？多少钱？", ("高企要什么材料", "要多久", "多少钱")),
        ("高企和科小的条件", ("高企的条件", "科小的条件")),
        (
            "你好，想问下高企怎么申请，另外创新券一年能领几次",
            ("你好，想问下高企怎么申请", "创新券一年能领几次"),
        ),
        ("技术合同登记要交什么材料，多久能办好", ("技术合同登记要交什么材料", "多久能办好")),
        ("外国人工作许可要什么材料和多长时间", ("外国人工作许可要什么材料", "外国人工作许可多长时间")),
        ("高企 材料 创新券 流程", ("高企，材料", "创新券，流程")),
        ("科小要什么条件，研发人员怎么算", ("科小要什么条件", "研发人员怎么算")),
    ],
)
def test_several_questions_are_told_apart(text: str, questions: tuple[str, ...], terms: Terms) -> None:
    assert split(text, terms) == tuple(canonical(question) for question in questions)


@pytest.mark.parametrize(
    "text",
    [
        "高新技术企业和科技型中小企业有什么区别",
        "研发费用和人员比例要多少",
        "高企和科小能同时申报吗",
        "我们公司研发费用占3%，能不能申报高企？",
        "创新券可以买软件吗，可以用来做检测吗",
        "科研诚信黑名单和黄名单有什么区别",
        "我们公司成立两年了，想申请高企，要什么条件",
        "高企材料 原件",
        "高企要不要交审计报告和专项报告",
        "办理时限多久",
        "",
    ],
)
def test_one_question_stays_one(text: str, terms: Terms) -> None:
    assert split(text, terms) == (canonical(text),)


def test_no_more_than_three(terms: Terms) -> None:
    assert len(split("高企要什么材料？创新券怎么申请？科小要多久？孵化器什么条件？软考多少钱？", terms)) == 3


def test_topics_whose_difference_is_asked_for(terms: Terms) -> None:
    assert topics_compared("高企和科小有什么区别", terms) == ("high-tech-enterprise", "tech-sme")
    assert topics_compared("高企有什么区别", terms) == ()
    assert topics_compared("高企和科小的条件", terms) == ()
