"""A document number in a question is an identifier: answered from that document, or said not to be held."""

from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.answering.steps.numbered import find_number_named
from tests.index.test_validity import Corpus

RULES = "## 条件\n\n- 门槛：申请创新券的企业要有研发人员 {} 名。\n\n## 时限\n\n- 创新券审核期限为 {} 个月。\n"


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    corpus = Corpus(Path(tmp_path_factory.mktemp("numbered")))
    corpus.guide(
        "first",
        RULES.format(3, 1),
        region="全国",
        document_number="示科发〔2016〕32号",
        effective_from="2016-01-01",
    )
    corpus.guide("second", RULES.format(7, 6), region="全国", document_number="示科规〔2019〕8号")
    corpus.guide(
        "third",
        RULES.format(5, 2),
        document_number="示科规〔2010〕5号",
        effective_from="2010-01-01",
        effective_to="2015-12-31",
    )
    return corpus.open()


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("国科发火〔2008〕172号", "国科发火〔2008〕172号"),
        ("请问国科发火(2008) 172 号还有效吗", "国科发火〔2008〕172号"),
        ("国科发火［２００８］172号", "国科发火〔2008〕172号"),
        ("根据国科发火【2008】第172号要什么条件", "国科发火〔2008〕172号"),
        ("国务院令第756号讲什么", "国务院令第756号"),
        ("2016年的创新券", None),
    ],
)
def test_a_number_is_read_whatever_its_brackets(question: str, number: str | None) -> None:
    asked = find_number_named(question)
    assert (asked.number if asked else None) == number


def test_only_the_document_of_the_number_answers(numbered: Answerer) -> None:
    answer = numbered.answer("示科规（2019） 8号 申请创新券的条件")
    assert answer.outcome == "answered"
    assert "7 名" in answer.text
    assert [c.document for c in answer.citations] == ["second.md"]


@pytest.mark.parametrize(
    "question", ["示科规〔2008〕172号", "示科规〔2008〕172号还有效吗", "示科规[2019]9号创新券条件"]
)
def test_a_number_that_is_not_held_is_said_to_be_so(numbered: Answerer, question: str) -> None:
    answer = numbered.answer(question)
    assert (answer.outcome, answer.citations) == ("no_answer", [])
    assert "没有收录" in answer.text
    assert "文号" in answer.text


def test_whether_it_is_in_force_is_told_from_its_standing(numbered: Answerer) -> None:
    held = numbered.answer("示科发〔2016〕32号还有效吗")
    assert held.outcome == "answered"
    assert "自2016年1月1日起施行" in held.text
    over = numbered.answer("示科规〔2010〕5号失效了吗")
    assert "已于2015年12月31日失效" in over.text
    unknown = numbered.answer("示科规〔2019〕8号还有效吗")
    assert (unknown.outcome, "没有写明" in unknown.text) == ("no_answer", True)


def test_a_number_alone_offers_what_its_document_tells(numbered: Answerer) -> None:
    answer = numbered.answer("示科发〔2016〕32号是什么文件")
    assert answer.outcome == "clarify"
    assert len(answer.choices) == 2
    assert "没有找到" in numbered.answer("示科发〔2016〕32号食堂几点开门").text
