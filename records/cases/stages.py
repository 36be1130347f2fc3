"""What the stages of a case are called, and what comes after each."""

from __future__ import annotations

from contracts.lookup import MaterialState, Stage

STAGE_LABELS: dict[Stage, str] = {
    "received": "已收件",
    "supplement_requested": "待补正",
    "accepted": "已受理",
    "review": "审核中",
    "expert_review": "专家评审中",
    "publicity": "公示中",
    "decided": "已作出决定",
    "certificate": "制发证书（文件）中",
    "closed": "已办结",
    "withdrawn": "已撤回",
    "rejected": "不予受理（不予通过）",
}

MATERIAL_LABELS: dict[MaterialState, str] = {
    "received": "已收",
    "missing": "缺",
    "tolerated": "容缺后补",
    "supplement": "待补正",
}

# Which of them a case passes depends on its service item; the words therefore leave open what may not apply.
NEXT_STEPS: dict[Stage, str | None] = {
    "received": "核对材料，决定是否受理",
    "supplement_requested": "收到补正材料后继续办理",
    "accepted": "审核材料",
    "review": "按该事项的程序组织评审或公示（如需要），再作出决定",
    "expert_review": "公示（如需要），再作出决定",
    "publicity": "公示期满无异议的，作出决定",
    "decided": "制发证书或文件（如有），办结",
    "certificate": "发放证书或文件，办结",
    "closed": None,
    "withdrawn": None,
    "rejected": None,
}

# Once a case is accepted its time limit runs while the bureau itself has it. Waiting for a supplement stops it, and so
# does expert review: its time is not counted (行政许可法 第四十五条). Publicity has a period of its own.
CLOCK_RUNS: frozenset[Stage] = frozenset({"received", "accepted", "review"})
# To be in one of these a case must have been accepted.
_EXAMINED: frozenset[Stage] = frozenset({"accepted", "review", "expert_review", "publicity"})
# Nothing comes after these.
ENDED: frozenset[Stage] = frozenset({"closed", "withdrawn", "rejected"})
_STOPPED: frozenset[Stage] = ENDED | {"decided", "certificate"}


def is_clock_running(stage: Stage) -> bool:
    """Tell whether the time limit for the decision runs in a stage, once the case is accepted."""
    return stage in CLOCK_RUNS


def is_examined(stage: Stage) -> bool:
    """Tell whether a case in this stage has been accepted and is not decided yet."""
    return stage in _EXAMINED


def is_stopped(stage: Stage) -> bool:
    """Tell whether the decision has been made, or none will be."""
    return stage in _STOPPED
