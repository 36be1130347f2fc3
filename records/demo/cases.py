"""Cases of the demo, in all stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from sqlalchemy.orm import Session

from contracts.lookup import Stage
from records.clock import SHANGHAI
from records.demo.enterprises import region_of
from records.models import STAGES, Case, CaseStageEntry, Enterprise, ServiceItem
from records.working_days import WorkingDays

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
_ENDED: frozenset[Stage] = frozenset({"closed", "withdrawn", "rejected"})


@dataclass(frozen=True)
class _Step:
    stage: Stage
    at: datetime


def add_cases(
    session: Session,
    random: Random,
    enterprises: Sequence[Enterprise],
    items: Sequence[ServiceItem],
    as_of: date,
) -> int:
    """Store the cases, none begun or moved after `as_of`; numbers count by region and year. Returns how many.

    Cases go to the first two thirds of the enterprises; the others have none. The first enterprise of all has one
    that awaits a supplement still due.
    """
    calendar = WorkingDays()
    stages = cycle(STAGES)
    next(stages)
    owners = enterprises[: len(enterprises) * 2 // 3]
    numbers: Counter[str] = Counter()
    for position in range(CASES):
        enterprise = owners[position % len(owners)]
        item = random.choice([item for item in items if _is_for(item, enterprise)])
        steps = _timeline(random, next(stages), as_of, calendar, is_fresh=position == 0)
        prefix = f"{region_of(enterprise).letters}{steps[0].at.year}"
        numbers[prefix] += 1
        session.add(_case(enterprise, item, f"{prefix}-{numbers[prefix]:06d}", steps, calendar))
    session.flush()
    return CASES


def _case(
    enterprise: Enterprise, item: ServiceItem, number: str, steps: Sequence[_Step], calendar: WorkingDays
) -> Case:
    case = Case(
        number=number,
        enterprise_id=enterprise.id,
        service_item_id=item.id,
        title=f"{item.name}（样例）",
        section=item.section,
        stage=steps[-1].stage,
        since=steps[-1].at,
        opened_at=steps[0].at,
    )
    for sequence, step in enumerate(steps, start=1):
        is_supplement = step.stage == "supplement_requested"
        due_on = calendar.add(step.at.date(), _SUPPLEMENT_DAYS).day if is_supplement else None
        entry = CaseStageEntry(
            sequence=sequence, stage=step.stage, at=step.at, note=_NOTES.get(step.stage), due_on=due_on
        )
        case.history.append(entry)
    return case


def _timeline(
    random: Random, stage: Stage, as_of: date, calendar: WorkingDays, *, is_fresh: bool
) -> list[_Step]:
    """Return the steps to a stage, oldest first: worked backwards from a day shortly (or, ended, long) before."""
    back = 2 if is_fresh else random.randint(30, 400) if stage in _ENDED else random.randint(1, 25)
    day = as_of - timedelta(days=back)
    steps: list[_Step] = []
    for passed in reversed(_PATHS[stage]):
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        at = datetime.combine(day, time(random.randint(9, 16), random.randint(0, 59)), tzinfo=SHANGHAI)
        steps.insert(0, _Step(passed, at))
        day -= timedelta(days=random.randint(1, 9))
    return steps


def _is_for(item: ServiceItem, enterprise: Enterprise) -> bool:
    region = item.region or "全国"
    return region == "全国" or enterprise.region == region or enterprise.region.startswith(f"{region}/")
