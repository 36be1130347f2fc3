"""All custom actions, put together with what they need."""

from __future__ import annotations

from collections.abc import Sequence

from actions.affairs.my_affairs import MyAffairs
from actions.binding.ask_consent import AskConsent
from actions.binding.binding_result import CASES, CREDIT, PEOPLE, BindingResult
from actions.binding.notices import WithNotices
from actions.binding.start_binding import StartBinding
from actions.binding.unbind import ConfirmUnbind, Unbind
from actions.binding.validate_bind_form import ValidateBindForm
from actions.cases.case_replies import ALL_CASES
from actions.cases.check_application_status import CheckApplicationStatus
from actions.conversation.answer_guidance import AnswerGuidance
from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.choose import Choose
from actions.conversation.guarded import Guarded
from actions.conversation.in_view import OFFERS, AskOf, Guard, InView, ShowCaseAgain
from actions.conversation.nothing_to_cancel import NothingToAffirm, NothingToCancel, NothingToDeny
from actions.conversation.pick_first import PickFirst
from actions.conversation.private_question import PrivateQuestions
from actions.conversation.reporters import WhoReported
from actions.conversation.session_start import SessionStart
from actions.conversation.two_matters import TwoMatters
from actions.credit.check_credit_rules import CheckCreditRules
from actions.credit.credit_offers import CHECK, STANDING
from actions.credit.credit_offers import OFFERS as CREDIT_OFFERS
from actions.credit.show_credit import ShowCredit
from actions.guidance.guidance import Guidance
from actions.guidance.help import Help
from actions.guidance.registers import CheckRegister, TellDistricts, TellKnown
from actions.guidance.tickets import RecordComplaint, TransferToPerson
from actions.people.change_role import ChangeRole
from actions.people.check_people import REVOKE, CheckPeople
from actions.people.invite_person import InvitePerson, LeaveInvitation
from actions.people.revoke_person import RevokePerson
from actions.people.validate_invite_form import ValidateInviteForm
from actions.seam.shown import Kind
from actions.seam.turn import Action
from actions.vouchers.check_voucher_balance import STATEMENT, CheckVoucherBalance
from actions.vouchers.check_voucher_statement import BALANCE, CheckVoucherStatement
from actions.vouchers.show_vouchers import ShowVouchers
from desk.desk import Desk
from index.answering.reply import help_line
from index.library import Library
from records.calendar.working_days import WorkingDays
from records.credit.rules_file import CreditRulesFile
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import Clock
from records.vouchers.rules_file import VoucherRulesFile


def build_actions(
    *,
    database: Database,
    library: Library,
    clock: Clock,
    identity: Identity,
    calendar: WorkingDays,
    voucher_rules: VoucherRulesFile,
    credit_rules: CreditRulesFile,
    region: str | None,
    hotline: str | None,
    demo: bool,
) -> Sequence[Action]:
    """Return every custom action of bot/domain. `hotline` is the bureau's own number, or None."""
    whom_to_ask = help_line(hotline)
    desk = Desk(database, clock, library, credit_rules)
    guidance = Guidance(desk, database, clock, region, whom_to_ask)
    cases = CheckApplicationStatus(database, clock, calendar, library)
    transfer = TransferToPerson(database, clock, hotline)
    balance = CheckVoucherBalance(database, clock, voucher_rules, library)
    statement = CheckVoucherStatement(database, clock)
    vouchers = ShowVouchers(database, clock, balance, statement)
    credit_check = CheckCreditRules(database, clock, credit_rules, library, guidance)
    credit = ShowCredit(database, clock, credit_rules, credit_check)
    standing = AskOf(credit, "state", is_about_shown=False)
    register = CheckRegister(guidance)
    affairs = MyAffairs(database, clock, calendar, voucher_rules)
    people = CheckPeople(database, clock)
    revoke = RevokePerson(database, clock)
    views: dict[Kind, Action] = {
        "case": ShowCaseAgain(cases),
        "cases": cases,
        "vouchers": vouchers,
        "statement": vouchers,
        "credit": credit,
        "credit_check": credit,
    }
    look_ups: dict[str, Action] = {
        STATEMENT.text: statement,
        BALANCE.text: AskOf(vouchers, "state"),
        ALL_CASES.text: cases,
        CASES.text: cases,
        CHECK.text: credit_check,
        STANDING.text: standing,
        CREDIT.text: standing,
        PEOPLE.text: people,
        REVOKE.text: revoke,
        **{offer.text: credit for offer in CREDIT_OFFERS.values()},
        **{
            each.offer.text: AskOf(views[kind], each.asked)
            for kind, asked in OFFERS.items()
            for each in asked
        },
    }
    choose = Choose(guidance, cases, transfer, look_ups, revoke)
    answer = PickFirst(AnswerGuidance(guidance, cases), choose)
    unbind = Unbind(database, clock)
    confirm_unbind = ConfirmUnbind(database, clock, unbind)
    own: list[Action] = [cases, vouchers, statement, credit, credit_check, people, affairs]
    actions: list[Action] = [
        answer,
        choose,
        *(PickFirst(action, choose) for action in (*own, register)),
        AnswerUnexpected(answer),
        AskConsent(),
        ValidateBindForm(),
        StartBinding(database, clock, identity, demo),
        BindingResult(database, clock, own),
        confirm_unbind,
        unbind,
        NothingToCancel(),
        NothingToAffirm(confirm_unbind),
        NothingToDeny(),
        ValidateInviteForm(database, clock),
        InvitePerson(database, clock, identity),
        LeaveInvitation(),
        revoke,
        ChangeRole(database, clock),
        transfer,
        RecordComplaint(database, clock, hotline),
        PickFirst(Help(guidance, whom_to_ask), choose),
        SessionStart(),
    ]
    private: dict[str, Action] = {
        "check_credit_standing": credit,
        "check_voucher_balance": vouchers,
        "check_application_status": cases,
    }
    guards: list[Guard] = [
        TellKnown(guidance),
        WhoReported(),
        PrivateQuestions(database, clock, private),
        TellDistricts(guidance),
    ]
    by_intent: dict[str, Action] = {
        "ask_guidance": answer,
        "check_application_status": cases,
        "check_voucher_balance": vouchers,
        "check_voucher_statement": statement,
        "check_credit_standing": credit,
        "check_credit_rules": credit_check,
        "check_register": register,
        "my_affairs": affairs,
    }
    in_view = InView(views, cases, guidance, by_intent)
    of_matters = {f"action_{intent}" for intent in by_intent} | {answer.name}
    actions = [
        TwoMatters(each, by_intent, guards, in_view) if each.name in of_matters else each for each in actions
    ]
    return [WithNotices(Guarded(each, guards, in_view, guidance), database, clock) for each in actions]
