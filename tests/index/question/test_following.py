"""Corrections, and words that ask the last question of something else."""

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.lexicon.terms import load_terms
from index.question.following import Follower
from tests.conftest import ROOT

HELD = frozenset({"浙江省/杭州市/萧山区", "湖北省/武汉市", "浙江省"})
LAST = "高企要什么材料"


@pytest.fixture(scope="module")
def follower() -> Follower:
    terms = load_terms(ROOT / "knowledge" / "terms.yml")
    return Follower(terms, Gazetteer(load_divisions(), HELD))


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("北京的呢", "北京高企要什么材料"),
        ("那萧山的呢", "萧山高企要什么材料"),
        ("我在武汉", "武汉高企要什么材料"),
        ("换成萧山", "萧山高企要什么材料"),
        ("我说的是武汉不是萧山", "武汉高企要什么材料"),
        ("不是萧山，是武汉", "武汉高企要什么材料"),
        ("刚才说错了，是杭州市的规定", "杭州市高企要什么材料"),
        ("我们公司搬到武汉了", "武汉高企要什么材料"),
        ("對方問武漢的", "武汉高企要什么材料"),
        ("那创新券呢", "创新券要什么材料"),
        ("不是，我问的是创新券", "创新券要什么材料"),
        ("不是高企，对方问的是科小", "科小要什么材料"),
        ("武汉创新券呢", "武汉创新券要什么材料"),
    ],
)
def test_the_last_question_is_asked_of_something_else(
    message: str, question: str, follower: Follower
) -> None:
    assert follower.complete(message, LAST).text == question


@pytest.mark.parametrize(
    "message",
    ["科小是什么", "创新券", "要多久", "武汉的创新券能不能买软件", "不是高企能申报吗", "研发费用怎么算"],
)
def test_a_question_of_its_own_inherits_nothing(message: str, follower: Follower) -> None:
    assert follower.complete(message, LAST).text == message


def test_a_place_replaces_the_one_before(follower: Follower) -> None:
    assert follower.complete("那武汉呢", "萧山的创新券一年兑几次").text == "武汉创新券一年兑几次"


@pytest.mark.parametrize(
    ("message", "aspects"), [("不是材料，是条件", ("conditions",)), ("我问的不是条件是材料", ("materials",))]
)
def test_a_denied_aspect_is_not_asked(message: str, aspects: tuple[str, ...], follower: Follower) -> None:
    assert follower.aspects_in(follower.complete(message, LAST).text) == aspects


def test_a_topic_alone_answers_the_question_of_what(follower: Follower) -> None:
    assert follower.complete("科小", "要什么材料", of_what=True).text == "科小要什么材料"


def test_without_a_last_question_only_the_topic_is_meant(follower: Follower) -> None:
    assert follower.complete("不是，我问的是创新券", None).text == "创新券"
    assert follower.complete("北京的呢", None).text == "北京的呢"


def test_a_place_said_alone(follower: Follower) -> None:
    assert follower.names_place_only("我们在武汉") == "湖北省/武汉市"
    assert follower.names_place_only("武汉的高企") is None
