"""Statement of the bound enterprise's vouchers (创新券对账单) for a period that the user names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.seam.shown import Shown, read_shown, show
from actions.seam.turn import ActionResult, ActionTurn
from actions.vouchers.check_voucher_balance import STATEMENT
from actions.vouchers.say_statement import describe_spent_on, describe_statement
from contracts import QuickReply, ReplyDraft, VoucherStatement
from records.bindings.binding import find_binding
from records.storage.database import Database
from records.values.clock import Clock, day_of
from records.vouchers import statement as records_statement
from records.vouchers.lookup import StatementAccess, open_statement
from understanding.values.periods import Period, describe_days, find_period, names_no_past_time

_WHICH_TIME = ReplyDraft(
    text="您说的时间不对，或者还没有到。对账单可以查到今天为止，请换个时间，比如“今年1到6月”“上季度”“去年”。",
    outcome="clarify",
    quick_replies=[
        QuickReply(title="今年的对账单", text="查今年的创新券对账单"),
        QuickReply(title="去年的对账单", text="查去年的创新券对账单"),
    ],
)
BALANCE = QuickReply(title="查创新券余额", text="我的创新券还剩多少？")


_Tell = Callable[[Session, int, Period, str | None, datetime], ReplyDraft]


class CheckVoucherStatement:
    """The newest lines of a period between its two balances; on the web with the address of the whole as xlsx."""

    name = "action_check_voucher_statement"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._tell(turn, self._read_period(turn), _tell_statement)

    async def show_again(self, turn: ActionTurn, days: str | None) -> ActionResult:
        """Show a statement with its file: of the period that the message names, else of the days just shown."""
        period = self._read_period(turn)
        if period is not None and days and find_period(turn.text, day_of(self._clock.now())) is None:
            period = _read_days(days, day_of(self._clock.now())) or period
        return await self._tell(turn, period, _tell_statement)

    async def tell_spent_on(
        self, turn: ActionTurn, services: Callable[[list[str]], Sequence[str]]
    ) -> ActionResult:
        """Tell what was redeemed for services in the period that the message names.

        `services` returns those that are meant, given those that something was redeemed for.
        """

        def tell(
            session: Session, owner: int, period: Period, address: str | None, now: datetime
        ) -> ReplyDraft:
            days = _days(period)
            records_statement.take_snapshot(session)
            spent = records_statement.sum_redeemed(session, owner, days, now=now)
            head = records_statement.read_head(session, owner, days, now=now)
            meant = services(list(dict.fromkeys(part.service for part in spent if part.service)))
            text = describe_spent_on(head.enterprise_name, period.label, meant, spent, head.freshness)
            return ReplyDraft(text=text, outcome="voucher_statement", quick_replies=[STATEMENT, BALANCE])

        return await self._tell(turn, self._read_period(turn), tell)

    def _read_period(self, turn: ActionTurn) -> Period | None:
        """Return the period that a message names, else this year; None for a time that has not come."""
        today = day_of(self._clock.now())
        return None if names_no_past_time(turn.text, today) else _period(turn.text, today)

    async def _tell(self, turn: ActionTurn, period: Period | None, tell: _Tell) -> ActionResult:
        """Tell something of the vouchers' movements to who may see the statement."""
        if period is None:
            return ActionResult([_WHICH_TIME])
        now = self._clock.now()
        names_none = find_period(turn.text, day_of(now)) is None and turn.asked != "download"

        def open_(session: Session) -> tuple[Period, StatementAccess]:
            meant = _with_movements(session, turn.conversation_id, period, now) if names_none else period
            return meant, open_statement(session, turn.conversation_id, _days(meant), now=now)

        told, access = await self._database.run_in_transaction(open_)
        if access.outcome == "needs_binding" or access.enterprise is None:
            return ask_to_bind("check_voucher_statement", turn.text, wants=turn.asked)
        if refused := refuse_other_enterprise(turn, access.enterprise):
            return refused
        if access.outcome == "refused":
            return refuse_role("check_voucher_statement", access.enterprise)
        owner = access.enterprise.enterprise_id
        address = _address(turn.conversation_id, _days(told)) if access.can_download else None
        reply = await self._database.run_in_transaction(
            lambda session: tell(session, owner, told, address, now), read_only=True
        )
        before = read_shown(turn)
        services = before.services if before else ()
        shown = Shown("statement", name=f"{told.begins_on}/{told.ends_on}", services=services)
        return show(reply, shown, topic="innovation-voucher")


def _tell_statement(
    session: Session, enterprise_id: int, period: Period, address: str | None, now: datetime
) -> ReplyDraft:
    days = _days(period)
    found = _read(session, enterprise_id, days, address, now)
    return ReplyDraft(
        text=describe_statement(found, period.label, with_lines=address is None),
        outcome="voucher_statement",
        data=found,
        quick_replies=[BALANCE],
    )


def _read(
    session: Session, enterprise_id: int, days: records_statement.Period, address: str | None, now: datetime
) -> VoucherStatement:
    """Return the statement as one moment saw it."""
    records_statement.take_snapshot(session)
    head = records_statement.read_head(session, enterprise_id, days, now=now)
    return VoucherStatement(
        enterprise_name=head.enterprise_name,
        begins_on=days.begins_on,
        ends_on=days.ends_on,
        opening_fen=head.opening_fen,
        closing_fen=head.closing_fen,
        usable_fen=head.usable_fen,
        used_fen=head.used_fen,
        movements=list(head.movements),
        lines=records_statement.list_last_lines(session, enterprise_id, days, now=now),
        line_count=head.line_count,
        download=address,
        freshness=head.freshness,
    )


def _period(text: str, today: date) -> Period:
    """Return the period that the text names, else this year; both up to today."""
    named = find_period(text, today)
    if named is not None and named.begins_on >= records_statement.FIRST_DAY:
        return named
    return _since(today.year, today)


def _with_movements(session: Session, conversation_id: str, period: Period, now: datetime) -> Period:
    """Return the period, from the year of the bound enterprise's newest movement on if there was none in it."""
    bound, today = find_binding(session, conversation_id, now=now), day_of(now)
    year = records_statement.find_last_year(session, bound.enterprise_id, now=now) if bound else None
    return period if year is None or year >= period.begins_on.year else _since(year, today)


def _days(period: Period) -> records_statement.Period:
    return records_statement.Period(period.begins_on, period.ends_on)


def _since(year: int, today: date) -> Period:
    """Return the days from the first of a year to today."""
    begins_on = date(year, 1, 1)
    return Period(begins_on, today, describe_days(begins_on, today, today=today))


def _read_days(kept: str, today: date) -> Period | None:
    """Return the days of the statement just shown (2025-01-01/2025-12-31); None where they cannot be read."""
    try:
        begins_on, ends_on = (date.fromisoformat(part) for part in kept.split("/"))
    except ValueError:
        return None
    return Period(begins_on, ends_on, describe_days(begins_on, ends_on, today=today))


def _address(conversation_id: str, days: records_statement.Period) -> str:
    """Return the file's address, relative to the service's own, so that it holds behind any proxy."""
    return f"api/conversations/{conversation_id}/statement.xlsx?from={days.begins_on}&to={days.ends_on}"
