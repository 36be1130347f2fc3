"""A credit standing in words."""

from __future__ import annotations

from actions.views.words import day
from contracts import CreditStanding


def describe_standing(standing: CreditStanding) -> str:
    """Return the standing with the events it rests on."""
    lines = [
        f"{standing.enterprise_name}的科研诚信状态（截至 {day(standing.as_of)}）：{standing.standing_label}。"
    ]
    for event in standing.events:
        until = f"，有效期至 {day(event.valid_to)}" if event.valid_to else ""
        lines.append(f"· {event.kind_label}：{event.basis}（{day(event.recorded_on)} 记录{until}）")
    if standing.repair:
        lines.append(f"信用修复：{standing.repair}")
    return "\n".join(lines)
