import time

from index.text.mend import drop_bold, mend


def test_a_line_broken_in_mid_sentence_is_joined_over_a_blank_line() -> None:
    broken = "（九）加强平台建设。积极跟踪服\n\n务实验室建设，支持争创平台。\n\n（十）开展改革。设立专项。"
    assert mend(broken).split("\n\n") == [
        "（九）加强平台建设。积极跟踪服务实验室建设，支持争创平台。",
        "（十）开展改革。设立专项。",
    ]


def test_hard_wrapped_lines_become_paragraphs_and_short_lines_stay_headings() -> None:
    full = "企业创新活动的全过程都纳入支持范围之列并且由科技部门统一梳理服务对象清单"
    lines = [full] * 6 + ["最后一行到此为止。", "推进科技系统数字化转型", *[full] * 6, "第二段到此为止。"]
    paragraphs = mend("\n\n".join(lines)).split("\n\n")
    assert paragraphs == [
        full * 6 + "最后一行到此为止。",
        "推进科技系统数字化转型",
        full * 6 + "第二段到此为止。",
    ]


def test_title_and_addressee_are_not_joined() -> None:
    head = "周口市科技局关于印发持续优化科技领域营商环境若干措施并抓好落实的通知\n\n各县科技主管部门、各有关单位："
    assert len(mend(head).split("\n\n")) == 2


def test_rows_of_a_table_are_one_block_and_are_not_joined() -> None:
    text = "区\t联系人\n江岸区\t亓巍\n江汉区\t石俊马"
    assert mend(text) == text


def test_page_numbers_and_control_characters_go() -> None:
    assert mend("第一段。\x0c\n- 3 -\n第二段。\u200b") == "第一段。\n\n第二段。"


def test_soft_breaks_of_markdown_join_adjacent_lines() -> None:
    assert (
        mend("减按 15% 的税率\n征收企业所得税\n\n下一段", soft_breaks=True)
        == "减按 15% 的税率征收企业所得税\n\n下一段"
    )


def test_bold_signs_are_removed() -> None:
    assert drop_bold("一是**信息发布多开“一扇窗”**。") == "一是信息发布多开“一扇窗”。"


def test_signs_of_bold_that_never_close_take_no_longer() -> None:
    started = time.monotonic()
    for unit in ("**a ", "__a ", "**a*", "a*"):
        drop_bold(unit * 100_000)
    assert time.monotonic() - started < 5


def test_many_short_lines_take_no_longer() -> None:
    started = time.monotonic()
    mend("文字，\n" * 300_000)
    mend("文字\n" * 300_000, soft_breaks=True)
    assert time.monotonic() - started < 20
