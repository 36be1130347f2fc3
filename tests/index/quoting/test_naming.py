"""How lists, steps, rows and tables are read aloud."""

from index.lexicon.words import Word
from index.model.passage import Cell, Passage
from index.quoting.naming import speak_columns, speak_names, speak_row, speak_rows, speak_steps
from index.quoting.speech import SPOKEN
from index.quoting.subject import Subject


def about(*words: str) -> Subject:
    return Subject(tuple(Word(word) for word in words), (1.0,) * len(words), (), None, False)


def test_a_list_is_read_by_the_names_of_its_items() -> None:
    assert speak_names(["成立时间：一年以上。", "科技人员：不低于 10%。"]) == "包括：成立时间、科技人员。"
    assert (
        speak_names(["《申请书》（在线填写）。", "《营业执照》等证明（复印件）。"])
        == "包括：《申请书》、《营业执照》。"
    )
    banks = ["第一个库：成果奖励库。", "第二个库：企业库。"]
    assert speak_names(banks) == "包括：成果奖励库、企业库。"
    assert speak_names(["这一项没有名字，也不短，说的是很多别的事情，所以读不出它叫什么名字来。"] * 2) == ""
    cases = ["违法干预，由企业自主决策的。", "制定政策时，不平等对待的。", "不履行依法作出的，" + "承诺" * 20]
    assert speak_names(cases) == "包括：违法干预，由企业自主决策的；制定政策时，不平等对待的等。"


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
