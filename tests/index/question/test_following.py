"""Corrections, and words that ask the last question of something else."""

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.lexicon.terms import load_terms
from index.question.follow_up import FollowUpKind
from index.question.following import Follower
from tests.conftest import ROOT

HELD = frozenset({"浙江省/杭州市/萧山区", "湖北省/武汉市", "浙江省"})
LAST = "高企要什么材料"


@pytest.fixture(scope="module")
def follower() -> Follower:
    terms = load_terms(ROOT / "knowledge" / "terms.yml")
    return Follower(terms, Gazetteer(load_divisions(), HELD))


@pytest.mark.parametrize(
    ("message", "kind", "question"),
    [
        ("北京的呢", None, "北京高企要什么材料"),
        ("那萧山的呢", None, "萧山高企要什么材料"),
        ("我在武汉", None, "武汉高企要什么材料"),
        ("换成萧山", None, "萧山高企要什么材料"),
        ("我们公司搬到武汉了", None, "武汉高企要什么材料"),
        ("對方問武漢的", None, "武汉高企要什么材料"),
        ("厂子去年迁到武汉来啦", "other_place", "武汉高企要什么材料"),
        ("我说的是武汉不是萧山", "correction", "武汉高企要什么材料"),
        ("不是萧山，是武汉", "correction", "武汉高企要什么材料"),
        ("刚才说错了，是杭州市的规定", "correction", "杭州市高企要什么材料"),
        ("那创新券呢", "other_topic", "创新券要什么材料"),
        ("隔壁老王办的创新券也这样么", "other_topic", "创新券要什么材料"),
        ("不是，我问的是创新券", "correction", "创新券要什么材料"),
        ("不是高企，对方问的是科小", "correction", "科小要什么材料"),
        ("武汉创新券呢", "other_topic", "武汉创新券要什么材料"),
    ],
)
def test_the_last_question_is_asked_of_something_else(
    message: str, kind: FollowUpKind | None, question: str, follower: Follower
) -> None:
    assert follower.complete(message, LAST, kind).text == question


@pytest.mark.parametrize("kind", [None, "point", "more"])
@pytest.mark.parametrize(
    "message",
    ["科小是什么", "创新券", "要多久", "武汉的创新券能不能买软件", "不是高企能申报吗", "研发费用怎么算"],
)
def test_a_question_of_its_own_inherits_nothing(
    message: str, kind: FollowUpKind | None, follower: Follower
) -> None:
    assert follower.complete(message, LAST, kind).text == message


@pytest.mark.parametrize("kind", ["other_place", "other_topic", "correction"])
@pytest.mark.parametrize(
    "message", ["要多久", "武汉的创新券要什么材料", "", "？？", "不是" * 500, "武汉" * 500]
)
def test_what_names_an_aspect_or_nothing_is_taken_as_it_is(
    message: str, kind: FollowUpKind, follower: Follower
) -> None:
    text = follower.complete(message, None, kind).text
    assert text in (message, follower.without_denied(message))


def test_a_place_replaces_the_one_before(follower: Follower) -> None:
    assert follower.complete("那武汉呢", "萧山的创新券一年兑几次").text == "武汉创新券一年兑几次"


@pytest.mark.parametrize(
    ("message", "aspects"), [("不是材料，是条件", ("conditions",)), ("我问的不是条件是材料", ("materials",))]
)
def test_a_denied_aspect_is_not_asked(message: str, aspects: tuple[str, ...], follower: Follower) -> None:
    assert follower.aspects_in(follower.complete(message, LAST, "correction").text) == aspects


def test_what_is_denied_stays_in_a_question_that_corrects_nothing(follower: Follower) -> None:
    message = "不是高企的企业能领创新券吗"
    assert follower.complete(message, LAST).text == message


def test_a_topic_alone_answers_the_question_of_what(follower: Follower) -> None:
    assert follower.complete("科小", "要什么材料", of_what=True).text == "科小要什么材料"


def test_without_a_last_question_only_the_topic_is_meant(follower: Follower) -> None:
    assert follower.complete("不是，我问的是创新券", None, "correction").text == "创新券"
    assert follower.complete("北京的呢", None, "other_place").text == "北京的呢"


def test_a_place_said_alone(follower: Follower) -> None:
    assert follower.names_place_only("我们在武汉") == "湖北省/武汉市"
    assert follower.names_place_only("武汉的高企") is None
