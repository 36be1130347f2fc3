"""The rules of research credit that policy staff edit: knowledge/credit_rules.yml."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

NATIONWIDE = "全国"
BreachKind = Literal["general_breach", "serious_breach"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleSource(_Part):
    """A document that was read: on a page (`url`), or elsewhere (`read_from`). `note` says what of it."""

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    number: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    url: str | None = None
    read_from: str | None = None
    read_on: date
    note: str | None = None

    @model_validator(mode="after")
    def _was_read_somewhere(self) -> Self:
        if not self.url and not self.read_from:
            raise ValueError("写明在哪里读的：url 或 read_from")
        return self

    def cite(self, article: str | None) -> str:
        """Return how the document is named in an answer: 《…》（number）第…条, with the note."""
        number = f"（{self.number}）" if self.number else ""
        note = f"（{self.note}）" if self.note else ""
        return f"《{self.title}》{number}{article or ''}{note}"


class _Rule(_Part):
    """What every rule has: where it applies (全国 or a region's path) and what says so."""

    region: str = NATIONWIDE
    source: str
    article: str | None = None

    def applies_in(self, region: str) -> bool:
        """Tell whether it holds for an enterprise of a region."""
        return self.region == NATIONWIDE or f"{region}/".startswith(f"{self.region}/")


class Measure(_Rule):
    """An incentive or a joint penalty that follows from a standing."""

    standing: Literal["red", "yellow", "black"]
    text: str = Field(min_length=1)


class Period(_Part):
    """How long after the recognition; whole months and years."""

    months: int = Field(default=0, ge=0)
    years: int = Field(default=0, ge=0)

    def after(self, day: date) -> date:
        """Return the day a period after another; the 31st becomes the last day of a shorter month."""
        months = day.year * 12 + day.month - 1 + self.months + 12 * self.years
        year, month = divmod(months, 12)
        return next(
            date(year, month + 1, number)
            for number in range(day.day, 0, -1)
            if number <= _days(year, month + 1)
        )


class Repair(_Rule):
    """How a breach is repaired. `earliest` is counted from its recognition; None where no document says."""

    kind: BreachKind
    conditions: list[str] = []
    steps: list[str] = []
    earliest: Period | None = None
    not_repairable: list[str] = []

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.conditions and not self.not_repairable:
            raise ValueError("conditions 和 not_repairable 至少写一样")
        return self


class Window(_Part):
    """Which breaches count: those in force, those recorded within years, or in this and earlier calendar years."""

    in_force: Literal[True] | None = None
    years: int | None = Field(default=None, ge=1)
    calendar_years_back: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(value is not None for value in (self.in_force, self.years, self.calendar_years_back)) != 1:
            raise ValueError("in_force、years、calendar_years_back 只写一样")
        return self


class Exclusion(_Rule):
    """A rule by which breaches stand against an application (一票否决)."""

    id: str = Field(min_length=1)
    service_items: list[str] = Field(min_length=1)
    kinds: list[BreachKind] = Field(min_length=1)
    within: Window
    despite_repair: bool = False
    rule: str = Field(min_length=1)


class WithoutExclusion(_Rule):
    """That the documents of a service item were read and hold no rule of research credit."""

    service_item: str
    text: str = Field(min_length=1)


class CreditRules(_Part):
    """All rules. `none_means` says what 无记录 does and does not mean."""

    none_means: str = Field(min_length=1)
    sources: list[RuleSource]
    measures: list[Measure]
    repairs: list[Repair]
    exclusions: list[Exclusion]
    without_exclusion: list[WithoutExclusion] = []

    def cite(self, rule: _Rule) -> str:
        """Return the document and article that a rule rests on."""
        found = next(source for source in self.sources if source.id == rule.source)
        return found.cite(rule.article)


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
