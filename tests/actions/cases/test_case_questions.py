from __future__ import annotations

import pytest

from actions.cases.case_questions import find_aspect, is_about_own

TIME = """
还要等多久 要多久 什么时候能办完 最晚什么时候 最晚什么时候办完 那个什么时候能下来 我的什么时候能批下来
几天能好 大概还要几天 啥时候能好呀 超期了没 期限到什么时候 为什么暂停 还得等几天啊 那还要等几天呢
到底什么时候能批 最晚是哪天 最晚到几号
"""
MATERIALS = """
那个缺什么材料 要补什么 还缺啥 缺什么 要补啥 还要交什么 需要补什么材料 还缺哪些材料呢 材料齐了吗
材料收到了没 要我做什么 我还要补什么材料呀 補什麼材料 补正什么时候截止 那个还差啥材料
"""
STEP = "下一步 下一步呢 接下来做什么 到哪一步了 那个到哪了 哪个科室在办 谁在办 进度怎么样"


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        *((text, "time") for text in TIME.split()),
        *((text, "materials") for text in MATERIALS.split()),
        *((text, "step") for text in STEP.split()),
        ("那个，缺什么材料？", "materials"),
    ],
)
def test_a_short_question_is_about_the_case_shown(text: str, aspect: str) -> None:
    assert find_aspect(text) == aspect


@pytest.mark.parametrize(
    "text",
    [
        "高企认定要什么材料",
        "那材料呢",
        "材料",
        "要什么材料",
        "需要什么材料",
        "条件",
        "流程",
        "怎么申请",
        "什么时候开始申报",
        "创新券什么时候到期",
        "多久答复投诉",
        "高企认定多久能办完",
        "能补贴多少",
        "",
        "？",
        "还缺什么" * 20,
        "' OR 1=1 --",
    ],
)
def test_a_question_that_names_something_else_is_not(text: str) -> None:
    assert find_aspect(text) is None


@pytest.mark.parametrize(
    ("text", "own"), [("还要等多久", True), ("那个缺什么", True), ("要多久", False), ("几天", False)]
)
def test_words_that_mean_ones_own_case_are_told_from_those_that_may_not(text: str, own: bool) -> None:
    assert is_about_own(text) is own
