"""A case in words: each state of its clock, what must be done, and each aspect asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from actions.cases.say_cases import describe_case, describe_choice
from contracts import CaseMaterial, CaseStage, CaseStatus, Freshness
from contracts.lookup import Stage
from records.cases.stages import NEXT_STEPS, STAGE_LABELS
from tests.figures import counts, days
from tests.golden_files import Golden

RECEIVED = CaseStage(stage="received", label="已收件", at=datetime(2026, 11, 1, tzinfo=UTC))
OPENED = date(2026, 11, 1)  # told last, in the line of the steps so far


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


def test_a_case_names_the_step_since_when_what_comes_next_and_when_at_the_latest(golden: Golden) -> None:
    lines = describe_case(case()).split("\n")
    assert [days(line) for line in lines] == [[], [date(2026, 11, 9)], [], [date(2026, 12, 3)], [], [OPENED]]
    assert ("XS2026-000001" in lines[0], counts(lines[3]), "合作处" in lines[4]) == (True, [4], True)
    golden.check("case", "a running clock", "\n".join(lines))


@pytest.mark.parametrize(
    ("title", "changes", "told", "left"),
    [
        (
            "a promised deadline",
            {"promised_deadline": date(2026, 11, 20), "deadline": date(2026, 11, 20)},
            [date(2026, 11, 20), date(2026, 12, 3)],
            [4],
        ),
        (
            "an estimated statutory deadline",
            {
                "promised_deadline": date(2026, 11, 20),
                "deadline": date(2026, 11, 20),
                "statutory_deadline": date(2027, 1, 8),
                "statutory_is_estimate": True,
            },
            [date(2026, 11, 20), date(2027, 1, 8)],
            [4],
        ),
        (
            "only a promised deadline",
            {"statutory_deadline": None, "promised_deadline": date(2026, 12, 3)},
            [date(2026, 12, 3)],
            [4],
        ),
        (
            "an estimated deadline",
            {
                "deadline": date(2027, 1, 8),
                "statutory_deadline": date(2027, 1, 8),
                "deadline_is_estimate": True,
            },
            [date(2027, 1, 8)],
            [4],
        ),
        ("overdue", {"is_overdue": True, "working_days_left": 0}, [date(2026, 12, 3)], []),
        (
            "no limit stated",
            {"deadline": None, "statutory_deadline": None, "working_days_left": None},
            [],
            [],
        ),
        (
            "with experts",
            {"clock": "paused", "stage": "expert_review", "deadline": None, "working_days_left": 12},
            [],
            [12],
        ),
        (
            "published",
            {"clock": "paused", "stage": "publicity", "deadline": None, "working_days_left": 3},
            [],
            [3],
        ),
        (
            "published, no limit stated",
            {"clock": "paused", "stage": "publicity", "working_days_left": None, "limit_days": None},
            [],
            [],
        ),
        (
            "supplement after the limit",
            {"clock": "paused", "stage": "supplement_requested", "working_days_left": 0, "is_overdue": True},
            [],
            [0],
        ),
        ("not accepted", {"clock": "not_started", "stage": "received"}, [], [20]),
        (
            "not accepted, no limit stated",
            {"clock": "not_started", "stage": "received", "limit_days": None},
            [],
            [],
        ),
        (
            "deemed accepted",
            {"deemed": "视为自 2026年11月2日 收件之日起已受理。"},
            [date(2026, 11, 2), date(2026, 12, 3)],
            [4],
        ),
    ],
)
def test_each_state_of_the_clock_is_said(
    title: str, changes: dict[str, Any], told: list[date], left: list[int], golden: Golden
) -> None:
    whole, alone = describe_case(case(**changes)), describe_case(case(**changes), "time")
    since = date(2026, 11, 9)
    assert (days(whole), counts(whole)) == ([since, *told, OPENED], left)
    assert (days(alone), counts(alone)) == ([*told, since, OPENED], left)
    golden.check("case", title, whole)
    golden.check("case", f"{title}, asked for the time", alone)


def test_once_it_is_decided_no_deadline_is_said(golden: Golden) -> None:
    decided = case(
        clock="stopped", stage="closed", stage_label="已办结", next_step=None, working_days_left=None
    )
    for text in (describe_case(decided), describe_case(decided, "time")):
        assert days(text) == [date(2026, 11, 9), OPENED]  # since when, and the steps
    golden.check("case", "closed", describe_case(decided))
    golden.check("case", "closed, asked for the time", describe_case(decided, "time"))


MATERIALS = [
    CaseMaterial(name="申请表", state="received", state_label="已收"),
    CaseMaterial(
        name="审计报告", state="tolerated", state_label="容缺后补", due_on=date(2026, 11, 16), is_overdue=True
    ),
    CaseMaterial(name="场地证明", state="supplement", state_label="待补正", due_on=date(2026, 12, 1)),
    CaseMaterial(name="花名册", state="missing", state_label="缺"),
]


def test_materials_are_listed_with_their_state_and_day(golden: Golden) -> None:
    alone = describe_case(case(materials=MATERIALS), "materials")
    (line,) = [line for line in alone.split("\n") if "审计报告" in line]
    assert days(line) == [date(2026, 11, 16), date(2026, 12, 1)]
    places = [line.find(material.name) for material in MATERIALS]
    assert -1 not in places
    assert places == sorted(places)  # what has been received first
    assert counts(line) == [1]
    assert line in describe_case(case(materials=MATERIALS)).split("\n")
    golden.check("case", "asked for its materials", alone)


def test_what_is_overdue_is_a_warning(golden: Golden) -> None:
    late = case(todo="请补正：护照。", supplement_due_on=date(2026, 11, 16), supplement_is_overdue=True)
    golden.check("case", "a supplement that is late", describe_case(late))
    golden.check("case", "a supplement", describe_case(case(todo="请补正：护照。")))


def test_a_question_about_materials_is_answered_first_and_alone(golden: Golden) -> None:
    text = describe_case(case(todo="请补正：护照。"), "materials")
    assert ["请补正：护照。" in line for line in text.split("\n")] == [
        False,
        True,
        False,
        False,
    ]
    golden.check("case", "a supplement, asked for its materials", text)
    golden.check("case", "nothing open, asked for its materials", describe_case(case(), "materials"))


def test_the_step_alone_is_said_with_the_section(golden: Golden) -> None:
    text = describe_case(case(), "step")
    assert ("合作处" in text, days(text)) == (True, [date(2026, 11, 9), OPENED])
    golden.check("case", "asked for its step", text)


def test_the_steps_so_far_are_told_in_their_order_with_what_was_noted(golden: Golden) -> None:
    noted = CaseStage(
        stage="accepted", label="已受理", at=datetime(2026, 11, 4, tzinfo=UTC), note="容缺受理（样例）"
    )
    text = describe_case(case(history=[RECEIVED, noted]), "history")
    (line,) = [line for line in text.split("\n") if "容缺受理" in line]
    assert days(line) == [OPENED, date(2026, 11, 4)]
    assert line in describe_case(case(history=[RECEIVED, noted])).split("\n")
    golden.check("case", "asked for its history", text)
    assert days(describe_case(case(history=[]), "history")) == []


def test_data_of_another_system_are_dated_and_said_to_be_late_when_it_is_down(golden: Golden) -> None:
    as_of = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    fresh = describe_case(case(freshness=Freshness(source="省政务平台", as_of=as_of)))
    assert ("省政务平台" in fresh, "09:30" in fresh) == (True, True)
    golden.check("case", "of another system", fresh)
    stale = describe_case(case(freshness=Freshness(source="省政务平台", as_of=as_of, is_stale=True)))
    golden.check("case", "of another system that is down", stale)


def test_a_choice_numbers_the_cases_and_says_how_many_more_there_are(golden: Golden) -> None:
    late = case(supplement_is_overdue=True, stage_label="待补正")
    text = describe_choice([case(), late], 7, "在2026年")
    first, *lines = text.split("\n")
    assert counts(first) == [7, 2]
    assert [days(line) for line in lines] == [[date(2026, 11, 1)], [date(2026, 11, 1)], []]
    golden.check("cases", "two of seven", text)
    assert counts(describe_choice([case(), late], 2, "").split("\n")[0]) == [2]
    golden.check("cases", "two of two", describe_choice([case(), late], 2, ""))


@pytest.mark.parametrize("stage", get_args(Stage))
def test_the_next_step_is_told_at_every_stage_that_has_one(stage: Stage) -> None:
    """Whatever else is said of a case: whole, and where its step is asked about."""
    following = NEXT_STEPS[stage]
    status = case(stage=stage, stage_label=STAGE_LABELS[stage], next_step=following)
    for text in (describe_case(status), describe_case(status, "step")):
        assert STAGE_LABELS[stage] in text
        assert following is None or following in text
