"""Answers over the invented guides."""

from dataclasses import replace
from datetime import date

import pytest

from index.answering.answerer import Answerer
from index.question.query import Query
from index.quoting.citing import DRAFT, NO_VALIDITY
from index.search.candidates import is_unasked_section
from index.text.figures import all_stand_in
from tests.figures import days
from tests.golden_files import Golden


def test_an_aspect_of_a_topic_is_answered_with_its_whole_section(answerer: Answerer, golden: Golden) -> None:
    answer = answerer.answer("高企 门槛")
    assert answer.outcome == "answered"
    assert "· 科技人员：占职工总数的比例不低于 10%。" in answer.text
    assert answer.citations[0].section == "条件"
    assert answer.citations[0].notice == DRAFT
    golden.check("answers", "a section", answer.text)


def test_steps_keep_their_numbers(answerer: Answerer, golden: Golden) -> None:
    text = answerer.answer("萧山创新券怎么领").text
    assert "1. 在线提出兑付申请。\n2. 到窗口提交发票。" in text
    golden.check("answers", "steps", text)


def test_a_guide_s_own_question_is_answered_by_its_answer(answerer: Answerer, golden: Golden) -> None:
    answer = answerer.answer("高企税率")
    assert "减按 15% 的税率征收企业所得税。" in answer.text
    assert answer.figures == ["15%"]
    assert len(answer.speakable) <= 60
    golden.check("answers", "a question of the guide", answer.text)


def test_what_a_guide_does_not_state_is_said_with_whom_to_ask(answerer: Answerer, golden: Golden) -> None:
    answer = answerer.answer("高企收费吗")
    assert answer.outcome == "no_answer"
    golden.check("answers", "what is not stated", answer.text)


@pytest.mark.parametrize("question", ["德清县谁负责", "德清 联系人", "钱三负责哪个区县"])
def test_a_row_is_answered_by_itself(answerer: Answerer, question: str, golden: Golden) -> None:
    answer = answerer.answer(question)
    assert "区县：德清县\n责任领导：张甲（副局长）\n责任部门：平台处\n联系人：钱三" in answer.text
    assert answer.speakable == "德清县：责任领导张甲（副局长），责任部门平台处，联系人钱三。"
    assert "李乙" not in answer.text
    assert "王一" not in answer.text
    golden.check("answers", "a row", answer.text)


def test_all_rows_of_the_person_asked_for(answerer: Answerer) -> None:
    answer = answerer.answer("张甲分管哪几个区县")
    assert "吴兴区" in answer.text
    assert "德清县" in answer.text
    assert "南浔区" not in answer.text
    assert len(answer.citations) == 2


