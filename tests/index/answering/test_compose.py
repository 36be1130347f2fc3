"""What is shown and read aloud of the project's own guides."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.library import Library
from index.quoting.speech import SPOKEN
from index.text.figures import all_stand_in, find_figures
from tests.conftest import ROOT

TOPICS = ("technology-contract", "high-tech-enterprise", "district-contact", "science-finance")
RATIOS = ("不低于 5%", "不低于 4%", "不低于 3%")


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("compose")
    for topic in TOPICS:
        shutil.copytree(ROOT / "knowledge/guides" / topic, folder / "knowledge/guides" / topic)
    shutil.copy(ROOT / "knowledge/terms.yml", folder / "knowledge/terms.yml")
    out: Path = folder / "index"
    build_index([folder / "knowledge"], out, schedule=Schedule(least=30, most=30))
    return Library(out, today=lambda: date(2026, 11, 20)).answerer()


@pytest.mark.parametrize("question", ["技术合同 免税", "技术开发收入免增值税吗"])
def test_an_exemption_is_shown_and_read_with_the_change_of_the_law(guides: Answerer, question: str) -> None:
    answer = guides.answer(question)
    assert "2026 年起的变化" in answer.text
    assert answer.speakable.endswith("2026年以后能否免税请先问主管税务机关。")
    assert len(answer.speakable) <= SPOKEN


@pytest.mark.parametrize("question", ["高企 研发比例", "高企研发费用占比要达到多少"])
def test_the_three_ratios_are_shown_and_read(guides: Answerer, question: str) -> None:
    answer = guides.answer(question)
    assert all(ratio in answer.text for ratio in RATIOS)
    assert all(ratio.replace(" ", "") in answer.speakable for ratio in RATIOS)
    assert "成立时间" not in answer.text


def test_all_materials_are_a_checklist_and_one_is_a_line(guides: Answerer) -> None:
    answer = guides.answer("高企要什么材料")
    assert "□ 《营业执照》等证明企业依法成立的注册登记证件（复印件）。" in answer.text
    assert answer.text.count("\n□ ") == 12
    assert answer.speakable.startswith("包括：《高新技术企业认定申请书》、《营业执照》、")
    one = guides.answer("高企材料 营业执照要原件吗").text
    assert "\n《营业执照》等证明企业依法成立的注册登记证件（复印件）。" in one
    assert "审计" not in one


def test_steps_keep_their_numbers_and_are_read_by_their_names(guides: Answerer) -> None:
    answer = guides.answer("高企认定流程")
    assert "\n1. 自我评价：" in answer.text
    assert "\n6. 公示公告：" in answer.text
    assert answer.speakable.startswith("自我评价；注册登记；")


def test_a_contact_is_a_card_with_what_is_said_of_the_table(guides: Answerer) -> None:
    answer = guides.answer("江岸区联系人")
    assert (
        "区（开发区）：江岸区\n责任领导：徐涛（副局长）\n责任部门：项目中心\n联系人：亓巍\n上表是 2021 年公布的分工"
        in answer.text
    )
    assert answer.speakable.startswith("江岸区：责任领导徐涛（副局长），责任部门项目中心，联系人亓巍。")


def test_a_list_that_is_asked_for_is_whole(guides: Answerer) -> None:
    answer = guides.answer("五库融通是哪五个库")
    assert all(f"· 第{number}个库：" in answer.text for number in "一二三四五")
    kinds = guides.answer("技术合同分哪几种")
    assert kinds.speakable == "包括：技术开发合同、技术转让合同、技术许可合同、技术咨询合同、技术服务合同。"


@pytest.mark.parametrize(
    "question", ["高企 门槛", "高企要多少分", "技术合同印花税怎么算", "江岸区 谁负责", "高企认定要多久"]
)
def test_figures_shown_and_read_stand_in_what_is_cited(guides: Answerer, question: str) -> None:
    answer = guides.answer(question)
    cited = [citation.passage for citation in answer.citations]
    assert answer.outcome == "answered"
    assert all_stand_in(answer.figures, cited)
    assert all_stand_in(find_figures(answer.speakable), cited)


def test_a_figure_that_no_passage_states_is_never_read_aloud(
    guides: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.answering.compose.speak", lambda *_, **__: "比例不低于77%。")
    answer = guides.answer("高企 研发比例")
    assert answer.outcome == "answered"
    assert "77" not in answer.speakable
