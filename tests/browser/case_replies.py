"""Replies that show a case in each state of its clock and of its materials."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from contracts import CaseMaterial, CaseStage, CaseStatus, Freshness, ReplyDraft

_HISTORY = [
    CaseStage(stage="received", label="已收件", at=datetime(2026, 10, 12, 1, 5, tzinfo=UTC)),
    CaseStage(
        stage="accepted", label="已受理", at=datetime(2026, 10, 14, 2, 30, tzinfo=UTC), note="容缺受理"
    ),
]
_MATERIALS = [
    CaseMaterial(name="工作许可申请表", state="received", state_label="已收"),
    CaseMaterial(
        name="经公证的最高学历（学位）证书及其中文翻译件",
        state="tolerated",
        state_label="容缺后补",
        due_on=date(2026, 11, 16),
        is_overdue=True,
        note="受理时承诺补齐",
    ),
    CaseMaterial(name="劳动合同", state="supplement", state_label="待补正", due_on=date(2026, 12, 4)),
    CaseMaterial(name="体检证明", state="missing", state_label="缺"),
]


def _case(text: str, stage: str, label: str, **more: Any) -> ReplyDraft:
    at = datetime(2026, 11, 9, 3, 0, tzinfo=UTC)
    fields = {
        "case_number": "XS2026-000123",
        "enterprise_name": "示例甲科技有限公司",
        "service_item": "外国人来华工作许可",
        "title": "外国人来华工作许可（示例）",
        "stage": stage,
        "stage_label": label,
        "since": at,
        "next_step": "按该事项的程序组织评审或公示（如需要），再作出决定",
        "deadline": None,
        "limit_days": 20,
        "deadline_is_estimate": False,
        "todo": None,
        "section": "合作处",
        "history": [*_HISTORY, {"stage": stage, "label": label, "at": at}],
    }
    data = CaseStatus.model_validate(fields | more)
    return ReplyDraft(text=text, outcome="case_status", data=data)


CASES = {
    "容缺": _case(
        "外国人来华工作许可正在审核。",
        "review",
        "审核中",
        deadline=date(2026, 12, 2),
        promised_deadline=date(2026, 12, 2),
        statutory_deadline=date(2027, 1, 5),
        statutory_is_estimate=True,
        clock="running",
        working_days_left=3,
        todo="请补齐容缺材料“最高学历证书”。容缺补齐期限 2026年11月16日 已过，请尽快提交。",
        supplement_due_on=date(2026, 11, 16),
        supplement_is_overdue=True,
        materials=_MATERIALS,
        freshness=Freshness(source="省政务平台", as_of=datetime(2026, 11, 27, 16, tzinfo=UTC), is_stale=True),
    ),
    "超期": _case(
        "外国人来华工作许可已超过办理时限。",
        "review",
        "审核中",
        deadline=date(2026, 11, 11),
        statutory_deadline=date(2026, 11, 11),
        clock="running",
        is_overdue=True,
        working_days_left=0,
        deemed="收件后 5 个工作日内没有告知补正，按《行政许可法》第三十二条，视为自 2026年10月12日 收件之日起已受理。",
        materials=_MATERIALS[:1],
    ),
    "评审": _case(
        "外国人来华工作许可正在专家评审。",
        "expert_review",
        "专家评审中",
        clock="paused",
        working_days_left=12,
    ),
    "收件": _case("外国人来华工作许可已收件。", "received", "已收件", clock="not_started"),
}
