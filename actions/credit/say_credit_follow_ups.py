"""What follows from a credit standing, in words: each answers one question about it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.credit.say_credit import (
    CONSEQUENCES,
    MOST_MEASURES,
    UNSTATED,
    describe_event,
    describe_repair_path,
    list_measures,
)
from contracts import CreditMeasure, CreditStanding
from desk.freshness import describe_freshness
from desk.words import day


def describe_rest(standing: CreditStanding) -> str:
    """Return the measures that the standing itself had no room for."""
    rest = standing.measures[MOST_MEASURES:]
    if not rest:
        return "没有别的了，上面已经列全。"
    title = f"{CONSEQUENCES[standing.standing]}，其余 {len(rest)} 项："
    return "\n".join([title, *list_measures(rest, first=MOST_MEASURES + 1)])


def describe_reasons(standing: CreditStanding, *, asks_until: bool = False) -> str:
    """Return the events in force that the standing rests on, each with who recognised it and by which document.

    `asks_until`: where no last day is registered, that is said to be so.
    """
    if not standing.events:
        return f"{_of(standing)}，没有登记到正在生效的科研诚信记录。"
    lines = [f"{_of(standing)}，依据的记录：", *(describe_event(event) for event in standing.events)]
    endless = sum(event.valid_to is None for event in standing.events)
    if asks_until and endless:
        lines.append(f"其中 {endless} 条没有登记有效期，到什么时候为止以认定文件为准。")
    return "\n".join([*lines, *describe_freshness(standing.freshness)])


def describe_incentives(standing: CreditStanding, of_red: Sequence[CreditMeasure]) -> str:
    """Return what a good standing brings where the enterprise is, and whether it has one."""
    is_red = standing.standing == "red"
    note = "" if is_red else "，下面的激励要有守信认定才适用"
    return "\n".join([f"{_of(standing)}{note}。", *_titled("守信可以享受的激励", of_red)])


def describe_penalties(
    standing: CreditStanding, of_yellow: Sequence[CreditMeasure], of_black: Sequence[CreditMeasure]
) -> str:
    """Return what a breach brings: the measures of the enterprise's own, or of both kinds where it has none."""
    if standing.standing in ("yellow", "black"):
        title = CONSEQUENCES[standing.standing]
        return "\n".join([f"{_of(standing)}。", *_titled(title, standing.measures)])
    lines = [f"{_of(standing)}，没有正在生效的失信记录，下面的措施对您不适用。"]
    lines += _titled("认定为一般失信的", of_yellow)
    return "\n".join([*lines, *_titled("认定为严重失信的", of_black)])


def describe_repair(standing: CreditStanding) -> str:
    """Return how the breach in force is repaired; that there is nothing to repair without one."""
    if standing.standing not in ("yellow", "black"):
        return f"{_of(standing)}，没有正在生效的失信记录，不需要信用修复。"
    lines = [f"{_of(standing)}。信用修复：{standing.repair or UNSTATED}"]
    return "\n".join([*lines, *(describe_repair_path(standing.repair_path) if standing.repair_path else [])])


def _of(standing: CreditStanding) -> str:
    return f"{standing.enterprise_name}目前的科研诚信状态是{standing.standing_label}（截至 {day(standing.as_of)}）"


def _titled(title: str, measures: Sequence[CreditMeasure]) -> list[str]:
    return [f"{title}：", *list_measures(measures)] if measures else [f"{title}：{UNSTATED}。"]
