"""What is said of one step of a case: its state, publicity and certificate, and whom to urge."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.views.cases import Aspect, describe_case
from contracts import CaseStage
from tests.actions.views.test_cases import RECEIVED, case

ACCEPTED = CaseStage(stage="accepted", label="已受理", at=datetime(2026, 11, 4, tzinfo=UTC))
PUBLICITY = CaseStage(stage="publicity", label="公示中", at=datetime(2026, 11, 10, tzinfo=UTC))
DECIDED = CaseStage(stage="decided", label="已作出决定", at=datetime(2026, 11, 20, tzinfo=UTC))
ISSUED = CaseStage(stage="certificate", label="制发证书（文件）中", at=datetime(2026, 11, 23, tzinfo=UTC))
ALL = [RECEIVED, ACCEPTED, PUBLICITY, DECIDED, ISSUED]


@pytest.mark.parametrize(
    ("aspect", "stage", "steps", "line"),
    [
        ("state", "accepted", 2, "2026年11月1日 收件；2026年11月4日 受理；还没有作出决定。"),
        ("state", "decided", 4, "2026年11月20日 作出决定，决定的内容以决定文书为准。"),
        ("state", "rejected", 1, "2026年11月1日 收件；2026年11月9日 不予受理。"),
        ("publicity", "accepted", 2, "没有公示的记录。"),
        ("publicity", "publicity", 3, "公示从 2026年11月10日 开始；到哪天结束，这里没有记录"),
        ("publicity", "decided", 4, "公示从 2026年11月10日 开始，2026年11月20日 起已作出决定。"),
        ("certificate", "publicity", 3, "还没有作出决定；作出决定以后才制发证书或文件（如有）"),
        ("certificate", "decided", 4, "已经作出决定，还没有制发证书（文件）的记录。"),
        ("certificate", "closed", 5, "2026年11月23日 起制发证书（文件），办件已经办结。领取请联系合作处。"),
        ("certificate", "rejected", 1, "这个办件不予受理，没有要发的证书（文件）。"),
        ("urge", "accepted", 2, "想催办，请联系承办科室（合作处），或说“转人工”"),
        ("urge", "closed", 5, "这个办件不予受理，不用再催。"),
    ],
)
def test_a_step_is_told_as_far_as_it_is_on_record(aspect: Aspect, stage: str, steps: int, line: str) -> None:
    told = describe_case(case(stage=stage, stage_label="不予受理", history=ALL[:steps]), aspect)
    assert line in told


def test_a_case_past_its_limit_names_once_whom_to_urge() -> None:
    told = describe_case(case(is_overdue=True), "urge")
    assert told.count("催办") == 1
    assert "联系合作处催办，或说“转人工”" in told
