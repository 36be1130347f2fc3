"""A credit standing, and a check before an application, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts import CreditCheck, CreditEventView, CreditMeasure, CreditRepair, CreditStanding
from desk.freshness import describe_freshness
from desk.words import day

_NOTE = re.compile(r"（(?:所读|研究文章)[^）]*）$")
MOST_MEASURES = 3
_MOST_CONDITIONS = 4
_TITLE = re.compile(r"《[^》]+》")
UNSTATED = "文件未载明"
BREACHES = ("yellow", "black")
CONSEQUENCES = {"red": "可以享受的激励", "yellow": "会受到的限制", "black": "会受到的惩戒"}


def describe_standing(standing: CreditStanding, none_means: str | None = None) -> str:
    """Return the standing, the events it rests on, what follows from it and how a breach is repaired.

    `none_means` is said where there is no record: that is no proof of a good standing.
    """
    lines = [
        f"{standing.enterprise_name}的科研诚信状态（截至 {day(standing.as_of)}）：{standing.standing_label}。",
        *(describe_event(event) for event in standing.events),
    ]
    if standing.standing == "none":
        lines += [none_means] if none_means else []
    else:
        lines += _describe_measures(CONSEQUENCES[standing.standing], standing.measures)
    if standing.repair:
        lines.append(f"信用修复：{standing.repair}")
    if standing.repair_path:
        lines += describe_repair_path(standing.repair_path)
    return "\n".join([*lines, *describe_freshness(standing.freshness)])


def describe_check(check: CreditCheck) -> str:
    """Return whether credit stands in the way, with each rule, event and source, and what was and was not checked."""
    about = f"（{check.service_item}）" if check.service_item else ""
    lines = [f"{check.enterprise_name}申报前的科研诚信核查{about}，截至 {day(check.as_of)}："]
    has_breach = check.standing in BREACHES
    if has_breach:
        lines.append(f"您目前是{check.standing_label}。")
    if check.passes:
        lines += _describe_passing(check)
    else:
        lines.append(f"查到 {len(check.findings)} 条不符合申报要求的记录：")
        for number, finding in enumerate(check.findings, start=1):
            lines.append(f"{number}. {finding.rule}")
            lines.append(f"   记录：{finding.event}")
            lines.append(f"   依据：{finding.source}")
    lines.append("核查了：")
    broken = tuple(finding.rule for finding in check.findings)
    lines += [f"· {_without_note(line)}" for line in check.checked if not line.startswith(broken)]
    if check.passes and has_breach:
        title = f"{check.standing_label}{CONSEQUENCES[check.standing]}"
        lines += (
            [f"{title}：", *list_measures(check.measures)] if check.measures else [f"{title}：{UNSTATED}。"]
        )
    lines.append(
        "这里只核查科研诚信，且只看本局登记的记录；其他条件和其他部门的记录不在内，结果以受理部门审核为准。"
    )
    return "\n".join([*lines, *describe_freshness(check.freshness)])


def _describe_passing(check: CreditCheck) -> list[str]:
    """Return that no rule excludes it; never as an all-clear where a breach is in force, or no rule is known."""
    if len(check.checked) == 1:
        return ["没有收录这个事项的科研诚信否决规定，以当年申报通知为准。"]
    if check.standing in BREACHES:
        return [f"所查的规定不会据此一票否决；但{check.standing_label}的后果仍然适用，见下。"]
    return ["没有查到会被一票否决的科研诚信记录。"]


def describe_event(event: CreditEventView) -> str:
    """Return an event with who recognised it, by which document, and when."""
    until = f"有效期至 {day(event.valid_to)}" if event.valid_to else None
    by = f"{event.authority}认定" if event.authority else None
    known = [by, event.document, f"{day(event.recorded_on)} 记录", until]
    return f"· {event.kind_label}：{event.basis.rstrip('。')}（{'，'.join(part for part in known if part)}）"


def _describe_measures(title: str, measures: list[CreditMeasure]) -> list[str]:
    if not measures:
        return [f"{title}：{UNSTATED}。"]
    lines = [f"{title}：", *list_measures(measures[:MOST_MEASURES])]
    more = len(measures) - MOST_MEASURES
    return [*lines, f"还有 {more} 项，说“还有哪些”就接着列。"] if more > 0 else lines


def list_measures(measures: Sequence[CreditMeasure], first: int = 1) -> list[str]:
    """Return measures, numbered, each with its document."""
    return [
        f"{number}. {measure.text}——{_without_note(measure.source)}"
        for number, measure in enumerate(measures, start=first)
    ]


def describe_repair_path(path: CreditRepair) -> list[str]:
    """Return what the rules say of a repair: by which document and when, then whom they leave out."""
    rule = _TITLE.match(path.source)
    by = f"按{rule.group()}，" if rule else ""
    earliest = day(path.earliest_on) if path.earliest_on else UNSTATED
    barred = [line for line in path.conditions if line.startswith("不能修复：")]
    others = [line for line in path.conditions if line.startswith("例外：")]
    conditions = [line for line in path.conditions if line not in barred and line not in others]
    lines = [
        f"{by}最早可申请：{earliest}",
        f"条件：{'；'.join(conditions[:_MOST_CONDITIONS])}" if conditions else f"条件：{UNSTATED}",
        f"步骤：{'；'.join(path.steps)}" if path.steps else f"步骤：{UNSTATED}",
        f"依据：{path.source}",
        *barred,
        *others,
    ]
    if others:
        lines.append(
            f"上面的日期、条件和步骤{by or '按所列文件，'}不是按例外里的文件；您属于哪一种，以作出认定的部门答复为准。"
        )
    return lines


def _without_note(source: str) -> str:
    """Return a source without what is said of how it was read: the card shows it all, a chat bubble is short."""
    return _NOTE.sub("", source)
