import pytest

from actions.choices import find_loosely, find_offer
from contracts import QuickReply

OFFERS = [
    QuickReply(title="萧山区的创新券", text="萧山区的创新券怎么兑付？"),
    QuickReply(title="嘉兴市的创新券", text="嘉兴市的创新券怎么兑付？"),
    QuickReply(title="高企认定", text="高企认定要什么条件？"),
]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("1", 0),
        ("２", 1),
        ("第二个", 1),
        ("第三", 2),
        ("最后一个", 2),
        ("选第一个吧", 0),
        ("嘉兴市的创新券", 1),
        ("嘉兴", 1),
        ("高企认定", 2),
    ],
)
def test_a_choice_is_understood(text: str, position: int) -> None:
    assert find_offer(text, OFFERS, in_part=True) == OFFERS[position]


@pytest.mark.parametrize("text", ["第九个", "都行", "创新券", ""])
def test_what_names_none_or_several_is_no_choice(text: str) -> None:
    assert find_offer(text, OFFERS, in_part=True) is None


def test_without_offers_there_is_no_choice() -> None:
    assert find_offer("第一个", [], in_part=True) is None


@pytest.mark.parametrize(("text", "position"), [("嘉兴的吧", 1), ("我在萧山", 0), ("高企认定？", 2)])
def test_a_part_of_a_title_is_a_choice_where_one_was_asked_for(text: str, position: int) -> None:
    assert find_offer(text, OFFERS, in_part=True) == OFFERS[position]


@pytest.mark.parametrize("text", ["嘉兴", "我在萧山", "两年", "第二条路怎么走"])
def test_a_part_of_a_title_is_a_question_where_none_was_asked_for(text: str) -> None:
    assert find_offer(text, OFFERS, in_part=False) is None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("选A", 0),
        ("头一个", 0),
        ("选项二", 1),
        ("中间那个", 1),
        ("第二个，谢谢", 1),
        ("最后那个", 2),
        ("option 1", 0),
    ],
)
def test_what_is_known_to_be_a_choice_may_be_said_loosely(text: str, position: int) -> None:
    assert find_loosely(text, OFFERS) == OFFERS[position]
