"""未载明 is said only where no passage on the topic has the aspect's own words."""

import pytest

from index.answering.answerer import Answerer
from index.answering.stated import has_word, is_counted, takes_as_given
from index.lexicon.terms import Term, load_terms
from index.model.passage import Passage
from index.quoting.citing import NO_VALIDITY
from tests.conftest import ROOT

VALIDITY = Term("validity", "有效期", ("几年有效", "有效几年", "有效期", "到期"))
FEE = Term("fee", "收费", ("收不收费", "手续费", "多少钱", "收费"))


def passage(text: str, heading: str = "") -> Passage:
    return Passage(0, 0, "text", text, (heading,) if heading else ())


@pytest.fixture
def knowledge(whole_knowledge: Answerer) -> Answerer:
    return whole_knowledge


@pytest.mark.parametrize("text", ["登记编号当年有效，每年重新评价。", "证书有效期三年。", "三年内有效"])
def test_a_word_of_the_aspect_tells_it(text: str) -> None:
    assert has_word(VALIDITY, passage(text))
    assert not takes_as_given(VALIDITY, passage(text))


@pytest.mark.parametrize("text", ["拥有有效期内的证书。", "合同到期后重新申请。", "有效期届满前申请。"])
def test_what_takes_it_as_given_does_not_tell_it(text: str) -> None:
    assert not has_word(VALIDITY, passage(text))
    assert takes_as_given(VALIDITY, passage(text))


@pytest.mark.parametrize("text", ["凭有效凭证扣除。", "提交申请书。"])
def test_another_sense_or_nothing_does_not_tell_it(text: str) -> None:
    assert not has_word(VALIDITY, passage(text))


def test_a_word_of_asking_in_another_question_does_not_tell_it() -> None:
    assert not has_word(FEE, passage("奖 20 万元。", "评上奖多少钱？"))
    assert has_word(FEE, passage("本事项不收费。"))


def test_aspects_that_are_counted() -> None:
    terms = load_terms(ROOT / "knowledge" / "terms.yml")
    counted = {term.id for term in terms.aspects if is_counted(term)}
    assert {"validity", "time_limit", "amount", "fee"} <= counted
    assert "materials" not in counted


@pytest.mark.parametrize("question", ["科小有效期", "科技型中小企业几年有效"])
def test_a_passage_outside_the_sections_answers(question: str, knowledge: Answerer) -> None:
    answer = knowledge.answer(question)
    assert answer.outcome == "answered"
    assert "当年有效" in answer.text


def test_where_a_passage_has_the_word_it_is_not_said_to_be_unstated(knowledge: Answerer) -> None:
    assert "文件未载明" not in knowledge.answer("技术合同认定登记有效期").text.split("（")[0]
    unstated = knowledge.answer("孵化器有效期")
    assert (unstated.outcome, NO_VALIDITY in unstated.text) == ("no_answer", True)
