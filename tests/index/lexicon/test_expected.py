import pytest

from index.lexicon.expected import expected_of, places_told


@pytest.mark.parametrize(
    ("question", "told", "silent"),
    [
        ("最高补助多少", "补助20万元", "按规定补助"),
        ("什么时候截止", "8月31日前提交", "及早提交"),
        ("哪个部门负责", "由市科技局负责受理", "按通知执行"),
        ("咨询电话", "电话:027-12345678", "欢迎咨询"),
        ("需要哪些材料", "(一)申请书;(二)合同", "详见通知"),
        ("违反了怎么处罚", "责令改正", "按本条执行"),
        ("可以转让吗", "不得转让", "转让的情形"),
    ],
)
def test_what_is_asked_for_is_seen_where_it_is_told(question: str, told: str, silent: str) -> None:
    patterns = expected_of(question)
    assert any(places_told(patterns, told))
    assert not all(places_told(patterns, silent))


def test_a_word_asks_for_nothing_in_particular() -> None:
    assert expected_of("创新券") == ()


def test_places_are_where_the_patterns_begin() -> None:
    assert places_told(expected_of("哪年"), "自2026年起施行")[0] == [1]
