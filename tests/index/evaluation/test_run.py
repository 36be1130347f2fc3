"""A run over a real small index."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.evaluation.gold import Gold
from index.evaluation.questions import Question
from index.evaluation.rows import Row
from index.evaluation.run import Evaluation, evaluate_questions
from index.evaluation.subject import Subject, open_subject
from index.ingest.build import build_index
from index.model.errors import IndexMissing
from tests.index.conftest import QUICK, TODAY
from tests.index.corpus import write_knowledge

QUESTIONS = [
    Question(
        id="tax", question="高企税率", kind="fact", guides=("conditions",), section="常见问题", key=("15%",)
    ),
    Question(id="key", question="高企要什么条件", kind="fact", guides=("conditions",), key=("75%",)),
    Question(
        id="past", question="创新券审核多久", kind="dated", guides=("voucher-jiaxing",), on=date(2020, 6, 1)
    ),
    Question(
        id="topic",
        question="要什么材料",
        kind="follow_up",
        guides=("conditions",),
        topic="high-tech-enterprise",
    ),
    Question(id="none", question="今天天气怎么样", kind="out_of_scope"),
]


@pytest.fixture(scope="module")
def subject(small_index: Path) -> Subject:
    return open_subject(small_index, TODAY)


@pytest.fixture(scope="module")
def evaluation(subject: Subject) -> Evaluation:
    return evaluate_questions(subject, QUESTIONS, "0" * 64)


def by_id(evaluation: Evaluation, name: str) -> Row:
    return next(row for row in evaluation.rows if row.question.id == name)


def test_every_question_is_asked_in_its_conversation(evaluation: Evaluation) -> None:
    assert [row.question.id for row in evaluation.rows] == [question.id for question in QUESTIONS]
    assert {name: by_id(evaluation, name).nearest[0] for name in ("tax", "past", "topic")} == {
        "tax": "conditions",
        "past": "voucher-jiaxing",
        "topic": "conditions",
    }
    assert by_id(evaluation, "none").declined
    assert by_id(evaluation, "key").missing_keys == ("75%",)


def test_each_ranking_says_where_the_answer_is(evaluation: Evaluation) -> None:
    places = by_id(evaluation, "tax").places
    assert list(places) == ["lexical", "dense", "joined", "learned"]
    assert places["learned"].passage == 1
    assert by_id(evaluation, "none").places == {}


def test_a_run_survives_json(evaluation: Evaluation) -> None:
    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation


def test_gold_is_where_the_key_stands_else_the_section_else_the_guide(subject: Subject) -> None:
    gold = Gold(subject.snapshot)

    def texts(**given: object) -> list[str]:
        question = Question.model_validate({"id": "1", "question": "?", "guides": ["conditions"], **given})
        return [subject.snapshot.passages[number].text for number in sorted(gold.passages(question))]

    assert all(
        "60 %" in text or "60%" in text.replace(" ", "") for text in texts(key=["60%"], section="材料")
    )
    assert "".join(texts(section="材料", key=["没有的话"])).count("申请书原件") == 1
    assert "减按" not in "".join(texts(section="材料"))
    assert len(texts(section="没有这一节")) == len(texts()) > 2
    assert texts(guides=["unknown"]) == []


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_subject(tmp_path, TODAY)


def test_building_twice_gives_the_same_figures(tmp_path: Path) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    runs: list[Evaluation] = []
    for name in ("a", "b"):
        build_index([knowledge], tmp_path / name, encoder="train", schedule=QUICK)
        runs.append(evaluate_questions(open_subject(tmp_path / name, TODAY), QUESTIONS, "0" * 64))
    first, second = ([row.model_dump(exclude={"milliseconds"}) for row in run.rows] for run in runs)
    assert first == second
    encoders = [next((tmp_path / name / "encoders").iterdir()).name for name in ("a", "b")]
    assert encoders[0] == encoders[1]
    assert np.isfinite([row.probability for row in runs[0].rows]).all()
