"""All custom actions, put together with what they need."""

from __future__ import annotations

from collections.abc import Sequence

from actions.answer_guidance import AnswerGuidance
from actions.answer_unexpected import AnswerUnexpected
from actions.binding_result import BindingResult
from actions.check_application_status import CheckApplicationStatus
from actions.check_credit_standing import CheckCreditStanding
from actions.check_voucher_balance import CheckVoucherBalance
from actions.choose import Choose
from actions.guidance import Guidance
from actions.help import Help
from actions.session_start import SessionStart
from actions.start_binding import StartBinding
from actions.tickets import RecordComplaint, TransferToPerson
from actions.turn import Action
from actions.unbind import Unbind
from actions.validate_bind_form import ValidateBindForm
from index.library import Library
from index.reply import help_line
from records.clock import Clock
from records.database import Database
from records.people.identity import Identity
from records.working_days import WorkingDays


def build_actions(
    *,
    database: Database,
    library: Library,
    clock: Clock,
    identity: Identity,
    calendar: WorkingDays,
    region: str | None,
    hotline: str | None,
    demo: bool,
) -> Sequence[Action]:
    """Return every custom action of bot/domain. `hotline` is the bureau's own number, or None."""
    whom_to_ask = help_line(hotline)
    guidance = Guidance(library, database, clock, region, whom_to_ask)
    cases = CheckApplicationStatus(database, clock, calendar)
    transfer = TransferToPerson(database, clock, hotline)
    others: list[Action] = [CheckVoucherBalance(database, clock), CheckCreditStanding(database, clock)]
    return [
        AnswerGuidance(guidance),
        Choose(guidance, cases, transfer),
        cases,
        *others,
        AnswerUnexpected(guidance),
        ValidateBindForm(),
        StartBinding(database, clock, identity, demo),
        BindingResult(database, clock, [cases, *others]),
        Unbind(database, clock),
        transfer,
        RecordComplaint(database, clock, hotline),
        Help(guidance, whom_to_ask),
        SessionStart(),
    ]
