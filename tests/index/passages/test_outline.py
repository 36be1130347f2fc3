"""Articles, lists and sub-items: what the splitter makes of the shapes that official documents have."""

import pytest

from index.model.document import Document, Metadata
from index.model.passage import Passage
from index.passages.packing import LONGEST
from index.passages.splitter import split_document

ARTICLE = """第二章 条件

第十一条 申请认定须同时满足以下条件：

（一）成立一年以上；

（二）研究开发费用占销售收入的比例符合如下要求：

1. 收入小于5000万元的，不低于5%；

2. 收入在2亿元以上的，不低于3%。

其中，境内研究开发费用不低于60%；

（三）收入占比不低于60%。

第十二条 本办法由市科技局解释。"""


def split(text: str) -> list[Passage]:
    return split_document(Document("a.txt", text, Metadata(title="标题")), 0)


def test_an_article_s_items_and_sub_items_are_one_passage() -> None:
    first, second = split(ARTICLE)
    assert first.text.startswith("第十一条 申请认定")
    assert first.text.endswith("收入占比不低于60%。")
    assert (first.headings, first.anchor) == (("第二章 条件", "第十一条"), "第十一条")
    assert second.anchor == "第十二条"


def test_a_list_too_long_for_one_passage_keeps_each_item_whole_and_says_which() -> None:
    item = "企业近三个会计年度的研究开发费用总额占同期销售收入总额的比例符合要求，" * 5
    text = "第十一条 条件如下：\n\n" + "\n\n".join(
        f"（{mark}）{item}包括：\n\n1. {mark}甲；\n\n2. {mark}乙；" for mark in "一二三四"
    )
    passages = split(text)
    assert len(passages) >= 2
    assert all(len(passage.text) <= LONGEST for passage in passages)
    for mark in "一二三四":
        holder = next(passage for passage in passages if f"（{mark}）" in passage.text)
        assert f"1. {mark}甲；\n2. {mark}乙；" in holder.text
    assert "第十一条 条件如下：" in passages[1].context
    assert "第十一条 条件如下：" not in passages[1].text
    assert passages[1].anchor.startswith("第十一条-（")
    assert passages[1].path[-1] == passages[1].part


@pytest.mark.parametrize("end", ["", "；"])
def test_short_items_under_a_heading_stay_together(end: str) -> None:
    passages = split(
        f"三、申报材料\n\n（一）申报书{end}\n\n（二）营业执照{end}\n\n（三）审计报告{end}\n\n四、其他\n\n无。"
    )
    assert passages[0].text == f"（一）申报书{end}\n（二）营业执照{end}\n（三）审计报告{end}"
    assert passages[0].headings == ("三、申报材料",)


def test_numbered_sections_with_text_of_their_own_stay_sections() -> None:
    text = (
        "现就优化营商环境的有关事项通知如下：\n\n一、优化服务\n\n（一）提升窗口。推行预约。\n\n"
        "（二）完善监管。落实清单。\n\n二、加强保障\n\n落实责任。"
    )
    assert [passage.headings for passage in split(text)] == [
        ("一、优化服务", "（一）提升窗口"),
        ("一、优化服务", "（二）完善监管"),
        ("二、加强保障",),
    ]


def test_a_last_heading_with_nothing_under_it_is_not_lost() -> None:
    texts = [
        passage.text for passage in split("一、范围\n\n适用于本市企业的申报工作。\n\n二、解释权归市科技局")
    ]
    assert "二、解释权归市科技局" in "\n".join(texts)


def test_sub_items_of_a_markdown_list_stay_with_their_item() -> None:
    from index.text.mend import mend

    filler = "这里说明一个条件，写得比较长，占去不少地方" * 4
    source = "## 条件\n\n" + "\n".join(f"- 第{n}项{filler}：\n  - {n}甲\n  - {n}乙" for n in range(1, 9))
    passages = split(mend(source, soft_breaks=True))
    assert len(passages) >= 2
    for n in range(1, 9):
        assert any(f"：\n{n}甲\n{n}乙" in passage.text for passage in passages)


def test_a_lead_in_is_never_a_passage_of_its_own() -> None:
    passages = split(
        "五、联系方式\n\n联系人如下：\n\n部门\t联系人\n高新处\t王一\n成果处\t赵二\n\n（此件公开发布）"
    )
    assert [passage.kind for passage in passages] == ["row", "row", "table"]
    assert passages[0].context.endswith("联系人如下：")
    assert passages[2].text.split("\n")[0] == "联系人如下："


def test_a_table_of_contents_is_left_out() -> None:
    text = "目 录\n\n第一章 总则…………1\n\n第二章 程序........3\n\n第一章 总则\n\n第一条 为了规范管理，制定本办法。"
    assert [passage.anchor for passage in split(text)][-1] == "第一条"
    assert all("……" not in passage.text for passage in split(text))


def test_anchors_are_unique_and_do_not_change_when_another_section_is_added() -> None:
    before = {p.anchor for p in split("## 条件\n\n成立一年以上的企业。\n\n## 材料\n\n申请书一份。")}
    after = [
        p.anchor
        for p in split("## 对象\n\n本市企业。\n\n## 条件\n\n成立一年以上的企业。\n\n## 材料\n\n申请书一份。")
    ]
    assert before == {"条件", "材料"}
    assert before < set(after)
    assert len(after) == len(set(after))
