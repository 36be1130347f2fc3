"""A bureau's contact sheet: the one row that is asked for, whole, and not the table around it."""

import openpyxl
import pytest

from index.answering.answerer import Answerer
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.library import Library
from tests.index.conftest import TODAY

PLACES = ("延平区", "建阳区", "邵武市", "武夷山市")
OFFICES = ("综合科", "高新科", "外专科")


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("rows")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "联系方式"
    sheet.append(["南平市各区（县）科技局联系方式"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "区（县）", "单位", "联系人", "联系电话"])
    for n, (place, office) in enumerate(((p, o) for p in PLACES for o in OFFICES), start=1):
        sheet.append([n, place, f"{place}科技局{office}", f"王{n}", f"0599-8800{n:03}"])
    (folder / "in").mkdir()
    book.save(folder / "in" / "联系方式.xlsx")
    build_index([folder / "in"], folder / "out", schedule=Schedule(least=20, most=20))
    return Library(folder / "out", today=lambda: TODAY).answerer()


@pytest.mark.parametrize(
    ("question", "phone"),
    [("武夷山科技局外专科电话", "0599-8800012"), ("建阳区科技局高新科联系人", "0599-8800005")],
)
def test_the_row_that_says_all_that_is_asked_comes_before_its_table(
    contacts: Answerer, question: str, phone: str
) -> None:
    answer = contacts.answer(question, region="福建省/南平市")
    assert phone in answer.text
    assert "邵武市" not in answer.text
    assert "综合科" not in answer.text


def test_all_rows_of_a_place_where_the_office_is_not_said(contacts: Answerer) -> None:
    answer = contacts.answer("邵武市科技局联系方式", region="福建省/南平市")
    assert all(office in answer.text for office in OFFICES)
    assert "延平区" not in answer.text
