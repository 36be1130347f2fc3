"""What is said of one step of a case: its state, publicity and certificate, and whom to urge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from actions.cases.say_cases import Aspect, describe_case
from contracts import CaseStage
from tests.actions.cases.test_say_cases import RECEIVED, case
from tests.figures import days
from tests.golden_files import Golden

ACCEPTED = CaseStage(stage="accepted", label="已受理", at=datetime(2026, 11, 4, tzinfo=UTC))
PUBLICITY = CaseStage(stage="publicity", label="公示中", at=datetime(2026, 11, 10, tzinfo=UTC))
DECIDED = CaseStage(stage="decided", label="已作出决定", at=datetime(2026, 11, 20, tzinfo=UTC))
ISSUED = CaseStage(stage="certificate", label="制发证书（文件）中", at=datetime(2026, 11, 23, tzinfo=UTC))
ALL = [RECEIVED, ACCEPTED, PUBLICITY, DECIDED, ISSUED]


@pytest.mark.parametrize(
    ("aspect", "stage", "steps", "told"),
    [
        ("state", "accepted", 2, [date(2026, 11, 1), date(2026, 11, 4)]),
        ("state", "decided", 4, [date(2026, 11, 1), date(2026, 11, 4), date(2026, 11, 20)]),
        ("state", "rejected", 1, [date(2026, 11, 1), date(2026, 11, 9)]),
        ("publicity", "accepted", 2, []),
        ("publicity", "publicity", 3, [date(2026, 11, 10)]),
        ("publicity", "decided", 4, [date(2026, 11, 10), date(2026, 11, 20)]),
        ("certificate", "publicity", 3, []),
        ("certificate", "decided", 4, []),
        ("certificate", "closed", 5, [date(2026, 11, 23)]),
        ("certificate", "rejected", 1, []),
        ("urge", "accepted", 2, []),
        ("urge", "closed", 5, []),
    ],
)
def test_a_step_is_told_as_far_as_it_is_on_record(
    aspect: Aspect, stage: str, steps: int, told: list[date], golden: Golden
) -> None:
    text = describe_case(case(stage=stage, stage_label="不予受理", history=ALL[:steps]), aspect)
    line = text.split("\n")[-1 if aspect == "urge" else 1]
    assert days(line) == told
    golden.check("case_steps", f"{aspect}, {stage}", text)


def test_a_case_past_its_limit_names_once_whom_to_urge(golden: Golden) -> None:
    told = describe_case(case(is_overdue=True), "urge")
    assert told.count("催办") == 1
    assert "合作处" in told
    golden.check("case_steps", "urge, overdue", told)
