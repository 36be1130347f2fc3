"""The one rule of every ledger: what a batch holds and a movement give what it holds then, or a refusal.

Pure: the ledger (`records.vouchers.append`) and what other systems or files report (`records.feeds`) both go by it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.vouchers.errors import (
    BalanceTooLarge,
    InsufficientBalance,
    NotExpired,
    NotValid,
    OtherService,
    OutOfScope,
    ReservationExceeded,
)
from records.vouchers.movement import MOST_FEN, Movement


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reservation that a movement draws on: what it was for, and how much of it is left, in fen."""

    service: str | None
    left_fen: int


@dataclass(frozen=True, slots=True)
class Account:
    """What a batch allows, and where its ledger stands: amounts in fen, both days of validity included.

    `scope` names the services that it pays for; empty: any.
    """

    valid_from: date
    valid_to: date
    scope: Sequence[str]
    available_fen: int
    reserved_fen: int

    def named(self, service: str | None) -> str | None:
        """Return a service as the scope spells it: width and blanks around it do not count. None for nothing."""
        plain = _plain(service or "")
        return next((named for named in self.scope if _plain(named) == plain), plain) or None

    def after(self, movement: Movement, reserved: Reserved | None, on: date) -> Account:
        """Return the account after a movement; `reserved` is what it draws on, `movement.service` what it pays for.

        Raises NotValid, NotExpired, OutOfScope, OtherService, InsufficientBalance, BalanceTooLarge.
        """
        if movement.needs_validity and not self.valid_from <= on <= self.valid_to:
            raise NotValid(self.valid_from, self.valid_to)
        if movement.kind == "expire":
            self.check_expired(on)
        self._check_service(movement.service, reserved)
        if reserved is not None and movement.amount_fen > reserved.left_fen:
            raise ReservationExceeded(movement.amount_fen, reserved.left_fen)
        available = self.available_fen + movement.available_delta_fen
        if available < 0:
            raise InsufficientBalance(-movement.available_delta_fen, self.available_fen)
        if available > MOST_FEN:
            raise BalanceTooLarge
        return replace(
            self, available_fen=available, reserved_fen=self.reserved_fen + movement.reserved_delta_fen
        )

    def check_expired(self, on: date) -> None:
        """Raise NotExpired up to the last day of validity."""
        if on <= self.valid_to:
            raise NotExpired(self.valid_to)

    def _check_service(self, service: str | None, reserved: Reserved | None) -> None:
        if service and self.scope and service not in self.scope:
            raise OutOfScope(service, self.scope)
        if reserved is not None and reserved.service is not None and service != reserved.service:
            raise OtherService(reserved.service, service)


def _plain(service: str) -> str:
    return unicodedata.normalize("NFKC", service).strip()
