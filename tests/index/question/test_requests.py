"""What a message asks of the last answer."""

import time

import pytest

from index.model.memory import Memory
from index.question.requests import Request, read_request


@pytest.mark.parametrize(
    "text",
    [
        "更多",
        "还有吗",
        "详细点",
        "详细一点",
        "然后呢",
        "还有呢",
        "能详细说说吗",
        "说具体点",
        "接着说",
        "还有别的吗",
        "没了吗",
    ],
)
def test_more_of_it(text: str) -> None:
    assert read_request(text) == Request("more")


@pytest.mark.parametrize(
    "text", ["原文", "全文", "完整的", "看原文", "原文呢", "完整的材料清单", "給我看全文"]
)
def test_all_of_it(text: str) -> None:
    assert read_request(text) == Request("full")


@pytest.mark.parametrize(
    "text", ["出处是哪", "哪个文件写的", "文号", "有依据吗", "给个链接", "出处", "是哪年的", "谁规定的"]
)
def test_where_it_stands(text: str) -> None:
    assert read_request(text) == Request("source")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第二条详细说说", 2),
        ("第3项呢", 3),
        ("第十二条", 12),
        ("最后一条是什么意思", -1),
        ("那第一个条件呢", 1),
        ("第 2 点", 2),
    ],
)
def test_one_item_of_it(text: str, number: int) -> None:
    assert read_request(text) == Request("item", number)


@pytest.mark.parametrize(
    "text",
    ["材料呢", "高企原文", "你好", "谢谢", "高企要什么条件", "原文化局在哪", "第二条跑道怎么修"],
)
def test_anything_else_is_a_question(text: str) -> None:
    assert read_request(text) is None


def test_reading_takes_no_time_whatever_is_typed() -> None:
    began = time.perf_counter()
    for text in ("我想" * 15, "有没有" * 10, "的" * 30, "说看" * 14 + "x", "再" * 5_000):
        read_request(text)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(("text", "number"), [("第3条原文", 3), ("第一个条件是啥", 1), ("第二项咋办", 2)])
def test_one_item_of_it_in_other_words(text: str, number: int) -> None:
    assert read_request(text) == Request("item", number)


@pytest.mark.parametrize("text", ["第3个", "第三个", "第三个呢"])
def test_a_bare_number_is_an_item_of_a_list_just_shown(text: str) -> None:
    request = read_request(text)
    assert request == Request("item", 3, counted=True)
    shown = Memory(question="问", outcome="answered", items=("一", "二", "三"))
    assert request.is_for(shown)
    assert not request.is_for(shown.model_copy(update={"items": ()}))
    assert not request.is_for(shown.model_copy(update={"outcome": "no_answer"}))
    assert not request.is_for(None)
