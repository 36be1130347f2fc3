import pytest

from contracts import QuickReply
from desk.choices import find_loosely, find_offer

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


PERSON = QuickReply(title="转人工", text="转人工")
DECLINED = [*OFFERS[:2], PERSON]


@pytest.mark.parametrize(
    "text",
    [
        "1个月",
        "1楼",
        "3楼",
        "' OR 1=1 --",
        "1%",
        "3天",
        "三年",
        "2家公司",
        "最后期限",
        "前面那条路",
        "3个人",
        "3 or 1",
    ],
)
def test_a_number_within_something_else_chooses_nothing(text: str) -> None:
    assert find_offer(text, DECLINED, in_part=False) is None
    assert find_offer(text, DECLINED, in_part=True) is None
    assert find_loosely(text, DECLINED) is None


@pytest.mark.parametrize("text", ["转人工", "3", "３", "第三个", "选3", "第3条", "第三"])
def test_a_person_is_fetched_by_name_or_exactly_the_number(text: str) -> None:
    assert find_offer(text, DECLINED, in_part=False) == PERSON


@pytest.mark.parametrize("text", ["最后一个", "后面那个", "option c", "人工", "工"])
def test_a_person_is_not_fetched_by_what_only_may_mean_it(text: str) -> None:
    assert find_offer(text, DECLINED, in_part=True) is None
    assert find_loosely(text, DECLINED) is None


def test_the_number_of_a_later_offer_is_understood() -> None:
    many = [QuickReply(title=f"事项{letter}", text=f"问{letter}") for letter in "甲乙丙丁戊己庚"]
    assert find_offer("第六个", many, in_part=False) == many[5]
    assert find_offer("7", many, in_part=False) == many[6]
