"""What may be shown of a case, put together from its history, materials and limits."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from contracts.lookup import CaseMaterial, CaseStage, CaseStatus, Freshness, MaterialState, Stage
from records.calendar.working_days import WorkingDays
from records.cases.deadlines import Timing, read_timing
from records.cases.due_dates import limits_of, steps_of
from records.cases.stages import ENDED, MATERIAL_LABELS, NEXT_STEPS, STAGE_LABELS
from records.cases.todo import find_action_due_on, say_day, say_todo
from records.models import Case, CaseStageEntry
from records.models import CaseMaterial as CaseMaterialRow
from records.values.clock import day_of, in_shanghai
from records.values.masking import mask_note, mask_text


def case_status_view(
    case: Case,
    *,
    calendar: WorkingDays,
    now: datetime,
    freshness: Freshness | None = None,
    for_staff: bool = False,
) -> CaseStatus:
    """Return where a case stands, what comes next and by when, and what its enterprise must do.

    Times in Asia/Shanghai; `freshness` is that of the case's source. Phones and identity numbers in titles, notes and
    materials are masked, but not for staff, who wrote them.
    """
    status = _unmasked_view(case, calendar, now, freshness)
    return status if for_staff else _without_numbers(status)


def _without_numbers(status: CaseStatus) -> CaseStatus:
    """Return a status without the phones and identity numbers of natural persons."""
    return status.model_copy(
        update={
            "title": mask_text(status.title),
            "todo": mask_note(status.todo),
            "history": [each.model_copy(update={"note": mask_note(each.note)}) for each in status.history],
            "materials": [
                each.model_copy(update={"name": mask_text(each.name), "note": mask_note(each.note)})
                for each in status.materials
            ],
        }
    )


def _unmasked_view(
    case: Case, calendar: WorkingDays, now: datetime, freshness: Freshness | None
) -> CaseStatus:
    stage, today = cast(Stage, case.stage), day_of(now)
    limits = limits_of(case.service_item)
    timing = read_timing(steps_of(case), limits, calendar, today=today)
    deadline = timing.deadline
    act_on = find_action_due_on(case)
    is_received_only = stage == "received" and timing.acceptance is not None
    return CaseStatus(
        case_number=case.number,
        enterprise_name=case.enterprise.name,
        service_item=case.service_item.name,
        title=case.title,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        since=in_shanghai(case.since),
        next_step=NEXT_STEPS["accepted" if is_received_only else stage],
        deadline=deadline.day if deadline else None,
        deadline_is_estimate=deadline.is_estimate if deadline else False,
        todo=say_todo(case, today),
        section=case.section,
        history=[_stage_view(entry) for entry in case.history],
        statutory_deadline=timing.statutory.day if timing.statutory else None,
        statutory_is_estimate=timing.statutory.is_estimate if timing.statutory else False,
        promised_deadline=timing.promised.day if timing.promised else None,
        clock=timing.clock,
        is_overdue=timing.is_overdue,
        working_days_left=timing.days_left,
        limit_days=limits.kept_days,
        supplement_due_on=act_on,
        supplement_is_overdue=act_on is not None and act_on < today,
        deemed=_deemed(case, timing),
        materials=[_material_view(case, material, today) for material in case.materials],
        freshness=freshness,
    )


def _deemed(case: Case, timing: Timing) -> str | None:
    """Return what counts because nothing was said or decided in time, with the rule that says so."""
    if timing.clock == "stopped" or timing.acceptance is None:
        return None
    item, said = case.service_item, []
    if timing.acceptance.is_deemed:
        said.append(
            f"收件后 {item.acceptance_days} 个工作日内没有告知补正，按《行政许可法》第三十二条，"
            f"视为自 {say_day(timing.acceptance.on)} 收件之日起已受理"
        )
    if timing.is_overdue and item.approved_on_timeout:
        said.append(
            f"办理时限已过而没有作出决定，按{item.timeout_source or '该事项公布的规则'}，超时默认视为同意"
        )
    return "；".join(said) + "。" if said else None


def _stage_view(entry: CaseStageEntry) -> CaseStage:
    stage = cast(Stage, entry.stage)
    return CaseStage(stage=stage, label=STAGE_LABELS[stage], at=in_shanghai(entry.at), note=entry.note)


def _material_view(case: Case, material: CaseMaterialRow, today: date) -> CaseMaterial:
    state = cast(MaterialState, material.state)
    return CaseMaterial(
        name=material.name,
        state=state,
        state_label=MATERIAL_LABELS[state],
        due_on=material.due_on,
        is_overdue=material.due_on is not None and material.due_on < today and case.stage not in ENDED,
        note=material.note,
    )
