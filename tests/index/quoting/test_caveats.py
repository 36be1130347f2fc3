"""What limits a rule is found and read aloud."""

import pytest

from index.lexicon.words import Word
from index.model.passage import Cell, Passage
from index.quoting.caveats import find_caveat, is_caveat, spoken_caveat
from index.quoting.subject import Subject

CHANGE = "2026 年起的变化：免税项目里没有技术转让。没有读到衔接文件，2026 年以后能否免税请先问主管税务机关。"
ABOVE = "上表是 2021 年公布的分工，人员可能已经变动；请向科技局核实。"
EXEMPT = Subject((Word("免税"),), (1.0,), (), None, False)
OTHER = Subject((Word("印花税"),), (1.0,), (), None, False)


@pytest.mark.parametrize("text", [CHANGE, ABOVE, "以下是文章提出的建议，不是已经施行的规定。"])
def test_a_caveat_is_recognised(text: str) -> None:
    assert is_caveat(text)


@pytest.mark.parametrize("text", ["请向科技局询问。", "免征增值税。", "重大变化三个月内报告。"])
def test_a_rule_is_no_caveat(text: str) -> None:
    assert not is_caveat(text)


def test_the_caveat_of_what_is_asked_is_found_elsewhere_in_the_guide() -> None:
    shown = Passage(0, 0, "question", "技术转让免征增值税。")
    other = Passage(0, 1, "list", f"财税36号：免征增值税。\n{CHANGE}")
    assert find_caveat([shown, other], shown, EXEMPT) == (other, CHANGE)
    assert find_caveat([shown, other], shown, OTHER) is None


def test_what_is_said_of_the_table_comes_with_its_rows() -> None:
    row = Passage(0, 0, "row", "区：江岸区", cells=(Cell("区", "江岸区"),))
    note = Passage(0, 1, "list", ABOVE)
    assert find_caveat([row, note], row, OTHER) == (note, ABOVE)


def test_the_clause_with_the_advice_is_read_aloud() -> None:
    assert spoken_caveat(["免征增值税。", CHANGE]) == "2026年以后能否免税请先问主管税务机关。"
    assert spoken_caveat(["免征增值税。"]) == ""
