"""The redemption window that is open, or opens next, and what else the rules say of a region's vouchers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.lookup import RedemptionWindow
from records.vouchers.rules import VoucherRules, WindowRule, YearlyDays, covers, find_rule


def list_windows(rules: VoucherRules, regions: Iterable[str], *, today: date) -> list[RedemptionWindow]:
    """Return the window of each rule that holds in one of `regions`, in their order; regions without a rule: none."""
    found = {rule.region: rule for region in regions if (rule := find_rule(rules.windows, region, on=today))}
    return [_window(rule, today) for rule in found.values()]


def describe_reviews(rules: VoucherRules, regions: Iterable[str], *, today: date) -> str | None:
    """Return how long reviews take in these regions, each with its source; None where no rule says."""
    found = {rule.region: rule for region in regions if (rule := find_rule(rules.reviews, region, on=today))}
    return (
        "；".join(
            f"{_last_name(rule.region)}{rule.words}（据{rule.source_named()}）" for rule in found.values()
        )
        or None
    )


def list_partners(rules: VoucherRules, region: str, own: Iterable[str], *, today: date) -> list[str]:
    """Return the partner regions of a batch: its `own`, then those of its region's rule."""
    rule = find_rule(rules.partners, region, on=today)
    named = dict.fromkeys([*own, *(rule.partner_regions if rule else ())])
    return [partner for partner in named if not covers(region, partner)]


def _window(rule: WindowRule, today: date) -> RedemptionWindow:
    days = sorted(_days(rule, today))
    current = next((span for span in days if span[0] <= today <= span[1]), None)
    chosen = current or next((span for span in days if span[0] > today), None)
    note = rule.words
    if chosen is None and days and note is None:
        last = days[-1][1]
        note = f"最近一次兑付已于{last.year}年{last.month}月{last.day}日结束，下一次的时间还没有公布"
    return RedemptionWindow(
        region=rule.region,
        opens_on=chosen[0] if chosen else None,
        closes_on=chosen[1] if chosen else None,
        is_open=current is not None,
        note=note,
        yearly=_say_yearly(rule),
        source=rule.source_named(),
    )


def _days(rule: WindowRule, today: date) -> list[tuple[date, date]]:
    spans = [(days.opens_on, days.closes_on) for days in rule.days]
    for year in (today.year - 1, today.year, today.year + 1):
        spans += [_in_year(yearly, year) for yearly in rule.yearly]
    return spans


def _say_yearly(rule: WindowRule) -> str | None:
    spans = [f"{_day_of_year(days.opens)}至{_day_of_year(days.closes)}" for days in rule.yearly]
    return f"每年{'、'.join(spans)}" if spans else None


def _day_of_year(month_and_day: str) -> str:
    month, day = month_and_day.split("-")
    return f"{int(month)}月{int(day)}日"


def _in_year(yearly: YearlyDays, year: int) -> tuple[date, date]:
    opens = date.fromisoformat(f"{year}-{yearly.opens}")
    closes = date.fromisoformat(f"{year}-{yearly.closes}")
    return opens, closes if closes >= opens else closes.replace(year=year + 1)


def _last_name(region: str) -> str:
    return region.rsplit("/", 1)[-1]
