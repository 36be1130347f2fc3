from __future__ import annotations

from collections import Counter

import pytest

from index.question.misspelling import WordMender
from index.text.grams import grams

DOCUMENTS = (
    "科技计划项目的申报材料由区县科技局审核，审核时间为五个工作日。",
    "项目验收后成果归属按合同约定，政府部门不得干预。",
    "激励措施和惩戒措施依照省条例执行，首问负责制由窗口落实。",
    "特派员在工作站备案，延期申请要在到期前提出，按规定交钱。",
    "国家支持企业，行政机关依法公开政策。",
) * 3


@pytest.fixture(scope="module")
def mender() -> WordMender:
    having = Counter(gram for text in DOCUMENTS for gram in set(grams(text)))
    return WordMender(lambda gram: having[gram], {gram for gram in having if len(gram) == 1})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("审合时间", "审核时间"),
        ("镇府说话不算数", "政府说话不算数"),
        ("科技计画项目成果归蜀", "科技计划项目成果归属"),
        ("守信激厉措施", "守信激励措施"),
        ("项目延其申请", "项目延期申请"),
        ("项目验守要什么", "项目验收要什么"),
    ],
)
def test_a_character_that_sounds_alike_is_put_right(mender: WordMender, typed: str, meant: str) -> None:
    assert mender.mend(typed)[0] == meant


@pytest.mark.parametrize(
    "typed",
    [
        "审核时间",
        "国家给支持吗",
        "学区房政策",
        "汉南区联系人",
        "增值税发票怎么开",
        "护照办理要几天",
        "",
        "abc 123",
        "？？",
    ],
)
def test_words_that_stand_are_left_alone(mender: WordMender, typed: str) -> None:
    assert mender.mend(typed) == (typed, ())


def test_the_words_put_in_are_told(mender: WordMender) -> None:
    assert mender.mend("归蜀")[1] == ("归属",)
