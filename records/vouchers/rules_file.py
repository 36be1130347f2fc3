"""The files of rules as staff edit them: read again when they change; a mistake leaves the last good rules in force."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from records.vouchers.rules import NATIONWIDE, NO_RULES, RuleProblem, RulesInvalid, VoucherRules, load_rules

_log = logging.getLogger(__name__)

_Stamp = tuple[int, int, int] | None  # of a file: time of change, size, inode; None: not there
_UNREADABLE = (-1, -1, -1)


class VoucherRulesFile:
    """Hands out the rules of these files, those of the first file first. A file that is not there holds none.

    Safe for many threads. Reads only the times of change while nothing changed.
    """

    def __init__(self, *paths: Path) -> None:
        self._files = tuple(_RulesFile(path) for path in paths)

    def read(self) -> VoucherRules:
        """Return the rules as they are at this moment."""
        parts = [file.read() for file in self._files]
        if len(parts) == 1:
            return parts[0]
        return VoucherRules(
            windows=tuple(rule for part in parts for rule in part.windows),
            reviews=tuple(rule for part in parts for rule in part.reviews),
            partners=tuple(rule for part in parts for rule in part.partners),
            services=tuple(service for part in parts for service in part.services),
        )


class _RulesFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: _Stamp = None
        self._rules = NO_RULES

    def read(self) -> VoucherRules:
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._rules = self._load() if stamp else NO_RULES
            return self._rules

    def _load(self) -> VoucherRules:
        try:
            return load_rules(self._path)
        except (RulesInvalid, OSError) as error:
            _log.error("voucher_rules_refused: %s", error)
            return self._rules

    def _look(self) -> _Stamp:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError:
            return _UNREADABLE
        return found.st_mtime_ns, found.st_size, found.st_ino


def check_rules_file(path: Path, is_region: Callable[[str], bool]) -> Sequence[RuleProblem]:
    """Return every mistake of a file of rules, regions that do not exist included; none where there is no file."""
    if not path.is_file():
        return []
    try:
        rules = load_rules(path)
    except RulesInvalid as error:
        return error.problems
    problems: list[RuleProblem] = []
    for name, listed in (
        ("windows", rules.windows),
        ("reviews", rules.reviews),
        ("partners", rules.partners),
    ):
        for position, rule in enumerate(listed):
            places = [("region", rule.region)]
            places += [("partner_regions", region) for region in getattr(rule, "partner_regions", ())]
            problems += [
                (f"{name}[{position}].{field}", f"不是行政区划：{region}（写法如 浙江省/杭州市/萧山区）")
                for field, region in places
                if region != NATIONWIDE and not is_region(region)
            ]
    return [*problems, *_twice(rules)]


def _twice(rules: VoucherRules) -> list[RuleProblem]:
    """Words that stand for two services: nobody could tell which is asked about."""
    owner: dict[str, str] = {}
    problems: list[RuleProblem] = []
    for position, service in enumerate(rules.services):
        for word in (service.name, *service.synonyms):
            first = owner.setdefault(word, service.name)
            if first != service.name:
                problems.append((f"services[{position}]", f"“{word}”已经是“{first}”的说法"))
    return problems
