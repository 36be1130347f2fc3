"""A case in words: each state of its clock, what must be done, and each aspect asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from actions.views.cases import describe_case, describe_choice
from contracts import CaseMaterial, CaseStage, CaseStatus, Freshness

RECEIVED = CaseStage(stage="received", label="已收件", at=datetime(2026, 11, 1, tzinfo=UTC))


def case(**changes: Any) -> CaseStatus:
    plain: dict[str, Any] = {
        "case_number": "XS2026-000001",
        "enterprise_name": "样例公司",
        "service_item": "外国人来华工作许可",
        "title": "外国人来华工作许可（样例）",
        "stage": "review",
        "stage_label": "审核中",
        "since": datetime(2026, 11, 8, 20, tzinfo=UTC),
        "next_step": "作出决定",
        "deadline": date(2026, 12, 3),
        "deadline_is_estimate": False,
        "todo": None,
        "section": "合作处",
        "history": [RECEIVED],
        "statutory_deadline": date(2026, 12, 3),
        "clock": "running",
        "working_days_left": 4,
        "limit_days": 20,
    }
    return CaseStatus.model_validate(plain | changes)


def test_a_case_names_the_step_since_when_what_comes_next_and_when_at_the_latest() -> None:
    assert describe_case(case()).split("\n") == [
        "外国人来华工作许可（样例）（受理编号 XS2026-000001）",
        "当前环节：审核中，自 2026年11月9日 起。",
        "下一步：作出决定。",
        "最晚 2026年12月3日（法定时限）作出决定，还有 4 个工作日。",
        "承办科室：合作处",
    ]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"promised_deadline": date(2026, 11, 20), "deadline": date(2026, 11, 20)},
            "最晚 2026年11月20日（承诺时限；法定时限到 2026年12月3日）作出决定，还有 4 个工作日。",
        ),
        (
            {
                "promised_deadline": date(2026, 11, 20),
                "deadline": date(2026, 11, 20),
                "statutory_deadline": date(2027, 1, 8),
                "statutory_is_estimate": True,
            },
            "最晚 2026年11月20日（承诺时限；法定时限到 2027年1月8日，预计）作出决定，还有 4 个工作日。",
        ),
        (
            {"statutory_deadline": None, "promised_deadline": date(2026, 12, 3)},
            "最晚 2026年12月3日（承诺时限）作出决定，还有 4 个工作日。",
        ),
        (
            {
                "deadline": date(2027, 1, 8),
                "statutory_deadline": date(2027, 1, 8),
                "deadline_is_estimate": True,
            },
            "最晚 2027年1月8日（法定时限）作出决定（预计，节假日安排尚未公布），还有 4 个工作日。",
        ),
        (
            {"is_overdue": True, "working_days_left": 0},
            "办理时限已过：应在 2026年12月3日（法定时限）作出决定。您可以联系合作处催办，或说“转人工”。",
        ),
        (
            {"deadline": None, "statutory_deadline": None, "working_days_left": None},
            "这个事项的办理时限，文件未载明。",
        ),
        (
            {"clock": "paused", "stage": "expert_review", "deadline": None, "working_days_left": 12},
            "专家评审期间，办理时限暂停计算，恢复后还有 12 个工作日。",
        ),
        (
            {"clock": "paused", "stage": "publicity", "deadline": None, "working_days_left": 3},
            "公示期间，办理时限暂停计算，恢复后还有 3 个工作日。",
        ),
        (
            {"clock": "paused", "stage": "publicity", "working_days_left": None, "limit_days": None},
            "这个事项的办理时限，文件未载明。",
        ),
        (
            {"clock": "paused", "stage": "supplement_requested", "working_days_left": 0, "is_overdue": True},
            "等待补正期间，办理时限暂停计算，恢复后还有 0 个工作日（暂停前已超过时限）。",
        ),
        ({"clock": "not_started", "stage": "received"}, "还没有受理；受理后 20 个工作日内作出决定。"),
        (
            {"clock": "not_started", "stage": "received", "limit_days": None},
            "还没有受理；这个事项的办理时限，文件未载明。",
        ),
        ({"deemed": "视为自 2026年11月2日 收件之日起已受理。"}, "视为自 2026年11月2日 收件之日起已受理。"),
    ],
)
def test_each_state_of_the_clock_is_said(changes: dict[str, Any], line: str) -> None:
    assert line in describe_case(case(**changes)).split("\n")
    assert line in describe_case(case(**changes), "time").split("\n")


def test_once_it_is_decided_no_deadline_is_said() -> None:
    decided = case(
        clock="stopped", stage="closed", stage_label="已办结", next_step=None, working_days_left=None
    )
    assert "最晚" not in describe_case(decided)
    assert "这个办件已办结，没有还在计算的办理时限。" in describe_case(decided, "time")


MATERIALS = [
    CaseMaterial(name="申请表", state="received", state_label="已收"),
    CaseMaterial(
        name="审计报告", state="tolerated", state_label="容缺后补", due_on=date(2026, 11, 16), is_overdue=True
    ),
    CaseMaterial(name="场地证明", state="supplement", state_label="待补正", due_on=date(2026, 12, 1)),
    CaseMaterial(name="花名册", state="missing", state_label="缺"),
]


def test_materials_are_listed_with_their_state_and_day() -> None:
    line = (
        "材料：已收 1 份；审计报告（容缺后补，2026年11月16日 前，已逾期）；"
        "场地证明（待补正，2026年12月1日 前）；花名册（缺）。"
    )
    assert line in describe_case(case(materials=MATERIALS)).split("\n")
    assert line in describe_case(case(materials=MATERIALS), "materials").split("\n")


def test_what_is_overdue_is_a_warning() -> None:
    late = case(todo="请补正：护照。", supplement_due_on=date(2026, 11, 16), supplement_is_overdue=True)
    assert "已经逾期，请马上办理：请补正：护照。" in describe_case(late)
    assert "需要您办理：请补正：护照。" in describe_case(case(todo="请补正：护照。"))


def test_a_question_about_materials_is_answered_first_and_alone() -> None:
    lines = describe_case(case(todo="请补正：护照。"), "materials").split("\n")
    assert lines[1:] == ["需要您办理：请补正：护照。"]
    assert "现在没有要补的材料。" in describe_case(case(), "materials")


def test_the_step_alone_is_said_with_the_section() -> None:
    text = describe_case(case(), "step")
    assert "下一步：作出决定。" in text
    assert "承办科室：合作处" in text
    assert "最晚" not in text


def test_data_of_another_system_are_dated_and_said_to_be_late_when_it_is_down() -> None:
    as_of = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    fresh = describe_case(case(freshness=Freshness(source="省政务平台", as_of=as_of)))
    assert "数据截至 2026年11月20日 09:30（来自省政务平台）" in fresh
    stale = describe_case(case(freshness=Freshness(source="省政务平台", as_of=as_of, is_stale=True)))
    assert "暂时连不上" in stale
    assert "数据截至" not in describe_case(case())


def test_a_choice_numbers_the_cases_and_says_how_many_more_there_are() -> None:
    late = case(supplement_is_overdue=True, stage_label="待补正")
    text = describe_choice([case(), late], 7, "在2026年")
    assert text.split("\n") == [
        "样例公司在2026年有 7 件办件，先列出最近的 2 件，您想看哪一个？回复序号即可。",
        "1. 外国人来华工作许可（样例）（XS2026-000001）：审核中，2026年11月1日 收件",
        "2. 外国人来华工作许可（样例）（XS2026-000001）：待补正，补交材料已逾期，2026年11月1日 收件",
        "其余的请说事项、时间（如“去年报的”）或受理编号来查。",
    ]
    assert "先列出" not in describe_choice([case(), late], 2, "")
