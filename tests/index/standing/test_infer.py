from datetime import date

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.standing.infer import infer
from tests.index.corpus import CONTACTS


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(load_divisions())


def test_letterhead_gives_issuer_number_date_region_and_title(gazetteer: Gazetteer) -> None:
    assert infer(CONTACTS, gazetteer) == {
        "title": "湖州市科技局关于印发包区服务分工的通知",
        "issued_by": "湖州市科学技术局",
        "document_number": "湖科函〔2022〕7号",
        "issued_on": date(2022, 3, 4),
        "region": "浙江省/湖州市",
    }


def test_numbers_and_dates_of_other_documents_are_not_the_document_s_own(gazetteer: Gazetteer) -> None:
    text = (
        "为贯彻《意见》（国办发〔2021〕10号），自2020年5月1日起，各单位应当继续推进规范管理，提高服务质量。"
    )
    found = infer(text, gazetteer)
    assert set(found) == {"title"}


def test_region_of_a_text_without_letterhead_is_where_most_of_its_places_lie(gazetteer: Gazetteer) -> None:
    text = "嘉善县、义乌市、长兴县推进改革。\n\n浙江省要求各地学习。缙云县、南湖区也已推开。上海市另有做法。"
    assert infer(text, gazetteer)["region"] == "浙江省"


def test_blanks_left_of_line_ends_go_from_a_title(gazetteer: Gazetteer) -> None:
    text = "周口市科技局关于印发 《持续优化科技领 域营商环境的措施》的通知\n\n各单位："
    assert infer(text, gazetteer)["title"] == "周口市科技局关于印发《持续优化科技领域营商环境的措施》的通知"


def test_a_table_without_a_caption_is_called_by_its_columns(gazetteer: Gazetteer) -> None:
    table = "| 登记点 | 地址 | 电话 |\n| --- | --- | --- |\n| 一号点 | 文昌路8号 | 8123456 |"
    assert infer(table, gazetteer)["title"] == "登记点、地址、电话"
    bare = "|  |  |\n| --- | --- |\n| 一号点 | 文昌路8号 |\n| 二号点 | 学府路1号 |"
    assert infer(bare, gazetteer)["title"] == "一号点、文昌路8号"
