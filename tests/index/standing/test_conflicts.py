"""Conflicts between documents on invented corpora: what must be reported, and what must not."""

from datetime import date
from pathlib import Path

import pytest

from index.lexicon.terms import Term, Terms
from index.model.document import Document, Metadata
from index.model.passage import Passage
from index.passages.splitter import split_document
from index.standing.conflicts import Conflict, find_conflicts, load_conflicts, make_conflicts, save_conflicts
from index.text.measures import find_measures

TERMS = Terms(topics=(Term("voucher", "科技创新券", ("科技创新券", "创新券")),))
PLACE = "浙江省/杭州市/萧山区"


def conflicts(*documents: tuple[Metadata, str]) -> list[Conflict]:
    passages: list[Passage] = []
    for number, (metadata, text) in enumerate(documents):
        passages += split_document(Document(f"{number}.txt", text, metadata), number, len(passages))
    return find_conflicts([(f"{n}.txt", m) for n, (m, _) in enumerate(documents)], passages, TERMS)


def about(title: str = "萧山区科技创新券管理办法", **known: object) -> Metadata:
    return Metadata(title=title, **({"region": PLACE} | known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "kind", "figures"),
    [
        ("创新券兑付审核周期为3个月。", "科技创新券审核周期为 5 个月。", "period", ("3个月", "5 个月")),
        (
            "每家企业每年创新券额度最高20万元。",
            "每家企业每年的创新券额度不超过30万元。",
            "amount",
            ("20万元", "30万元"),
        ),
        (
            "创新券抵用比例不超过服务费用的50%。",
            "创新券抵用比例最高为服务费用的百分之六十。",
            "ratio",
            ("50%", "百分之六十"),
        ),
        ("创新券申请每年截止3月31日。", "创新券申请每年4月15日截止，逾期不受理。", None, None),
        ("创新券申请截止日期为3月31日。", "创新券的申请截止日期为4月15日。", "day", ("3月31日", "4月15日")),
    ],
)
def test_two_figures_for_the_same_thing_are_a_conflict(
    left: str, right: str, kind: str | None, figures: tuple[str, str] | None
) -> None:
    found = conflicts((about(), left), (about("萧山区创新券兑付指南"), right))
    assert [(c.kind, (c.left_figure, c.right_figure)) for c in found] == ([(kind, figures)] if kind else [])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("创新券审核周期为3个月。", "创新券审核周期为三个月。"),
        ("每年额度不超过20万元。", "每年额度不超过200,000元。"),
        ("市级孵化器补助不超过20万元。", "国家级孵化器补助不超过50万元。"),
        ("首次认定的企业补助不超过20万元。", "认定的企业补助不超过30万元。"),
        ("收入小于5000万元的比例不低于5%。", "收入大于2亿元的比例不低于3%。"),
        ("小微企业补助50%。大型企业补助30%。", "小微企业补助50%。中型企业补助40%。"),
        ("2023年安排资金500万元。", "2024年安排资金800万元。"),
        ("申请人应当在5个工作日内补正材料。", "审核部门应当在10个工作日内出具意见。"),
    ],
)
def test_what_may_well_differ_is_no_conflict(left: str, right: str) -> None:
    assert conflicts((about(), left), (about("萧山区创新券指南"), right)) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({}, {"region": "浙江省/嘉兴市"}),
        ({"effective_to": date(2020, 12, 31)}, {"effective_from": date(2021, 1, 1)}),
        ({"replaced_on": date(2024, 1, 1)}, {"effective_from": date(2024, 1, 1)}),
        ({"title": "2023年度创新券申报通知"}, {"title": "2024年度创新券申报通知"}),
        ({"title": "萧山区孵化器办法"}, {"title": "萧山区创新券办法"}),
        ({"region": None}, {"region": None}),
    ],
)
def test_documents_of_other_places_times_or_subjects_do_not_conflict(
    left: dict[str, object], right: dict[str, object]
) -> None:
    texts = ("创新券审核周期为3个月。", "创新券审核周期为5个月。")
    assert conflicts((about(**left), texts[0]), (about(**right), texts[1])) == []  # type: ignore[arg-type]


def test_a_tier_that_one_document_leaves_out_is_no_conflict() -> None:
    full = "市级平台补助不超过20万元。省级平台补助不超过50万元。"
    assert conflicts((about(), full), (about("创新券说明"), "省级平台补助不超过50万元。")) == []


def test_conflicts_are_looked_up_by_either_passage(tmp_path: Path) -> None:
    found = conflicts((about(), "创新券审核周期为3个月。"), (about("创新券指南"), "创新券审核周期为5个月。"))
    save_conflicts(tmp_path, found)
    loaded = load_conflicts(tmp_path)
    assert loaded.found == tuple(found)
    assert (loaded.others(0), loaded.others(1), loaded.others(2)) == ([1], [0], [])
    assert load_conflicts(tmp_path / "older").others(0) == []
    assert make_conflicts([]).others(0) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("二十万元、20万元、200,000元", ["200000元", "200000元", "200000元"]),
        ("百分之六十和60%", ["60%", "60%"]),
        ("三个月、3 个月、10个工作日、30天", ["3月", "3月", "10工作日", "30日"]),
        ("截止3月31日，2024年3月底", ["3-31", "3-底"]),
        ("2024年度第三年级十二月份", []),
        ("一年以上、两年内", ["1年", "2年"]),
    ],
)
def test_measures_have_one_form(text: str, values: list[str]) -> None:
    assert [measure.value for measure in find_measures(text)] == values
