import pytest

from index.text.figures import all_stand_in, find_figures, is_quoted


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("减按 15% 的税率", ["15%"]),
        ("最高 20 万元，分 3 年拨付", ["20万元", "3年"]),
        ("受理后 20 个工作日内决定", ["20个工作日"]),
        ("2021年6月8日印发，周科〔2021〕28号", ["2021年6月8日", "周科〔2021〕28号"]),
        ("全年新增 20 家以上", ["20家以上"]),
        ("电话 0571-12345678", ["0571-12345678"]),
        ("没有数字", []),
    ],
)
def test_amounts_dates_and_ratios_are_found(text: str, figures: list[str]) -> None:
    assert find_figures(text) == figures


def test_a_figure_that_no_passage_states_is_noticed() -> None:
    assert all_stand_in(["20个工作日"], ["受理后 20 个工作日内"])
    assert not all_stand_in(["15个工作日"], ["受理后 20 个工作日内"])


def test_a_figure_that_only_ends_a_longer_one_does_not_stand() -> None:
    assert not all_stand_in(["5%"], ["减按 15% 征收"])
    assert not all_stand_in(["5万元"], ["最高 2.5 万元"])
    assert all_stand_in(["5%"], ["减按 15% 征收，不低于 5%"])


def test_lines_are_quoted_only_word_for_word() -> None:
    assert is_quoted(["不低于 10%。", "甲……丙"], ["科技人员不低于10%。", "甲乙丙"])
    assert not is_quoted(["不低于 10%"], ["不少于 10%"])
