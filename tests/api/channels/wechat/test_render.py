"""Replies as one text."""

import re

import pytest

from api.channels.wechat.render import named_number, render
from contracts import Citation
from tests.api.channels.wechat.support import reply
from tests.golden_files import Golden

SOURCE = Citation(
    document="guides/voucher.md",
    title="科技创新券管理办法",
    document_number="某科〔2024〕1号",
    passage="原文",
)


def test_text_sources_and_choices_follow_each_other(golden: Golden) -> None:
    shown = render([reply("可以。", "要什么材料", "多久办好", citations=[SOURCE])])
    answer, source, choices = shown.text.split("\n\n")
    assert (answer, SOURCE.title in source, str(SOURCE.document_number) in source) == ("可以。", True, True)
    assert re.findall(r"(\d) (\S+)", choices) == [("1", "要什么材料"), ("2", "多久办好")]
    golden.check("wechat", "an answer with its source and choices", shown.text)


def test_a_notice_on_a_source_is_shown(golden: Golden) -> None:
    draft = SOURCE.model_copy(update={"notice": "尚未经主管部门核定"})
    text = render([reply("可以。", citations=[draft])]).text
    assert str(draft.notice) in text
    golden.check("wechat", "a source with a notice", text)


def test_a_source_without_number_is_named_by_its_title_and_only_once(golden: Golden) -> None:
    plain = SOURCE.model_copy(update={"document_number": None})
    text = render([reply("可以。", citations=[plain, plain])]).text
    assert text.count(plain.title) == 1
    golden.check("wechat", "a source without a number", text)


def test_choices_of_several_replies_are_numbered_through_and_each_once() -> None:
    shown = render([reply("一。", "甲", "乙"), reply("二。", "乙", "丙")])
    assert re.findall(r"(\d) (\S+)", shown.text) == [("1", "甲"), ("2", "乙"), ("3", "丙")]
    assert shown.find_choice("3") is not None
    assert shown.find_choice("3").text == "丙？"  # type: ignore[union-attr]
    assert shown.find_choice("4") is None


@pytest.mark.parametrize(
    ("said", "number"), [("1", 1), ("２", 2), ("回复 1", 1), ("回复2", 2), ("选3", 3), (" 2. ", 2)]
)
def test_a_number_alone_names_a_choice(said: str, number: int) -> None:
    assert named_number(said) == number


@pytest.mark.parametrize(
    "said", ["0", "123456", "1楼", "第1个项目的材料", "一", "1 2", "13800000000", "", "-1"]
)
def test_anything_else_does_not(said: str) -> None:
    assert named_number(said) is None


def test_an_anchor_in_a_text_becomes_no_link() -> None:
    text = render([reply('<a href="https://evil.example">点这里</a>，x<a，1 < 2')]).text
    assert "<a" not in text
    assert "</a" not in text
    assert "1 < 2" in text
    assert "＜a href" in text
