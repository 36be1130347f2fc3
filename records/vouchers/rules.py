"""Rules of innovation vouchers as data (knowledge/voucher_rules.yml): each holds in a region and names its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Self, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from records.files.file_problems import problems_in_words

NATIONWIDE = "全国"

RuleProblem = tuple[str, str]
"""The place in the file (windows[0].source.title), and what to mend, in Chinese."""


class RulesInvalid(Exception):
    """The file of rules holds mistakes; each is named with its place, in Chinese."""

    def __init__(self, path: Path, problems: Sequence[RuleProblem]) -> None:
        super().__init__("；".join(f"{path.name}:{place}: {reason}" for place, reason in problems))
        self.problems = tuple(problems)


def _day_of_year(text: str) -> str:
    """Check a day of any year, as 03-01; 29 February would be missing in most."""
    try:
        date.fromisoformat(f"2026-{text}")
    except ValueError:
        raise ValueError(f"应写成 月-日，如 03-01：{text}") from None
    return text


DayOfYear = Annotated[str, AfterValidator(_day_of_year)]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class RuleSource(_Part):
    """The document that was read."""

    title: Words
    issuer: Words
    number: str | None = None
    issued_on: date | None = None
    url: str | None = None
    read_from: str | None = None
    read_on: date

    @model_validator(mode="after")
    def _was_read(self) -> Self:
        if not self.url and not self.read_from:
            raise ValueError("url 与 read_from 至少写一个")
        return self

    def named(self) -> str:
        """Return how the document is called: title, number, day of issue."""
        day = self.issued_on
        title = self.title if "（" in self.title else f"《{self.title}》"
        issued = f"，{day.year}年{day.month}月{day.day}日" if day else ""
        return f"{title}{self.number or ''}{issued}"


class Days(_Part):
    """Days of one year, both included."""

    opens_on: date
    closes_on: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens_on > self.closes_on:
            raise ValueError(f"closes_on 早于 opens_on（{self.opens_on}）")
        return self


class YearlyDays(_Part):
    """Days of every year, both included; a window may reach into the next year."""

    opens: DayOfYear
    closes: DayOfYear


class _Rule(_Part):
    """Holds in its region, from and to the days given. `sample`: an example of the demo, said to be one."""

    region: Words
    effective_from: date | None = None
    effective_to: date | None = None
    sample: bool = False
    source: RuleSource

    def source_named(self) -> str:
        """Return the source's name, marked where the rule is an example."""
        return f"{self.source.named()}（样例）" if self.sample else self.source.named()


class WindowRule(_Rule):
    """When vouchers are redeemed: days where the source gives them, else words."""

    words: Words | None = None
    days: tuple[Days, ...] = ()
    yearly: tuple[YearlyDays, ...] = ()

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if not (self.words or self.days or self.yearly):
            raise ValueError("words、days、yearly 至少写一个")
        return self


class ReviewRule(_Rule):
    """How long a review takes, in words; `months` where the source gives a number."""

    words: Words
    months: int | None = Field(default=None, ge=1, le=60)


class PartnerRule(_Rule):
    """Regions whose providers also take this region's vouchers (通用通兑)."""

    partner_regions: Annotated[tuple[Words, ...], Field(min_length=1)]


class ServiceWords(_Part):
    """A service that vouchers pay for, and how people call it."""

    name: Words
    synonyms: tuple[Words, ...] = ()


class VoucherRules(_Part):
    """All rules; none of them is the same as an empty file."""

    windows: tuple[WindowRule, ...] = ()
    reviews: tuple[ReviewRule, ...] = ()
    partners: tuple[PartnerRule, ...] = ()
    services: tuple[ServiceWords, ...] = ()


NO_RULES = VoucherRules()
_R = TypeVar("_R", bound=_Rule)


def load_rules(path: Path) -> VoucherRules:
    """Read a file of rules. Raises RulesInvalid with every mistake, OSError when it cannot be read."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (
        yaml.YAMLError,
        RecursionError,
        ValueError,
    ) as error:  # ValueError: no UTF-8, a day that no month has
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "-"
        raise RulesInvalid(path, [(place, "不是有效的 YAML（UTF-8）")]) from error
    try:
        return VoucherRules.model_validate(content)
    except ValidationError as error:
        raise RulesInvalid(path, problems_in_words(error)) from error


def covers(wider: str, narrower: str) -> bool:
    """Whether what holds in `wider` (a division's path, or 全国) holds in `narrower`."""
    return wider in (NATIONWIDE, narrower) or narrower.startswith(f"{wider}/")


def find_rule(rules: Iterable[_R], region: str, *, on: date) -> _R | None:
    """Return the rule of the nearest region that covers `region`, in force on a day; the newest of several."""
    fitting = [
        rule
        for rule in rules
        if covers(rule.region, region)
        and (rule.effective_from or on) <= on
        and on <= (rule.effective_to or on)
    ]
    return max(fitting, key=_nearness, default=None)


def _nearness(rule: _Rule) -> tuple[int, date]:
    depth = 0 if rule.region == NATIONWIDE else rule.region.count("/") + 1
    return depth, rule.effective_from or rule.source.issued_on or date.min
