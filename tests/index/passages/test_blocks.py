import pytest

from index.passages.blocks import parse_blocks


def headings(text: str) -> list[tuple[str, int]]:
    return [(block.text, block.level) for block in parse_blocks(text) if block.kind == "heading"]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("第三条 申请人应当提交材料。", "第三条"),
        ("一、更大力度优化政务服务环境", "一、更大力度优化政务服务环境"),
        ("（四）提升窗口服务能级。加强窗口建设，推行预约服务。", "（四）提升窗口服务能级"),
        ("(十五) 完善问题清单整改机制。对问题及时分析。", "(十五) 完善问题清单整改机制"),
        ("【我区实现高龄津贴“不用跑”】高龄津贴是重要福利，我区自2011年建立。", "我区实现高龄津贴“不用跑”"),
        ("## 材料", "材料"),
    ],
)
def test_the_document_s_own_numbering_gives_headings(text: str, heading: str) -> None:
    assert [name for name, _ in headings(text)] == [heading]


def test_levels_nest_as_chinese_numbering_does() -> None:
    levels = [
        level
        for _, level in headings("一、总则\n\n（一）目的。为了规范管理。\n\n第一条 本办法自发布之日起施行。")
    ]
    assert levels[0] < levels[1]


def test_a_repeated_label_names_what_the_next_labels_describe() -> None:
    text = "\n\n".join(
        [
            "**成果名称:**甲项目。",
            "**做法成效:**做了很多事情。",
            "**成果名称:**乙项目。",
            "**做法成效:**也做了。",
        ]
    )
    assert [name for name, _ in headings(text)] == ["甲项目", "做法成效", "乙项目", "做法成效"]


def test_numbered_list_is_items_not_headings() -> None:
    assert [block.kind for block in parse_blocks("1. 网上申请。\n\n2. 窗口受理。")] == ["item", "item"]


def test_articles_in_traditional_characters_are_articles() -> None:
    blocks = parse_blocks("第一章 總則\n\n第二條 申請人應於九月三十日前提出申請。")
    assert [block.text for block in blocks if block.kind == "heading"] == ["第一章 總則", "第二條"]
