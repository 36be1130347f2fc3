"""Cases of the demo, in all stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from sqlalchemy.orm import Session

from contracts.lookup import MaterialState, Stage
from records.calendar.working_days import WorkingDays
from records.cases.deadlines import Step, derive_due_dates
from records.cases.due_dates import limits_of
from records.cases.stages import ENDED
from records.demo.case_stories import OF_THE_FIRST, OF_THE_SECOND, Story
from records.demo.enterprises import region_of
from records.models import STAGES, Case, CaseMaterial, CaseStageEntry, Enterprise, ServiceItem
from records.values.clock import SHANGHAI

CASES = 600

# How a case came to a stage.
_PATHS: dict[Stage, tuple[Stage, ...]] = {
    "received": ("received",),
    "supplement_requested": ("received", "supplement_requested"),
    "accepted": ("received", "accepted"),
    "review": ("received", "supplement_requested", "accepted", "review"),
    "expert_review": ("received", "accepted", "review", "expert_review"),
    "publicity": ("received", "accepted", "review", "expert_review", "publicity"),
    "decided": ("received", "accepted", "review", "decided"),
    "certificate": ("received", "accepted", "review", "publicity", "decided", "certificate"),
    "closed": ("received", "accepted", "review", "publicity", "decided", "certificate", "closed"),
    "withdrawn": ("received", "accepted", "withdrawn"),
    "rejected": ("received", "accepted", "review", "rejected"),
}
_NOTES: dict[Stage, str] = {
    "received": "材料已由窗口收件（样例）",
    "supplement_requested": "缺经营场所证明的清晰扫描件（样例）",
    "accepted": "材料齐全，予以受理（样例）",
    "withdrawn": "企业申请撤回（样例）",
    "rejected": "不符合申报条件（样例）",
}
_SUPPLEMENT_DAYS = 10
_STORIES = (OF_THE_FIRST, OF_THE_SECOND)


@dataclass(frozen=True)
class _Step:
    stage: Stage
    at: datetime
    note: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class _Material:
    name: str
    state: MaterialState
    due_on: date | None
    note: str | None


def add_cases(
    session: Session,
    random: Random,
    enterprises: Sequence[Enterprise],
    items: Sequence[ServiceItem],
    as_of: date,
) -> int:
    """Store the cases, none begun or moved after `as_of`; numbers count by region and year. Returns how many.

    Cases go to the first two thirds of the enterprises; the others have none. Those of the first two enterprises have
    stories of their own (`case_stories`).
    """
    calendar = WorkingDays()
    stages = cycle(STAGES)
    next(stages)
    owners = enterprises[: len(enterprises) * 2 // 3]
    numbers: Counter[str] = Counter()
    codes = {item.code: item for item in items}
    for position in range(CASES):
        turn, owner = divmod(position, len(owners))
        enterprise, stage = owners[owner], next(stages)
        story = _STORIES[owner][turn] if owner < len(_STORIES) and turn < len(_STORIES[owner]) else None
        if story is not None and story.item in codes:
            item = codes[story.item]
            steps, materials = _tell(random, story, as_of, calendar)
        else:
            item = random.choice([item for item in items if _is_for(item, enterprise)])
            steps = _timeline(random, stage, as_of, calendar)
            materials = _asked_for(steps[-1])
        prefix = f"{region_of(enterprise).letters}{steps[0].at.year}"
        numbers[prefix] += 1
        session.add(_case(enterprise, item, f"{prefix}-{numbers[prefix]:06d}", steps, materials, calendar))
    session.flush()
    return CASES


def _case(
    enterprise: Enterprise,
    item: ServiceItem,
    number: str,
    steps: Sequence[_Step],
    materials: Sequence[_Material],
    calendar: WorkingDays,
) -> Case:
    open_days = [material.due_on for material in materials if material.due_on]
    plain = [Step(step.stage, step.at, step.due_on) for step in steps]
    due = derive_due_dates(plain, limits_of(item), calendar, materials_due_on=open_days)
    case = Case(
        number=number,
        enterprise_id=enterprise.id,
        service_item_id=item.id,
        title=f"{item.name}（样例）",
        section=item.section,
        stage=steps[-1].stage,
        since=steps[-1].at,
        opened_at=steps[0].at,
        due_on=due.due_on,
        action_due_on=due.action_due_on,
    )
    for sequence, step in enumerate(steps, start=1):
        entry = CaseStageEntry(
            sequence=sequence, stage=step.stage, at=step.at, note=step.note, due_on=step.due_on
        )
        case.history.append(entry)
    for position, material in enumerate(materials, start=1):
        row = CaseMaterial(position=position, updated_at=steps[-1].at, **asdict(material))
        case.materials.append(row)
    return case


def _tell(
    random: Random, story: Story, as_of: date, calendar: WorkingDays
) -> tuple[list[_Step], list[_Material]]:
    """Return the steps and materials of a story, on the days that it gives."""
    steps = []
    for told in story.steps:
        day = _shifted(as_of, -told.back, calendar)
        due_on = calendar.add(day, told.days).day if told.days is not None else None
        steps.append(_Step(told.stage, _at(random, day), told.note, due_on))
    materials = [
        _Material(
            told.name,
            told.state,
            _shifted(as_of, told.due, calendar) if told.due is not None else None,
            told.note,
        )
        for told in story.materials
    ]
    return steps, materials


def _asked_for(step: _Step) -> list[_Material]:
    """Return the material that a supplement asks for."""
    if step.stage != "supplement_requested":
        return []
    return [_Material("经营场所证明", "supplement", step.due_on, "扫描件不清晰（样例）")]


def _shifted(day: date, working_days: int, calendar: WorkingDays) -> date:
    """Return the day so many working days after (negative: before) a day."""
    if working_days >= 0:
        return calendar.add(day, working_days).day
    while working_days < 0:
        day -= timedelta(days=1)
        working_days += calendar.is_working_day(day)
    return day


def _at(random: Random, day: date) -> datetime:
    return datetime.combine(day, time(random.randint(9, 16), random.randint(0, 59)), tzinfo=SHANGHAI)


def _timeline(random: Random, stage: Stage, as_of: date, calendar: WorkingDays) -> list[_Step]:
    """Return the steps to a stage, oldest first: worked backwards from a day shortly (or, ended, long) before."""
    day = as_of - timedelta(days=random.randint(30, 400) if stage in ENDED else random.randint(1, 25))
    steps: list[_Step] = []
    for passed in reversed(_PATHS[stage]):
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        is_supplement = passed == "supplement_requested"
        due_on = calendar.add(day, _SUPPLEMENT_DAYS).day if is_supplement else None
        steps.insert(0, _Step(passed, _at(random, day), _NOTES.get(passed), due_on))
        day -= timedelta(days=random.randint(1, 9))
    return steps


def _is_for(item: ServiceItem, enterprise: Enterprise) -> bool:
    region = item.region or "全国"
    return region == "全国" or enterprise.region == region or enterprise.region.startswith(f"{region}/")
