"""Whether credit stands in the way of an application (一票否决), by the rule set of its service item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.lookup import CreditCheck, CreditCheckFinding
from records.credit.consequences import measures_of
from records.credit.events import KnownEvent, list_events
from records.credit.labels import KIND_LABELS, STANDING_LABELS
from records.credit.rules import CreditRules, Exclusion, Period
from records.credit.standing import freshness_of, standing_of
from records.models import Enterprise, ServiceItem


def check_credit(
    session: Session,
    enterprise_id: int,
    service_item: str | None,
    *,
    as_of: date,
    now: datetime,
    rules: CreditRules,
) -> CreditCheck:
    """Check an enterprise's credit against the rules of a service item (its code; None: all rules) on a day.

    Only credit, and only what is on record here. `checked` says what was looked at, and which documents were read and
    hold no such rule; a rule counts only in its region. What else follows from a breach in force goes with it.
    """
    enterprise = session.get_one(Enterprise, enterprise_id)
    events = list_events(session, enterprise_id, as_of=as_of)
    held = [
        rule
        for rule in rules.exclusions
        if rule.applies_in(enterprise.region) and (service_item is None or service_item in rule.service_items)
    ]
    findings = [finding for rule in held for finding in _findings(rules, rule, events, as_of)]
    standing = standing_of(events, as_of)
    return CreditCheck(
        enterprise_name=enterprise.name,
        service_item=_name_of(session, service_item),
        as_of=as_of,
        passes=not findings,
        findings=findings,
        checked=_checked(rules, held, events, service_item, as_of),
        standing=standing,
        standing_label=STANDING_LABELS[standing],
        measures=measures_of(rules, standing, enterprise.region) if standing in ("yellow", "black") else [],
        freshness=freshness_of(session, events, now=now),
    )


def counts(rule: Exclusion, event: KnownEvent, as_of: date) -> bool:
    """Tell whether a rule counts an event on a day: its kind, its time, and whether a repair takes it away."""
    if event.kind not in rule.kinds:
        return False
    if event.repaired_on is not None and not rule.despite_repair:
        return False
    if rule.within.years is not None:
        return as_of < Period(years=rule.within.years).after(event.recorded_on)
    if rule.within.calendar_years_back is not None:
        return event.recorded_on.year >= as_of.year - rule.within.calendar_years_back
    return event.is_in_force(as_of)


def _findings(
    rules: CreditRules, rule: Exclusion, events: Sequence[KnownEvent], as_of: date
) -> list[CreditCheckFinding]:
    return [
        CreditCheckFinding(rule=rule.rule, event=_describe(event), source=rules.cite(rule))
        for event in events
        if counts(rule, event, as_of)
    ]


def _describe(event: KnownEvent) -> str:
    repaired = f"已于{_day(event.repaired_on)}修复" if event.repaired_on else None
    known = [event.authority, event.document, f"{_day(event.recorded_on)}记录", repaired]
    beside = "，".join(part for part in known if part)
    return f"{KIND_LABELS[event.kind]}：{event.basis.rstrip('。')}（{beside}）"


def _checked(
    rules: CreditRules,
    held: Sequence[Exclusion],
    events: Sequence[KnownEvent],
    service_item: str | None,
    as_of: date,
) -> list[str]:
    standing = STANDING_LABELS[standing_of(events, as_of)]
    lines = [f"本局登记的科研诚信记录 {len(events)} 条{_counted(events, as_of)}，当前状态：{standing}"]
    lines += [f"{rule.rule}——{rules.cite(rule)}" for rule in held]
    lines += [
        f"{rule.text}——{rules.cite(rule)}"
        for rule in rules.without_exclusion
        if service_item in (None, rule.service_item)
    ]
    return lines


def _counted(events: Sequence[KnownEvent], as_of: date) -> str:
    """Return how many of the records are in force; a repair is no record of its own but ends one."""
    if not events:
        return ""
    in_force = sum(event.is_in_force(as_of) for event in events)
    repaired = sum(event.repaired_on is not None for event in events)
    known = [f"正在生效 {in_force} 条"]
    known += [f"已修复 {repaired} 条"] if repaired else []
    past = len(events) - in_force - repaired
    known += [f"已过有效期 {past} 条"] if past else []
    return f"（{'、'.join(known)}；修复不另计）"


def _name_of(session: Session, code: str | None) -> str | None:
    if code is None:
        return None
    name = session.scalars(select(ServiceItem.name).where(ServiceItem.code == code)).one_or_none()
    return name or code


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
