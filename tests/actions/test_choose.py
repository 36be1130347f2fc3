import pytest

from actions.choose import find_choice
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
    assert find_choice(text, OFFERS) == OFFERS[position]


@pytest.mark.parametrize("text", ["第九个", "都行", "创新券", ""])
def test_what_names_none_or_several_is_no_choice(text: str) -> None:
    assert find_choice(text, OFFERS) is None


def test_without_offers_there_is_no_choice() -> None:
    assert find_choice("第一个", []) is None
