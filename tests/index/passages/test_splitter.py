from hypothesis import given
from hypothesis import strategies as st

from index.model.document import Document, Metadata
from index.passages.splitter import MOST, split_document, split_sentences


def split(text: str) -> list:
    return split_document(Document("a.txt", text, Metadata(title="标题", region="浙江省/杭州市/萧山区")), 0)


def test_passage_knows_its_headings_and_quotes_only_itself() -> None:
    passage = split("一、优化服务\n\n（一）提升窗口。推行预约服务。")[0]
    assert passage.headings == ("一、优化服务", "（一）提升窗口")
    assert passage.text == "（一）提升窗口。推行预约服务。"
    assert "一、优化服务" in passage.context
    assert "萧山区" in passage.context


def test_each_row_of_a_table_is_a_passage_with_its_columns() -> None:
    rows = [p for p in split("包区分工表\n\n区\t联系人\n江岸区\t亓巍\n江汉区\t石俊马") if p.kind == "row"]
    assert [row.text for row in rows] == ["区：江岸区；联系人：亓巍", "区：江汉区；联系人：石俊马"]


def test_whole_table_is_kept_with_its_header() -> None:
    table = next(p for p in split("区\t联系人\n江岸区\t亓巍\n江汉区\t石俊马") if p.kind == "table")
    assert table.text.split("\n")[0] == "区 | 联系人"


def test_long_paragraph_is_cut_where_it_counts_its_points() -> None:
    point = "完善科研诚信管理制度，明确违背科研诚信要求行为的调查处理规则并动态调整名单" * 6
    texts = [p.text for p in split(f"为了推进改革，应当做好工作。一是{point}。二是{point}。三是{point}。")]
    assert [text[:2] for text in texts if text.startswith(("一是", "二是", "三是"))][-2:] == ["二是", "三是"]
    assert all(len(text) <= MOST + 50 for text in texts)


def test_question_of_a_guide_is_the_heading_of_its_answer() -> None:
    passage = split("## 常见问题\n\n### 收费吗？\n\n不收费。")[0]
    assert (passage.kind, passage.heading, passage.text) == ("question", "收费吗？", "不收费。")


@given(st.lists(st.text(alphabet="科技企业申请。；，材料", min_size=1, max_size=300), min_size=1, max_size=8))
def test_no_text_is_lost_or_invented(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    kept = "".join(passage.text for passage in split(text)).replace("\n", "")
    assert kept == text.replace("\n", "")


@given(st.text(alphabet="甲乙。！？“”）", max_size=200))
def test_sentences_joined_are_the_paragraph(text: str) -> None:
    assert "".join(split_sentences(text)) == text


def test_a_contact_behind_a_list_is_no_part_of_it() -> None:
    text = "三、材料\n\n1.申请表；\n\n2.承诺书。\n\n联系人：王一，联系电话：8800123。\n\n南平市科学技术局"
    listed, contact = split(text)
    assert (listed.kind, listed.text) == ("steps", "1.申请表；\n2.承诺书。")
    assert (contact.kind, contact.text.split("\n")[0]) == ("text", "联系人：王一，联系电话：8800123。")


def test_a_row_is_called_by_its_first_name_not_by_its_number() -> None:
    rows = [p for p in split("序号\t区\t电话\n1\t江岸区\t82739000\n2\t江汉区\t82739001") if p.kind == "row"]
    assert [row.anchor for row in rows] == ["江岸区", "江汉区"]
