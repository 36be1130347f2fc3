"""The file of rules: what it holds, what is refused with its place, and that edits apply at once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from index.lexicon.divisions import load_divisions
from records.vouchers.rules import NO_RULES, RulesInvalid, load_rules
from records.vouchers.rules_file import VoucherRulesFile, check_rules_file
from tests.conftest import ROOT

GOOD = """
windows:
  - region: 浙江省/杭州市/萧山区
    words: 每年两次
    source: {title: 样例, issuer: 样例局, read_from: 全文, read_on: 2026-11-20}
"""


def write(path: Path, text: str, *, later: int = 0) -> Path:
    path.write_text(text, encoding="utf-8")
    if later:
        moment = path.stat().st_mtime + later
        os.utime(path, (moment, moment))
    return path


@pytest.mark.parametrize("path", ["knowledge/voucher_rules.yml", "records/demo/voucher_rules.yml"])
def test_the_projects_own_rules_are_right(path: str) -> None:
    assert check_rules_file(ROOT / path, load_divisions().is_region) == []


def test_every_rule_of_the_knowledge_was_read_and_none_is_a_sample() -> None:
    rules = load_rules(ROOT / "knowledge/voucher_rules.yml")
    everyone = [*rules.windows, *rules.reviews, *rules.partners]
    assert everyone
    assert not any(rule.sample for rule in everyone)
    (xiaoshan,) = [rule for rule in rules.windows if rule.region.endswith("萧山区")]
    # The issue of the bulletin says how often, and not when.
    assert (xiaoshan.days, xiaoshan.yearly) == ((), ())
    assert xiaoshan.source_named() == "《萧山“最多跑一次”改革情况交流》第11期，2018年7月20日"


def test_every_rule_of_the_demo_says_that_it_is_a_sample() -> None:
    rules = load_rules(ROOT / "records/demo/voucher_rules.yml")
    for rule in (*rules.windows, *rules.reviews, *rules.partners):
        assert rule.sample
        assert rule.source_named().endswith("（样例）")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("words: 每年两次", "words: ''"), "windows[0].words: 不能为空"),
        (("    words: 每年两次\n", ""), "windows[0]: words、days、yearly 至少写一个"),
        (("words: 每年两次", "dates: 每年两次"), "windows[0].dates: 没有这个字段"),
        (("    region: ", "    place: "), "windows[0].place: 没有这个字段"),
        (("title: 样例, ", ""), "windows[0].source.title: 必填"),
        (("read_from: 全文, ", ""), "windows[0].source: url 与 read_from 至少写一个"),
        (("read_on: 2026-11-20", "read_on: 去年"), "windows[0].source.read_on: 日期应写成 YYYY-MM-DD"),
        (("words: 每年两次", "days: 3"), "windows[0].days: 应是列表"),
        (
            ("words: 每年两次", "days: [{opens_on: 2026-02-01, closes_on: 2026-01-01}]"),
            "windows[0].days[0]: closes_on 早于 opens_on（2026-02-01）",
        ),
        (
            ("words: 每年两次", "yearly: [{opens: 三月, closes: 03-31}]"),
            "windows[0].yearly[0].opens: 应写成 月-日，如 03-01：三月",
        ),
        (
            ("words: 每年两次", "yearly: [{opens: 02-29, closes: 03-31}]"),
            "windows[0].yearly[0].opens: 应写成 月-日，如 03-01：02-29",
        ),
        (("windows:", "window:"), "window: 没有这个字段"),
        (("windows:", "reviews: 3\nwindows:"), "reviews: 应是列表"),
        (("杭州市/萧山区", "杭州/萧山"), "windows[0].region: 不是行政区划：浙江省/杭州/萧山"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    text = GOOD.replace("  - region: ", "  -\n    region: ").replace(*change)
    path = write(tmp_path / "voucher_rules.yml", text)
    found = [f"{place}: {reason}" for place, reason in check_rules_file(path, load_divisions().is_region)]
    assert any(each.startswith(problem) for each in found), found


@pytest.mark.parametrize("text", ["a: [", "\tx: 1", "- 1", "42", "windows: {a: 1}"])
def test_no_yaml_or_something_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RulesInvalid, match=r"voucher_rules\.yml"):
        load_rules(write(tmp_path / "voucher_rules.yml", text))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "voucher_rules.yml"
    path.write_bytes("窗口".encode("gb18030"))
    with pytest.raises(RulesInvalid, match="UTF-8"):
        load_rules(path)


def test_a_word_that_stands_for_two_services_is_named(tmp_path: Path) -> None:
    text = "services: [{name: 检测, synonyms: [化验]}, {name: 查新, synonyms: [化验]}]"
    (problem,) = check_rules_file(write(tmp_path / "r.yml", text), load_divisions().is_region)
    place, reason = problem
    assert (place, "“化验”" in reason, "“检测”" in reason) == ("services[1]", True, True)


def test_an_edit_applies_at_the_next_look_and_a_mistake_leaves_the_last_good_rules(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "voucher_rules.yml"
    file = VoucherRulesFile(path)
    assert file.read() == NO_RULES
    write(path, GOOD)
    first = file.read()
    assert [rule.words for rule in first.windows] == ["每年两次"]
    assert file.read() is first  # nothing changed, nothing read
    write(path, GOOD.replace("每年两次", "每年三次"), later=2)
    assert [rule.words for rule in file.read().windows] == ["每年三次"]
    write(path, GOOD.replace("每年两次", "''"), later=4)
    assert [rule.words for rule in file.read().windows] == ["每年三次"]
    assert "windows[0].words: 不能为空" in caplog.text
    path.unlink()
    assert file.read() == NO_RULES


def test_the_rules_of_the_first_file_come_first(tmp_path: Path) -> None:
    one = write(tmp_path / "one.yml", GOOD)
    two = write(tmp_path / "two.yml", GOOD.replace("每年两次", "样例"))
    rules = VoucherRulesFile(one, two, tmp_path / "none.yml").read()
    assert [rule.words for rule in rules.windows] == ["每年两次", "样例"]
    assert rules.windows[0].source.read_on == date(2026, 11, 20)
