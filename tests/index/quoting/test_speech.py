"""What is read aloud: whole, short, and what was asked."""

import pytest

from index.lexicon.words import Word
from index.quoting.speech import SPOKEN, shorten, speak
from index.quoting.subject import Subject


def about(*words: str, aspect: str | None = None) -> Subject:
    return Subject(tuple(Word(word) for word in words), (1.0,) * len(words), (), aspect, False)


@pytest.mark.parametrize(
    ("text", "asked", "spoken"),
    [
        ("可以。要先登记。", "创新券能买设备吗？", "可以。要先登记。"),
        ("不用。", "高企认定要交钱吗？", "高企认定要交钱吗？不用。"),
        (
            "这一条没有把认定登记规定为技术合同的生效条件；但不登记，技术转让所得的减免、委托研发的加计扣除、现金奖励的减半计税用不上。",
            "技术合同不登记有效吗？",
            "这一条没有把认定登记规定为技术合同的生效条件。",
        ),
        ("税率：减按 15% 征收。\n到期那年：高企的税率暂按 15% 预缴。", "", "税率：减按15%征收。"),
        ("1. 在线提出申请。\n2. 到窗口提交发票。", "", "在线提出申请。"),
    ],
)
def test_what_is_read_aloud_is_whole(text: str, asked: str, spoken: str) -> None:
    assert speak(text.split("\n"), about("税率"), asked) == spoken


def test_a_bare_verdict_is_never_left_out() -> None:
    answer = "不能。2022 年的工作指引要求实行查账征收并能准确归集研发费用。"
    assert speak([answer], about("核定征收", "查账征收"), "核定征收的企业能评吗？").startswith("不能。2022年")


def test_the_figures_asked_for_are_read_and_no_figure_is_cut() -> None:
    line = (
        "研发费用比例：近三个会计年度（经营不满三年的按实际经营时间算）研究开发费用总额占同期销售收入总额，"
        "最近一年销售收入小于 5000 万元（含）的不低于 5%，5000 万元至 2 亿元（含）的不低于 4%，2 亿元以上的不低于 3%。"
    )
    spoken = speak([line], about("销售收入"))
    assert spoken.startswith("最近一年销售收入小于5000万元（含）的不低于5%，")
    assert spoken.endswith("2亿元以上的不低于3%。")
    assert len(spoken) <= SPOKEN


def test_a_clause_is_not_read_without_the_condition_before_it() -> None:
    line = (
        "在提出申请以前因为自身原因没有按照规定期限完成信息变更手续并且没有说明理由的，"
        "不予受理，也不退还已经提交的全部纸质材料和电子材料。"
    )
    assert speak([line], about("不予受理")) == line


def test_a_caveat_is_read_with_the_rule() -> None:
    spoken = speak(["提供技术转让，免征增值税。"], about("免征"), caveat="2026年以后请先问税务机关。")
    assert spoken == "提供技术转让，免征增值税。2026年以后请先问税务机关。"


def test_a_lead_in_that_tells_how_many_is_read_when_that_is_asked() -> None:
    lines = ["从四个方面提出 15 条举措：", "薪酬体系：规范收入。"]
    counted = Subject((Word("举措"),), (1.0,), (), None, False, asks_count=True)
    assert speak(lines, counted) == "从四个方面提出15条举措。"


def test_what_is_too_long_ends_with_a_whole_clause() -> None:
    text = "营业收入两亿元以下的不低于 5%，" * 4
    assert shorten(text, 40) == "营业收入两亿元以下的不低于5%，营业收入两亿元以下的不低于5%。"
    assert shorten("短句。") == "短句。"
