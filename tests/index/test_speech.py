"""What is read aloud: whole, short, and what was asked."""

import pytest

from index.passage import Cell, Passage
from index.speech import SPOKEN, speak, speak_columns, speak_names, speak_row, speak_rows, speak_steps
from index.subject import Subject
from index.words import Word


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


def test_a_list_is_read_by_the_names_of_its_items() -> None:
    assert speak_names(["成立时间：一年以上。", "科技人员：不低于 10%。"]) == "包括：成立时间、科技人员。"
    assert (
        speak_names(["《申请书》（在线填写）。", "《营业执照》等证明（复印件）。"])
        == "包括：《申请书》、《营业执照》。"
    )
    assert speak_names(["这一项没有名字，也不短，说的是很多别的事情，所以读不出它叫什么名字来。"] * 2) == ""


def test_names_that_do_not_fit_are_said_to_be_more() -> None:
    spoken = speak_names([f"第{i}类技术领域的名称：内容。" for i in range(1, 10)])
    assert spoken.endswith("等。")
    assert len(spoken) <= SPOKEN


def test_steps_are_read_from_the_first_as_far_as_they_fit() -> None:
    assert speak_steps(["1. 在线提出申请。", "2. 专家评审：抽取专家。"]) == "在线提出申请；专家评审。"


def test_a_row_is_read_by_whole_cells_the_asked_ones_first() -> None:
    cells = [
        Cell("区", "江岸区"),
        Cell("职责", "统筹" * 26),
        Cell("联系人", "亓巍"),
        Cell("电话", "027-12345678"),
    ]
    assert speak_row(cells, about("电话")) == "江岸区：联系人亓巍，电话027-12345678。"


def test_rows_are_read_by_their_names_and_a_table_by_its_columns() -> None:
    rows = [Passage(0, 0, "row", name, cells=(Cell("区", name),)) for name in ("江岸区", "武昌区")]
    assert speak_rows(rows) == "包括：江岸区、武昌区。"
    assert speak_columns("区 | 联系人\n江岸区 | 亓巍") == "包括：区、联系人。"
