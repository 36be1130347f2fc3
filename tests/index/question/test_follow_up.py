"""What a message asks of the last answer, once understanding has named it."""

import pytest

from index.model.memory import Memory
from index.question.follow_up import FollowUp, read_follow_up

ITEMS = ("成立时间：注册成立一年以上。", "科技人员：占比不低于10%。", "知识产权：拥有自主知识产权。")


@pytest.mark.parametrize(
    "kind", ["more", "whole", "source", "point", "other_place", "other_topic", "correction"]
)
def test_a_name_that_is_known_is_a_follow_up(kind: str) -> None:
    found = read_follow_up(kind, "随便什么")
    assert found is not None
    assert (found.kind, found.number) == (kind, 0)


@pytest.mark.parametrize("name", ["contact", "none", "", "materials"])
def test_any_other_name_is_none(name: str) -> None:
    assert read_follow_up(name, "第二条") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二条详细说说", 2),
        ("第3项呢", 3),
        ("第十二条", 12),
        ("最后一条是什么意思", -1),
        ("那第一个条件呢", 1),
        ("第 2 点", 2),
        ("第3条原文", 3),
        ("第一个条件是啥", 1),
        ("知识产权那条没看懂", 3),
        ("科技人员的那个展开讲讲", 2),
        ("那条没看懂", 0),
        ("", 0),
    ],
)
def test_an_item_is_meant_by_its_place_or_by_its_words(text: str, number: int) -> None:
    assert read_follow_up("item", text, ITEMS) == FollowUp("item", number)


def test_words_that_two_items_share_mean_none() -> None:
    assert read_follow_up("item", "科技人员那条", ("科技人员总数", "科技人员占比")) == FollowUp("item")
    assert read_follow_up("item", "科技人员那条") == FollowUp("item")


@pytest.mark.parametrize("text", ["第3个", "第三个", "第三个呢"])
def test_a_bare_number_is_for_an_answer_with_a_list(text: str) -> None:
    found = read_follow_up("item", text, ITEMS)
    assert found == FollowUp("item", 3, counted=True)
    listed = Memory(question="高企要什么条件", outcome="answered", items=ITEMS)
    assert found.is_for(listed)
    assert not found.is_for(None)
    assert not found.is_for(listed.model_copy(update={"outcome": "clarify"}))


def test_what_names_no_item_is_nothing_of_the_answer() -> None:
    assert FollowUp("more").is_of_the_answer
    assert FollowUp("item", -1).is_of_the_answer
    assert not FollowUp("item").is_of_the_answer
    assert not FollowUp("point").is_of_the_answer
