"""The steps that rows give of a case, compared with the history that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.lookup import Stage
from records.cases.stages import STAGE_LABELS
from records.feeds.kinds.case_state import CaseState, StoredStep
from records.feeds.moments import Moment
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.stage_order import can_follow
from records.values.clock import day_of, in_shanghai

# A step, the field that is wrong, and what is wrong with it.
StepFault = tuple["GivenStep", str, str]


@dataclass(slots=True)
class GivenStep:
    """A step as a row gives it. `field` is where its time stands; `is_appended` once it is new to the history."""

    record: Record
    stage: Stage
    moment: Moment
    note: str | None
    due_on: date | None
    field: str = "at"
    is_appended: bool = False

    @property
    def day(self) -> date:
        """The day of the step."""
        return self.moment.at.date()


def given_steps(group: Group, state: CaseState) -> list[GivenStep]:
    """Return the steps of a case's rows as they happened; the receipt of a new case may be given by its time alone."""
    steps = [
        GivenStep(
            record, record.values["stage"], record.values["at"], record.get("note"), record.get("due_on")
        )
        for record in group.records
        if record.get("stage") is not None
    ]
    steps = _in_order(steps)
    opened = next((record for record in group.records if record.get("opened_at") is not None), None)
    if opened is not None and not state.history and (not steps or steps[0].stage != "received"):
        steps.insert(0, GivenStep(opened, "received", opened.values["opened_at"], None, None, "opened_at"))
    return steps


def match_steps(state: CaseState, steps: Sequence[GivenStep]) -> list[StepFault]:
    """Find each step in the history, or append it; return what cannot be."""
    faults: list[StepFault] = []
    position = 0
    for step in steps:
        found = _find(state.history, position, step)
        if found is not None:
            position = found + 1
            faults += _differences(state.history[found], step)
            continue
        last = state.history[-1] if state.history else None
        fault = _why_not_after(last, step) if last is not None else None
        if fault is not None:
            faults.append((step, *fault))
            continue
        at = max(step.moment.at, last.at) if last is not None and step.moment.is_day else step.moment.at
        sequence = last.sequence + 1 if last is not None else 1
        state.history.append(StoredStep(sequence, step.stage, at, step.note, step.due_on, is_new=True))
        step.is_appended = True
        position = len(state.history)
    return faults


def _in_order(steps: list[GivenStep]) -> list[GivenStep]:
    """Sort steps by day; within a day by time, or as the rows stand where one has no time."""
    vague = {step.day for step in steps if step.moment.is_day}
    beginning = datetime.min.time()
    return sorted(
        steps,
        key=lambda step: (
            step.day,
            beginning if step.day in vague else step.moment.at.time(),
            step.record.number,
        ),
    )


def _find(history: list[StoredStep], start: int, step: GivenStep) -> int | None:
    for position in range(start, len(history)):
        stored = history[position]
        if stored.is_new or stored.stage != step.stage:
            continue
        if stored.at == step.moment.at or (step.moment.is_day and day_of(stored.at) == step.day):
            return position
    return None


def _differences(stored: StoredStep, step: GivenStep) -> list[StepFault]:
    faults: list[StepFault] = []
    for field, given, there in (("note", step.note, stored.note), ("due_on", step.due_on, stored.due_on)):
        if given is not None and given != there:
            faults.append((step, field, f"系统中这一步的内容是“{there or '空'}”，历史不能改写；请另报一步。"))
    return faults


def _why_not_after(last: StoredStep, step: GivenStep) -> tuple[str, str] | None:
    """Return the field and the reason why a step cannot come after the last one; None if it can."""
    at = in_shanghai(last.at)
    there = f"“{STAGE_LABELS[last.stage]}”（{at:%Y-%m-%d %H:%M}）"
    is_before = step.day < at.date() if step.moment.is_day else step.moment.at < last.at
    if is_before:
        return step.field, f"早于{there}，而历史中没有这一步；历史不能改写，请核对。"
    if not can_follow(last.stage, step.stage):
        field = "stage" if step.field == "at" else step.field
        return field, f"{there}之后不能是“{STAGE_LABELS[step.stage]}”，请核对阶段的先后。"
    return None
