from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from records.models import RegisterEntry, RegisterTerm
from records.registers.entries import RegisterEntryRefused, entry_view
from records.storage.database import Database
from tests.records.registers.support import LISTED, NAME, TODAY, list_entry
from tests.records.support import USCC

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("valid_to", "removed_on", "is_in_force", "shown_as_removed"),
    [
        (None, None, True, None),
        (TODAY, None, True, None),
        (TOMORROW, None, True, None),
        (YESTERDAY, None, False, None),
        (None, TOMORROW, True, None),
        (None, TODAY, False, TODAY),
        (TOMORROW, YESTERDAY, False, YESTERDAY),
    ],
    ids=["for good", "ends today", "valid", "run out", "removed tomorrow", "removed today", "removed"],
)
def test_an_entry_counts_until_its_last_day_or_its_removal(
    database: Database,
    valid_to: date | None,
    removed_on: date | None,
    is_in_force: bool,
    shown_as_removed: date | None,
) -> None:
    entry_id = list_entry(database, valid_to=valid_to, removed_on=removed_on)
    with database.transaction(read_only=True) as session:
        view = entry_view(session.get_one(RegisterEntry, entry_id), as_of=TODAY)
    assert (view.is_in_force, view.removed_on) == (is_in_force, shown_as_removed)


def test_the_same_entry_again_is_changed_and_not_doubled(database: Database) -> None:
    first = list_entry(database, valid_to=TODAY)
    again = list_entry(database, "萧山云源样例软件 有限公司", valid_to=TOMORROW, uscc=USCC)
    assert first == again
    with database.transaction(read_only=True) as session:
        entry = session.get_one(RegisterEntry, first)
        assert (entry.valid_to, entry.uscc) == (TOMORROW, USCC)
        terms = session.scalar(select(func.count()).select_from(RegisterTerm))
    assert terms == len(NAME) - 1


@pytest.mark.parametrize(
    ("name", "facts", "reason"),
    [
        ("张三", {}, "不像单位名称"),
        ("李小明（科技特派员）", {}, "不像单位名称"),
        ("样例有限公司 330109199001011234", {}, "不像单位名称"),
        ("", {}, "不像单位名称"),
        (NAME, {"valid_to": LISTED - timedelta(days=1)}, "有效期止 2024-10-31 早于列入日期"),
        (NAME, {"removed_on": LISTED - timedelta(days=1)}, "移出日期 2024-10-31 早于列入日期"),
        (NAME, {"document": " "}, "没有写公布名单的文件"),
        (NAME, {"uscc": f"{USCC[:-1]}X"}, "统一社会信用代码"),
        (NAME, {"register": "unicorn"}, "没有这个名单：unicorn"),
    ],
)
def test_what_must_not_be_listed_is_refused_in_words_and_nothing_is_stored(
    database: Database, name: str, facts: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RegisterEntryRefused, match=reason):
        list_entry(database, name, **facts)
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(RegisterEntry)) == 0


@pytest.mark.parametrize(
    "name", ["样例农业专业合作社", "样例大学", "样例市农业科学研究院", "样例众创空间", "样例家庭农场"]
)
def test_organisations_of_all_kinds_are_listed(database: Database, name: str) -> None:
    assert list_entry(database, name, "science_commissioner") > 0
