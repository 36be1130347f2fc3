"""Which service, which place and which sum a question about one's own vouchers names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from actions.vouchers.say_voucher_use import ANYWHERE_ELSE, is_accepted
from contracts import VoucherBalance
from index.lexicon.divisions import NATIONWIDE, load_divisions
from index.lexicon.places import Gazetteer
from records.vouchers.rules import VoucherRules
from understanding.values.elsewhere import names_elsewhere
from understanding.values.sums import find_sums
from understanding.values.writing import canonical


@dataclass(frozen=True)
class VoucherQuestion:
    """The services asked about, as scopes and rules call them, and the place: a path, ANYWHERE_ELSE, or None.

    `sum_fen` is what is to be paid, of all the services together; None where no sum is named.
    """

    services: tuple[str, ...] = ()
    place: str | None = None
    sum_fen: int | None = None

    @property
    def is_about_use(self) -> bool:
        return bool(self.services or self.place or self.sum_fen)


def read_voucher_question(
    text: str, balance: VoucherBalance, rules: VoucherRules, *, is_paid: bool = False
) -> VoucherQuestion:
    """Return what of a balance is asked about; nothing, where the question is about the balance as such.

    `is_paid`: a sum that is named is to be paid, though nothing says for what.
    """
    plain = canonical(text)
    scopes = (service for batch in balance.batches for service in batch.scope)
    services, place = _find_services(plain, scopes, rules), _find_place(plain, balance)
    is_paid = is_paid or bool(services or place)
    return VoucherQuestion(services, place, _find_sum(plain, len(services)) if is_paid else None)


def find_services(text: str, scopes: Iterable[str], rules: VoucherRules) -> tuple[str, ...]:
    """Return the services that a text names, as scopes and rules call them."""
    return _find_services(canonical(text), scopes, rules)


def find_place(text: str) -> str | None:
    """Return the path of the last division that a text names; None without one."""
    places = Gazetteer(load_divisions()).find(canonical(text))
    paths = [place.paths for place in places if NATIONWIDE not in place.paths]
    return paths[-1][0] if paths else None


def _find_sum(plain: str, services: int) -> int | None:
    """Return what is to be paid: of several sums all, where each is a service's, else the largest."""
    sums = find_sums(plain)
    if not sums:
        return None
    return sum(sums) if len(sums) == services else max(sums)


def _find_services(plain: str, scopes: Iterable[str], rules: VoucherRules) -> tuple[str, ...]:
    """Return the services named, in the order of the text; a longer word wins over a shorter one inside it."""
    meant = _meanings(scopes, rules)
    return tuple(dict.fromkeys(service for word in _names(meant).findall(plain) for service in meant[word]))


def _meanings(scopes: Iterable[str], rules: VoucherRules) -> dict[str, tuple[str, ...]]:
    """Return what each word for a service means, as scopes call it.

    One that the rules know by several names is every service of a scope that bears one of them (检测: 检验检测费).
    """
    named = {canonical(scope): scope for scope in scopes}
    meant: dict[str, tuple[str, ...]] = {plain_scope: (scope,) for plain_scope, scope in named.items()}
    for service in rules.services:
        words = [canonical(word) for word in (service.name, *service.synonyms)]
        own = [scope for plain_scope, scope in named.items() if any(word in plain_scope for word in words)]
        for word in words:
            meant.setdefault(word, tuple(own) or (service.name,))
    return meant


def _names(meant: Iterable[str]) -> re.Pattern[str]:
    """Return what finds these words, the longest first; nothing, without a word."""
    words = [re.escape(word) for word in sorted(meant, key=len, reverse=True) if word]
    return re.compile("|".join(words) or r"(?!)")


def _find_place(plain: str, balance: VoucherBalance) -> str | None:
    """Return the place named. Of the divisions that bear its name, one where the vouchers are taken comes first."""
    gazetteer = Gazetteer(load_divisions(), held=frozenset(batch.region for batch in balance.batches))
    places = [place for place in gazetteer.find(plain) if NATIONWIDE not in place.paths]
    if not places:
        return ANYWHERE_ELSE if names_elsewhere(plain) else None
    paths = places[-1].paths
    return next(
        (path for path in paths if any(is_accepted(batch, path) for batch in balance.batches)), paths[0]
    )
