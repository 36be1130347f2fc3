"""What a webhook reports goes into the history once, in its order."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from records.calendar.working_days import WorkingDays
from records.feeds.reported_stage import (
    CaseUnknown,
    EventReused,
    InFuture,
    ReportRefused,
    ReportTaken,
    StageImpossible,
    StageReport,
    take_report,
)
from records.models import AuditEntry, Case, CaseStageEntry, DataSource
from records.storage.database import Database
from tests.records.feeds.support import CASES, NOW, SAMPLES, count, import_rows, rows_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ready(ready: Database, tmp_path: Path) -> Database:
    """With a case that was accepted on 12 March."""
    import_rows(ready, "cases", CASES, tmp_path)
    return ready


def report(**changes: Any) -> StageReport:
    values = {
        "event_id": "e-1",
        "case_number": "xs2026-000123",
        "stage": "review",
        "at": "2026-03-16T09:00:00+08:00",
    }
    return StageReport.model_validate_json(json.dumps(values | changes))


def take(database: Database, taken: StageReport, source: str = "approval") -> ReportTaken:
    with database.transaction() as session:
        return take_report(session, source, taken, now=NOW, calendar=WorkingDays())


def stages(database: Database) -> list[str]:
    query = select(CaseStageEntry.stage).order_by(CaseStageEntry.sequence)
    return [str(row[0]) for row in rows_of(database, query)]


def test_a_report_moves_its_case_and_is_audited(ready: Database) -> None:
    taken = take(ready, report(note="样例：进入审核"))
    assert taken == ReportTaken("XS2026-000123", "review", is_new=True)
    assert stages(ready)[-1] == "review"
    with ready.transaction(read_only=True) as session:
        case = session.scalars(select(Case)).unique().one()
        assert (case.stage, case.history[-1].key, case.due_on is not None) == ("review", "approval:e-1", True)
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert entry is not None
        assert (entry.actor, entry.subject, entry.outcome) == (
            "webhook:approval",
            "case:XS2026-000123",
            "review",
        )
        source = session.get_one(DataSource, "approval")
        assert (source.kind, source.last_success_at) == ("webhook", NOW)


def test_the_same_report_again_changes_nothing(ready: Database) -> None:
    take(ready, report())
    audited = count(ready, "audit_entries")
    assert take(ready, report()) == ReportTaken("XS2026-000123", "review", is_new=False)
    assert (len(stages(ready)), count(ready, "audit_entries")) == (4, audited)


def test_ten_at_once_are_one(ready: Database) -> None:
    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(lambda _: take(ready, report()), range(10)))
    assert sum(result.is_new for result in results) == 1
    assert stages(ready) == ["received", "supplement_requested", "accepted", "review"]


def test_a_supplement_stops_the_clock_and_sets_the_day(ready: Database) -> None:
    take(ready, report(stage="supplement_requested", due_on="2026-03-30"))
    assert [str(value) for value in rows_of(ready, select(Case.due_on, Case.action_due_on))[0]] == [
        "None",
        "2026-03-30",
    ]


def test_the_same_step_by_another_event_is_known(ready: Database) -> None:
    take(ready, report())
    assert not take(ready, report(event_id="e-2")).is_new
    assert len(stages(ready)) == 4


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"case_number": "XS2026-000404"}, CaseUnknown),
        ({"stage": "received"}, StageImpossible),
        ({"at": "2026-03-01T09:00:00+08:00"}, StageImpossible),
        ({"at": "2026-11-20T10:06:00+08:00"}, InFuture),
    ],
)
def test_what_cannot_be_is_refused_and_may_be_sent_again(
    ready: Database, changes: dict[str, str], refusal: type[ReportRefused]
) -> None:
    with pytest.raises(refusal):
        take(ready, report(**changes))
    assert len(stages(ready)) == 3
    assert count(ready, "webhook_events") == 0
    assert take(ready, report()).is_new


def test_an_event_id_with_other_content_is_refused(ready: Database) -> None:
    take(ready, report())
    with pytest.raises(EventReused):
        take(ready, report(stage="decided"))
    assert take(ready, report(stage="decided", at="2026-03-17T09:00:00+08:00"), source="other").is_new


def test_a_little_skew_between_two_clocks_is_no_future(ready: Database) -> None:
    assert take(ready, report(at=(NOW + timedelta(minutes=4)).isoformat())).is_new


def test_a_case_of_another_system_is_as_unknown_as_none(ready: Database, tmp_path: Path) -> None:
    rows = [SAMPLES["cases"][0], ("XS2026-000500", *SAMPLES["cases"][1][1:])]
    import_rows(ready, "cases", rows, tmp_path, source="approval")
    with pytest.raises(CaseUnknown):
        take(ready, report(case_number="XS2026-000500"), source="other")
    assert take(ready, report(case_number="XS2026-000500")).is_new


def test_a_source_that_is_also_asked_keeps_the_state_of_its_asking(ready: Database) -> None:
    with ready.transaction() as session:
        session.add(DataSource(name="approval", title="审批系统", kind="http", last_error="对方报告 500。"))
    take(ready, report())
    row = rows_of(ready, select(DataSource.kind, DataSource.last_error, DataSource.last_success_at))
    assert row == [("http", "对方报告 500。", None)]
