"""Questions over the five real documents, as they came."""

import pytest

from index.answering.answerer import Answerer

NO_ANSWER = {"no_answer", "out_of_scope", "other_region"}


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("嘉兴创新券审核周期多久", "3 个月"),
        ("萧山项目验收什么时候申请", "6个月"),
        ("周口今年新增多少高企", "20 家以上"),
        ("成果转化联络员有多少名", "100名"),
        ("产业创新地图什么时候启动的", "2017年2月"),
        ("2017年底浙江有多少高新技术企业", "9152家"),
        ("軟考講座幾月份", "3-4月和9-10月"),
        ("武汉包区服务每月联系几次", "不少于2次"),
        ("创新卷一年兑付几次", "每年两次兑付"),
        ("五库融通是哪五库", "科技成果奖励库"),
        ("萧山的材料容缺受理是怎么做的", "先予受理"),
        ("守信单位有什么激励", "同等条件优先立项"),
    ],
)
def test_facts_are_found_and_quoted(seed_answerer: Answerer, question: str, figure: str) -> None:
    answer = seed_answerer.answer(question)
    assert answer.outcome == "answered"
    assert figure in answer.text


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("江岸区谁负责", ("江岸区", "徐涛（副局长）", "项目中心", "亓巍")),
        ("蔡甸 联系人", ("蔡甸区", "金开红（一级调研员）", "财务处", "杨敏华")),
        ("东湖高新区联系人", ("东湖高新区", "胡军（副局长）", "高新处", "彭华魁")),
        ("新洲找谁", ("新洲区", "余文珠（一级调研员）", "办公室", "阮聪")),
        ("亓巍是哪个区的联系人", ("江岸区", "徐涛（副局长）", "项目中心", "亓巍")),
    ],
)
def test_names_come_row_by_row_and_never_mixed(
    seed_answerer: Answerer, question: str, row: tuple[str, ...]
) -> None:
    answer = seed_answerer.answer(question)
    district, leader, office, contact = row
    card = f"区（开发区）：{district}\n责任领导：{leader}\n责任部门：{office}\n联系人：{contact}"
    assert card in answer.text
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样",
        "公积金怎么提取",
        "高企税率多少",
        "高新技术企业认定条件",
        "外国人来华工作许可怎么办",
        "蔡甸天气怎么样",
    ],
)
def test_what_the_documents_do_not_say_is_declined(seed_answerer: Answerer, question: str) -> None:
    assert seed_answerer.answer(question).outcome in NO_ANSWER


@pytest.mark.parametrize("question", ["深圳的创新券怎么领", "北京的包区联系人是谁", "成都市高企奖励"])
def test_other_places_are_said_to_be_others(seed_answerer: Answerer, question: str) -> None:
    assert seed_answerer.answer(question).outcome == "other_region"


def test_standing_is_read_from_the_letterhead(seed_answerer: Answerer) -> None:
    citation = seed_answerer.answer("周口今年新增多少高企").citations[0]
    assert citation.document_number == "周科〔2021〕28号"
    assert citation.issued_by == "周口市科学技术局"
    assert citation.region == "河南省/周口市"
    assert str(citation.issued_on) == "2021-06-08"


def test_the_right_region_s_document_answers(seed_answerer: Answerer) -> None:
    wuhan = seed_answerer.answer("武汉的容错免责怎么规定")
    zhoukou = seed_answerer.answer("周口的容错免责怎么规定")
    assert wuhan.citations[0].region == "湖北省/武汉市"
    assert zhoukou.citations[0].region == "河南省/周口市"
