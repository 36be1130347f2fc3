"""Look-ups of enterprises that `benchmarks.records.__main__` measures, entries in the audit log included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from benchmarks.records.calls import BALANCE_MS, CALENDAR, LOOK_UP_MS, NOW, Call, Samples
from benchmarks.records.parts import AS_OF
from records.cases.lookup import check_application_status
from records.cases.repository import find_case_of, list_cases
from records.credit.lookup import check_credit_rules, check_credit_standing
from records.credit.rules_file import CreditRulesFile
from records.vouchers.balance import balance_view
from records.vouchers.lookup import check_voucher_balance, check_voucher_reservations, open_statement
from records.vouchers.rules_file import VoucherRulesFile
from records.vouchers.statement import Period, list_last_lines, read_head
from settings import ROOT

_VOUCHER_RULES = VoucherRulesFile(ROOT / "knowledge" / "voucher_rules.yml")
_CREDIT_RULES = CreditRulesFile(ROOT / "knowledge" / "credit_rules.yml")
_PERIOD = Period(date(2026, 1, 1), AS_OF)


def enterprise_calls(samples: Samples) -> list[Call]:
    """Return the calls; `most` is the enterprise that has the most of everything."""

    def of_any(name: str, ask: Callable[[str], Callable[[Session], object]]) -> Call:
        return Call(name, LOOK_UP_MS, lambda random: ask(random.choice(samples.bound)[0]))

    return [
        Call("one case by number", LOOK_UP_MS, lambda random: _one_case(*random.choice(samples.cases))),
        Call("newest cases", LOOK_UP_MS, lambda random: _newest(random.choice(samples.bound)[1])),
        Call("newest cases, of 2,000", LOOK_UP_MS, lambda random: _newest(1)),
        Call(
            "status by number",
            LOOK_UP_MS,
            lambda random: _status(random.choice(samples.bound), by_number=True),
        ),
        Call(
            "status, newest",
            LOOK_UP_MS,
            lambda random: _status(random.choice(samples.bound), by_number=False),
        ),
        Call("balance_view", BALANCE_MS, lambda random: _balance(random.choice(samples.bound)[1])),
        Call("voucher balance", BALANCE_MS, lambda random: _vouchers(random.choice(samples.bound)[0])),
        Call("voucher balance, most", BALANCE_MS, lambda random: _vouchers("bench1")),
        of_any("open reservations", _reservations),
        of_any("statement of a year", _statement),
        Call("statement of a year, most", LOOK_UP_MS, lambda random: _statement("bench1")),
        of_any("credit standing", _standing),
        Call("credit standing, most", LOOK_UP_MS, lambda random: _standing("bench1")),
        of_any("credit check by rules", _credit_check),
    ]


def _one_case(number: str, enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: find_case_of(session, enterprise_id, number)


def _newest(enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: list_cases(session, enterprise_id)


def _status(bound: tuple[str, int, str], *, by_number: bool) -> Callable[[Session], object]:
    conversation, _, number = bound
    return lambda session: check_application_status(
        session, conversation, now=NOW, calendar=CALENDAR, case_number=number if by_number else None
    )


def _balance(enterprise_id: int) -> Callable[[Session], object]:
    return lambda session: balance_view(session, enterprise_id, as_of=AS_OF)


def _vouchers(conversation: str) -> Callable[[Session], object]:
    return lambda session: check_voucher_balance(session, conversation, now=NOW, rules=_VOUCHER_RULES.read())


def _reservations(conversation: str) -> Callable[[Session], object]:
    return lambda session: check_voucher_reservations(session, conversation, now=NOW)


def _statement(conversation: str) -> Callable[[Session], object]:
    def ask(session: Session) -> None:
        enterprise = open_statement(session, conversation, _PERIOD, now=NOW).enterprise
        assert enterprise is not None
        read_head(session, enterprise.enterprise_id, _PERIOD, now=NOW)
        list_last_lines(session, enterprise.enterprise_id, _PERIOD, now=NOW)

    return ask


def _standing(conversation: str) -> Callable[[Session], object]:
    return lambda session: check_credit_standing(
        session, conversation, now=NOW, rules=_CREDIT_RULES.current()
    )


def _credit_check(conversation: str) -> Callable[[Session], object]:
    return lambda session: check_credit_rules(
        session, conversation, None, now=NOW, rules=_CREDIT_RULES.current()
    )
