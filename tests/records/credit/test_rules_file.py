"""knowledge/credit_rules.yml: what is delivered is whole, and a mistake in it is named with its place."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from records.catalogue.service_items import read_catalogue
from records.credit.rules import Period
from records.credit.rules_file import CreditRulesFile, CreditRulesInvalid, read_credit_rules, unknown_items
from tests.records.credit.support import ROOT, RULES_FILE

GOOD = """
none_means: 无记录
sources:
  - {id: one, title: 样例办法, issuer: 样例局, number: 样例〔2026〕1号, url: "https://example.org", read_on: 2026-11-20}
measures:
  - {standing: red, text: 优先, source: one, article: 第一条}
repairs:
  - {kind: general_breach, conditions: [改正], steps: [申请], earliest: {months: 3}, source: one}
exclusions:
  - {id: a, service_items: [x], kinds: [serious_breach], within: {years: 5}, rule: 五年内, source: one}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credit_rules.yml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_the_delivered_rules_are_whole_and_of_items_that_exist() -> None:
    rules = read_credit_rules(RULES_FILE)
    codes = {item.code for item in read_catalogue(ROOT / "knowledge")}
    assert unknown_items(rules, codes) == []
    assert {measure.standing for measure in rules.measures} == {"red", "yellow", "black"}
    assert {repair.kind for repair in rules.repairs} == {"general_breach", "serious_breach"}
    used = {
        rule.source for rule in (*rules.measures, *rules.repairs, *rules.exclusions, *rules.without_exclusion)
    }
    assert used == {source.id for source in rules.sources}


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("none_means: 无记录\n", "", "none_means", "必填"),
        ("text: 优先", "text: 优先, wat: 1", "measures[0].wat", "没有这个字段"),
        ("text: 优先", "text: ''", "measures[0].text", "不能为空"),
        ("standing: red", "standing: 红", "measures[0].standing", "只能是 'red'、'yellow'、'black'"),
        ("source: one, article", "source: two, article", "measures[0].source", "sources 里没有：two"),
        ("read_on: 2026-11-20", "read_on: 去年", "sources[0].read_on", "日期应写成 YYYY-MM-DD"),
        (', url: "https://example.org"', "", "sources[0]", "写明在哪里读的：url 或 read_from"),
        ("{months: 3}", "{months: -3}", "repairs[0].earliest.months", "数值太小"),
        ("{months: 3}", "{months: 三个月}", "repairs[0].earliest.months", "应是整数"),
        ("conditions: [改正], ", "", "repairs[0]", "conditions 和 not_repairable 至少写一样"),
        ("{years: 5}", "{years: 5, in_force: true}", "exclusions[0].within", "只写一样"),
        ("{years: 5}", "{}", "exclusions[0].within", "只写一样"),
        ("[x]", "[]", "exclusions[0].service_items", "至少写一项"),
        ("kinds: [serious_breach]", "kinds: [repair]", "exclusions[0].kinds[0]", "只能是"),
        ("exclusions:", "exclusions: x\nother:", "exclusions", "应是列表"),
        ("measures:", ": [", "-", "不是有效的 UTF-8 YAML"),
    ],
)
def test_a_mistake_is_named_with_its_place_in_chinese(
    path: Path, old: str, new: str, place: str, reason: str
) -> None:
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(CreditRulesInvalid) as invalid:
        read_credit_rules(path)
    assert any(where == place and reason in why for where, why in invalid.value.problems), (
        invalid.value.problems
    )


def test_the_same_id_twice_is_named(path: Path) -> None:
    line = next(line for line in GOOD.splitlines() if "id: a," in line)
    path.write_text(f"{GOOD}{line}\n", encoding="utf-8")
    with pytest.raises(CreditRulesInvalid, match="exclusions: id 重复：a"):
        read_credit_rules(path)


def test_an_item_that_the_catalogue_does_not_hold_is_named(path: Path) -> None:
    assert unknown_items(read_credit_rules(path), {"y"}) == [
        ("exclusions[0].service_items", "catalogue.yml 里没有：x")
    ]


def test_a_change_is_taken_and_one_with_a_mistake_is_not(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rules = CreditRulesFile(path)
    assert rules.current().none_means == "无记录"
    path.write_text(GOOD.replace("none_means: 无记录", "none_means: 没有记录"), encoding="utf-8")
    assert rules.current().none_means == "没有记录"
    path.write_text("none_means: 1", encoding="utf-8")
    assert rules.current().none_means == "没有记录"
    assert rules.current().none_means == "没有记录"
    assert caplog.text.count("credit_rules_refused") == 1
    path.unlink()
    assert rules.current().none_means == "没有记录"


def test_an_unchanged_file_is_read_once(path: Path) -> None:
    rules = CreditRulesFile(path)
    first = rules.current()
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    assert rules.current() is first


def test_without_a_good_file_there_are_no_rules(tmp_path: Path) -> None:
    with pytest.raises(CreditRulesInvalid, match="没有这个文件"):
        CreditRulesFile(tmp_path / "none.yml").current()


@pytest.mark.parametrize(
    ("day", "period", "after"),
    [
        (date(2026, 1, 31), Period(months=1), date(2026, 2, 28)),
        (date(2024, 1, 31), Period(months=1), date(2024, 2, 29)),
        (date(2024, 2, 29), Period(years=1), date(2025, 2, 28)),
        (date(2026, 11, 30), Period(months=3), date(2027, 2, 28)),
        (date(2026, 12, 1), Period(months=1, years=2), date(2029, 1, 1)),
        (date(2026, 12, 31), Period(), date(2026, 12, 31)),
    ],
)
def test_a_period_ends_on_the_same_day_of_a_later_month_or_its_last(
    day: date, period: Period, after: date
) -> None:
    assert period.after(day) == after