@pytest.mark.parametrize("question", ["今天天气怎么样", "怎么炒股", "附近有什么好吃的", "😀", "？？？"])
def test_what_no_document_speaks_of_is_declined(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert answer.outcome == "out_of_scope"
    assert not answer.citations


def test_a_place_of_which_nothing_is_held_is_said_to_be_one(answerer: Answerer) -> None:
    answer = answerer.answer("深圳的创新券怎么领")
    assert answer.outcome == "other_region"
    assert "深圳市" in answer.text
    assert not answer.citations


def test_a_nationwide_rule_answers_for_a_place_that_has_no_own(answerer: Answerer) -> None:
    answer = answerer.answer("深圳高企要什么条件")
    assert answer.outcome == "answered"
    assert "全国性规定" in answer.text


def test_the_conversation_s_region_filters(answerer: Answerer) -> None:
    answer = answerer.answer("创新券要多久", region="浙江省/杭州市/萧山区")
    assert {citation.region for citation in answer.citations} <= {"浙江省/杭州市/萧山区"}
    assert answerer.answer("创新券怎么领", region="湖北省/武汉市").outcome == "other_region"


def test_rules_of_a_part_are_offered_by_that_part_s_name(answerer: Answerer, golden: Golden) -> None:
    answer = answerer.answer("杭州创新券怎么领")
    assert answer.outcome == "answered"
    assert {citation.region for citation in answer.citations} == {"浙江省/杭州市/萧山区"}
    assert "杭州市萧山区" in answer.text.split("\n")[0]
    golden.check("answers", "rules of a part", answer.text)


def test_an_expired_guide_is_not_cited_today_but_on_its_day(answerer: Answerer) -> None:
    today = answerer.answer("嘉兴创新券审核要多久")
    assert all("3 个月" not in citation.passage for citation in today.citations)
    then = answerer.answer("嘉兴创新券审核要多久", on=date(2020, 6, 1))
    assert "3 个月" in then.text
    assert "3 个月" in answerer.answer("2019年的嘉兴创新券审核要多久").text


def test_unknown_validity_is_said_with_the_date_of_issue(answerer: Answerer) -> None:
    answer = answerer.answer("萧山创新券怎么领")
    notice = answer.citations[0].notice or ""
    assert (notice in answer.text, NO_VALIDITY in notice) == (True, True)
    assert days(notice) == [date(2018, 7, 20)]


def test_a_bare_topic_offers_its_aspects_and_each_offer_is_answered(answerer: Answerer) -> None:
    answer = answerer.answer("高企")
    assert answer.outcome == "clarify"
    assert 2 <= len(answer.choices) <= 4
    assert all(answerer.answer(choice.text).outcome == "answered" for choice in answer.choices)


def test_a_bare_aspect_asks_of_what(answerer: Answerer) -> None:
    assert answerer.answer("要什么材料").outcome in {"clarify", "answered"}
    assert answerer.answer("那材料呢", topic="high-tech-enterprise").citations[0].section == "材料"


def test_related_questions_have_answers(answerer: Answerer) -> None:
    related = answerer.answer("高企 门槛").related
    assert related
    assert all(answerer.answer(question).outcome == "answered" for question in related)


def test_every_figure_stands_in_a_cited_passage(answerer: Answerer) -> None:
    for question in ("高企 门槛", "高企税率", "萧山创新券要多久", "高企材料"):
        answer = answerer.answer(question)
        assert all_stand_in(answer.figures, [citation.passage for citation in answer.citations])


def test_inferred_metadata_is_marked(answerer: Answerer, golden: Golden) -> None:
    citation = answerer.answer("德清县谁负责").citations[0]
    assert citation.document_number == "湖科函〔2022〕7号"
    golden.check("answers", "notice of what was inferred", citation.notice or "")


def test_a_question_of_100_000_characters_is_answered_or_declined(answerer: Answerer) -> None:
    assert answerer.answer("高企条件" * 25_000).outcome in {
        "answered",
        "clarify",
        "no_answer",
        "out_of_scope",
    }


def test_an_aspect_that_is_not_stated_is_named_as_people_say_it(answerer: Answerer, golden: Golden) -> None:
    answer = answerer.answer("萧山创新券电话")
    assert answer.outcome == "no_answer"
    golden.check("answers", "a contact that is not stated", answer.text)


def test_a_district_without_a_row_is_not_answered_with_another_s(answerer: Answerer) -> None:
    for question, topic in [("长兴县找谁", None), ("长兴县呢", "district-contact"), ("安吉 联系人", None)]:
        answer = answerer.answer(question, region="浙江省/湖州市", topic=topic)
        assert answer.outcome == "other_region", question
        assert not {"张甲", "李乙", "钱三"} & set(answer.text.replace("、", "，").split("，"))


def test_a_district_s_row_is_found_by_any_word_for_its_people(answerer: Answerer) -> None:
    assert "区县：南浔区" in answerer.answer("南浔 找谁").text


def test_sections_that_are_not_asked_for_are_no_candidates() -> None:
    ours = [("高企 2025", "basis"), ("高企 武汉", "audience")]
    asked = [("高企是哪个文件定的", "basis"), ("高企谁能报", "audience")]
    query = Query("", "", "", (), (), None, None, True, None, False, False)
    assert all(is_unasked_section(replace(query, text=text), aspect, True) for text, aspect in ours)
    assert not any(is_unasked_section(replace(query, text=text), aspect, True) for text, aspect in asked)


def test_a_few_words_are_looked_for_in_the_conversation_s_topic_first(answerer: Answerer) -> None:
    answer = answerer.answer("科技人员占比", topic="high-tech-enterprise")
    assert "不低于 10%" in answer.text
    assert answer.topic == "high-tech-enterprise"
    lost = answerer.answer("奖励", topic="high-tech-enterprise")
    assert lost.outcome == "no_answer"
    assert "高新技术企业" in lost.text
    assert "区县：南浔区" in answerer.answer("南浔呢", topic="high-tech-enterprise").text
