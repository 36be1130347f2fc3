"""Fictional cases with their history; a few enterprises have very many, most have a handful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from benchmarks.records.parts import AS_OF, BEGAN, PLACES, Part, Row, Sizes, chunks, curved, moment
from records.models import Case, CaseMaterial, CaseStageEntry

SECTIONS = (
    "高新科",
    "成果科",
    "合作科",
    "外专科",
    "法规科",
    "农社科",
    "资配科",
    "监督科",
    "规划科",
    "综合科",
)
_ENDED = (
    ("received", "accepted", "review", "decided", "closed"),
    ("received", "supplement_requested", "accepted", "review", "decided", "certificate", "closed"),
    ("received", "accepted", "review", "expert_review", "publicity", "decided", "closed"),
    ("received", "accepted", "review", "rejected"),
    ("received", "accepted", "withdrawn"),
)
_RUNNING = (
    ("received", "supplement_requested", "accepted"),
    ("received", "accepted", "review"),
    ("received", "accepted", "review", "expert_review"),
    ("received", "accepted", "supplement_requested"),
)
_WITH_CLOCK = {"accepted", "review"}
_CASE_COLUMNS = (
    "id",
    "number",
    "number_reversed",
    "enterprise_id",
    "service_item_id",
    "title",
    "section",
    "stage",
    "since",
    "opened_at",
    "due_on",
    "action_due_on",
)


def case_parts(sizes: Sizes, items: Sequence[int], chunk: int = 20_000) -> Iterator[list[Part]]:
    """Yield cases with 3 to 7 stages each and some materials; `items` are the ids of the service items."""
    random = Random(2)
    numbers: Counter[str] = Counter()
    stage_id = material_id = 0
    days = (AS_OF - BEGAN).days
    for ids in chunks(range(1, sizes.cases + 1), chunk):
        cases: list[Row] = []
        stages: list[Row] = []
        materials: list[Row] = []
        for case_id in ids:
            enterprise_id = _owner(random, sizes.enterprises)
            opened = BEGAN + timedelta(days=case_id * days // sizes.cases)
            is_running = (AS_OF - opened).days < 120 or random.random() < 0.02
            path = random.choice(_RUNNING if is_running else _ENDED)
            _, _, letters, _ = PLACES[enterprise_id % len(PLACES)]
            prefix = f"{letters}{opened.year}"
            numbers[prefix] += 1
            number = f"{prefix}-{numbers[prefix]:06d}"
            day = opened
            for sequence, stage in enumerate(path, start=1):
                stage_id += 1
                at = moment(day, random.randrange(28_800))
                due = day + timedelta(days=14) if stage == "supplement_requested" else None
                stages.append((stage_id, case_id, sequence, stage, at, None, due))
                day = min(day + timedelta(days=random.randrange(1, 12)), AS_OF)
            due_on = opened + timedelta(days=random.randrange(20, 90)) if path[-1] in _WITH_CLOCK else None
            action_due_on = due if path[-1] == "supplement_requested" else None
            cases.append(
                (
                    case_id,
                    number,
                    number[::-1],
                    enterprise_id,
                    items[case_id % len(items)],
                    f"{opened.year}年度申报（样例）",
                    random.choice(SECTIONS),
                    path[-1],
                    at,
                    moment(opened, 0),
                    due_on,
                    action_due_on,
                )
            )
            if action_due_on is not None or case_id % 5 == 0:
                material_id += 1
                state = "supplement" if action_due_on is not None else "received"
                materials.append((material_id, case_id, 1, "申请书（样例）", state, action_due_on, at))
        yield [
            Part(Case, _CASE_COLUMNS, cases),
            Part(CaseStageEntry, ("id", "case_id", "sequence", "stage", "at", "note", "due_on"), stages),
            Part(
                CaseMaterial,
                ("id", "case_id", "position", "name", "state", "due_on", "updated_at"),
                materials,
            ),
        ]


def _owner(random: Random, enterprises: int) -> int:
    """The enterprise of a case: one in 500 is the first's, the rest follow the curve."""
    return 1 if random.random() < 0.002 else curved(random, enterprises)
