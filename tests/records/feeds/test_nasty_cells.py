"""Whatever stands in the cells, an import ends in words: nothing breaks, nothing runs, nothing is half-written."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from records.feeds.kinds import KINDS
from records.storage.database import Database
from tests.records.feeds.support import SAMPLES, count, import_rows, problems

pytestmark = pytest.mark.both_databases

NASTY: tuple[str | None, ...] = (
    None,
    "'; DROP TABLE cases; --",
    '" OR 1=1 --',
    "%' UNION SELECT * FROM staff --",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-1+1",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\u202e倒序",
    "样例\u200b公司",
    "𠮷野样例有限公司",
    "9" * 400,
    "é" * 1_000,
    "NaN",
    "-0",
    "1e400",
    "0000-00-00",
    "2026-02-29",
    "١٢٣",
    "〇一二",
    "\ufeff",
    "null",
    "真",
    "\t",
    "一、二；三,四",
    "V1",
    "2026-03-05",
)
TABLES = (
    "enterprises",
    "contacts",
    "cases",
    "case_stages",
    "voucher_batches",
    "credit_events",
    "register_entries",
)


@pytest.mark.parametrize("kind", KINDS)
def test_nasty_cells_are_reported_or_kept_as_text(ready: Database, tmp_path: Path, kind: str) -> None:
    random = Random(7)
    header, *good = SAMPLES[kind]
    before = {table: count(ready, table) for table in TABLES}
    for _ in range(6):
        rows = [
            tuple(random.choice(NASTY) if random.random() < 0.3 else cell for cell in random.choice(good))
            for _ in range(40)
        ]
        report = import_rows(ready, kind, [header, *rows], tmp_path)
        assert report.problems.count
        assert not report.is_stored
        assert all(problem.message.endswith("。") for problem in problems(report))
        assert all(len(problem.value) <= 41 for problem in problems(report))
    assert {table: count(ready, table) for table in TABLES} == before


def test_injected_sql_is_a_name_like_any_other(ready: Database, tmp_path: Path) -> None:
    name = "样例'; DROP TABLE cases; -- 有限公司"
    rows = [SAMPLES["registers"][0], ("高企", name, None, "2026-01-05", None, "样例'\"文件")]
    assert import_rows(ready, "registers", rows, tmp_path).is_stored
    assert count(ready, "register_entries") == 1
    assert count(ready, "cases") == 0
