"""What is taken as a reason for what is not everyday."""

from __future__ import annotations

import pytest

from records.staff.files.reason import USUAL_LOCK_REASONS, USUAL_REASONS, ReasonRequired, read_reason


@pytest.mark.parametrize(
    "text",
    [
        *USUAL_REASONS,
        *USUAL_LOCK_REASONS,
        "查询理由：项目申报审核",
        "高企认定",
        "来电核实",
        "XS2026-000012 验收",
        "理由是投诉举报核查",
        "测试平台立项核查",
    ],
)
def test_a_reason_is_taken_as_it_was_written(text: str) -> None:
    assert read_reason(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        "1234",
        "abcd",
        "asdf1234",
        "测试测试",
        "哈哈哈哈哈",
        "没有理由",
        "没有理由。",
        "随便看看",
        "我想查看",
        "查询一下",
        "测试一下",
        "随 便 看 看！",
        "查询理由",
        "解除理由：",
        "查询理由查询理由",
        "查询理由：没有理由",
        "请填写查询理由",
        "abc查",
        "１２３４",
    ],
)
def test_what_is_no_reason_is_refused(text: str) -> None:
    with pytest.raises(ReasonRequired, match="至少 4 个字"):
        read_reason(text)
