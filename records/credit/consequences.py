"""What follows from a standing, by the rules: incentives, joint penalties, and the way to a repair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from contracts.lookup import CreditMeasure, CreditRepair, Standing
from records.credit.events import KnownEvent
from records.credit.labels import BREACHES
from records.credit.rules import CreditRules, Repair


def measures_of(rules: CreditRules, standing: Standing, region: str) -> list[CreditMeasure]:
    """Return the measures of a standing that hold in a region, with their documents, in the order of the file."""
    return [
        CreditMeasure(text=measure.text, source=rules.cite(measure))
        for measure in rules.measures
        if measure.standing == standing and measure.applies_in(region)
    ]


def repair_path(rules: CreditRules, in_force: Sequence[KnownEvent], region: str) -> CreditRepair | None:
    """Return how the gravest breaches in force are repaired, None where there is none or no rule for it.

    `earliest_on` is the day by which every rule that names a time allows it for the last of these breaches.
    """
    breaches = [event for event in in_force if event.kind in BREACHES]
    kind = "serious_breach" if any(event.kind == "serious_breach" for event in breaches) else "general_breach"
    recognised = max((event.recorded_on for event in breaches if event.kind == kind), default=None)
    found = [rule for rule in rules.repairs if rule.kind == kind and rule.applies_in(region)]
    if recognised is None or not found:
        return None
    # The document that the day comes from goes first.
    found.sort(key=lambda rule: -rule.earliest.after(recognised).toordinal() if rule.earliest else 0)
    return CreditRepair(
        conditions=[line for rule in found for line in _conditions(rules, rule, is_first=rule is found[0])],
        steps=[line for rule in found for line in _cited(rules, rule, rule.steps, is_first=rule is found[0])],
        earliest_on=_earliest(found, recognised),
        source="；".join(rules.cite(rule) for rule in found),
    )


def _conditions(rules: CreditRules, rule: Repair, *, is_first: bool) -> list[str]:
    # What a second document leaves out is left out of that document alone.
    word = "不能修复" if is_first else "例外"
    limits = [f"{word}：{limit}" for limit in rule.not_repairable]
    return _cited(rules, rule, [*rule.conditions, *limits], is_first=is_first)


def _cited(rules: CreditRules, rule: Repair, lines: Sequence[str], *, is_first: bool) -> list[str]:
    """Return lines that say of which document they are, unless it is the first that `source` names."""
    if is_first:
        return list(lines)
    title = next(source.title for source in rules.sources if source.id == rule.source)
    return [f"{line}（《{title}》{rule.article or ''}）" for line in lines]


def _earliest(found: Sequence[Repair], recognised: date) -> date | None:
    return max((rule.earliest.after(recognised) for rule in found if rule.earliest), default=None)
