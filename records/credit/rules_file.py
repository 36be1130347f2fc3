"""Reads knowledge/credit_rules.yml, again whenever it changes; a mistake is named with its place, in Chinese."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from records.credit.rules import CreditRules
from records.files.file_problems import problems_in_words

_log = logging.getLogger(__name__)


class CreditRulesInvalid(Exception):
    """The rules cannot be used. `problems` are (place, reason in Chinese)."""

    def __init__(self, path: Path, problems: list[tuple[str, str]]) -> None:
        super().__init__("；".join(f"{path.name}:{place}: {reason}" for place, reason in problems))
        self.problems = problems


class CreditRulesFile:
    """The rules as they are now. A change that holds a mistake is not taken: the last good rules stay."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._rules: CreditRules | None = None

    def current(self) -> CreditRules:
        """Return the rules. Raises CreditRulesInvalid where there have been no good ones yet."""
        stamp = self._stamp()
        if self._rules is None or stamp != self._seen:
            try:
                self._rules = read_credit_rules(self._path)
            except CreditRulesInvalid as problem:
                if self._rules is None:
                    raise
                _log.error("credit_rules_refused: %s", problem)
            self._seen = stamp
        return self._rules

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def read_credit_rules(path: Path) -> CreditRules:
    """Return the rules of a file. Raises CreditRulesInvalid."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CreditRulesInvalid(path, [("-", "没有这个文件")]) from None
    except OSError as problem:
        raise CreditRulesInvalid(path, [("-", "这个文件读不出来")]) from problem
    except (
        yaml.YAMLError,
        RecursionError,
        ValueError,
    ) as problem:  # ValueError: no UTF-8, a day that no month has
        raise CreditRulesInvalid(path, [("-", "不是有效的 UTF-8 YAML")]) from problem
    try:
        rules = CreditRules.model_validate(data)
    except ValidationError as problem:
        raise CreditRulesInvalid(path, problems_in_words(problem)) from problem
    if problems := [*_dangling(rules), *_duplicates(rules)]:
        raise CreditRulesInvalid(path, problems)
    return rules


def unknown_items(rules: CreditRules, codes: Collection[str]) -> list[tuple[str, str]]:
    """Return (place, reason) for each service item that the catalogue does not hold."""
    named = [
        (f"exclusions[{number}].service_items", code)
        for number, rule in enumerate(rules.exclusions)
        for code in rule.service_items
    ]
    named += [
        (f"without_exclusion[{number}].service_item", rule.service_item)
        for number, rule in enumerate(rules.without_exclusion)
    ]
    return [(place, f"catalogue.yml 里没有：{code}") for place, code in named if code not in codes]


def regions_of(rules: CreditRules) -> list[tuple[str, str]]:
    """Return (place, region) of every rule."""
    return [(f"{place}.region", rule.region) for place, rule in _placed(rules)]


def _placed(rules: CreditRules) -> Iterator[tuple[str, Any]]:
    for name in ("measures", "repairs", "exclusions", "without_exclusion"):
        for number, rule in enumerate(getattr(rules, name)):
            yield f"{name}[{number}]", rule


def _dangling(rules: CreditRules) -> Iterator[tuple[str, str]]:
    known = {source.id for source in rules.sources}
    for place, rule in _placed(rules):
        if rule.source not in known:
            yield f"{place}.source", f"sources 里没有：{rule.source}"


def _duplicates(rules: CreditRules) -> Iterator[tuple[str, str]]:
    for name, ids in (
        ("sources", [source.id for source in rules.sources]),
        ("exclusions", [rule.id for rule in rules.exclusions]),
    ):
        for repeated in sorted({each for each in ids if ids.count(each) > 1}):
            yield name, f"id 重复：{repeated}"
