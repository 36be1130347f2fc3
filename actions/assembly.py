"""All custom actions, put together with what they need."""

from __future__ import annotations

from collections.abc import Sequence

from actions.binding.ask_consent import AskConsent
from actions.binding.binding_result import CASES, CREDIT, PEOPLE, BindingResult
from actions.binding.ended_binding import TellEndedBinding
from actions.binding.remind_of_expiry import RemindOfExpiry
from actions.binding.start_binding import StartBinding
from actions.binding.unbind import ConfirmUnbind, Unbind
from actions.binding.validate_bind_form import ValidateBindForm
from actions.cases.case_follow_ups import CaseFollowUps
from actions.cases.check_application_status import ALL_CASES, CheckApplicationStatus
from actions.conversation.answer_guidance import AnswerGuidance
from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.bare_look_ups import BareLookUps
from actions.conversation.choose import Choose
from actions.conversation.follow_ups import FollowUp, FollowUps
from actions.conversation.nothing_to_cancel import NothingToAffirm, NothingToCancel, NothingToDeny
from actions.conversation.own_affairs import OwnAffairs
from actions.conversation.pick_first import PickFirst
from actions.conversation.private_question import PrivateQuestions
from actions.conversation.reporters import WhoReported
from actions.conversation.session_start import SessionStart
from actions.credit.check_credit_rules import STANDING, CheckCreditRules
from actions.credit.check_credit_standing import CHECK, CheckCreditStanding
from actions.credit.credit_check_follow_ups import CreditCheckFollowUps
from actions.credit.credit_follow_ups import CreditFollowUps
from actions.credit.credit_question import OFFERS as CREDIT_OFFERS
from actions.guidance.guidance import Guidance
from actions.guidance.help import Help
from actions.guidance.tickets import RecordComplaint, TransferToPerson
from actions.people.change_role import ChangeRole
from actions.people.check_people import REVOKE, CheckPeople
from actions.people.invite_person import InvitePerson, LeaveInvitation
from actions.people.people_changes import PeopleChanges
from actions.people.revoke_person import RevokePerson
from actions.people.validate_invite_form import ValidateInviteForm
from actions.registers.check_register import CheckRegister
from actions.registers.district_contacts import DistrictContacts
from actions.registers.register_follow_ups import ExternalServices, NamesInPart, RegisterFollowUps
from actions.registers.register_overview import RegistersInAll
from actions.seam.turn import Action
from actions.spoken.named_topics import ordinary_words
from actions.vouchers.check_voucher_balance import STATEMENT, CheckVoucherBalance
from actions.vouchers.check_voucher_statement import BALANCE, CheckVoucherStatement
from actions.vouchers.voucher_follow_ups import VoucherFollowUps
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
    guidance = Guidance(library, database, clock, region, whom_to_ask)
    cases = CheckApplicationStatus(database, clock, calendar, guidance, library)
    transfer = TransferToPerson(database, clock, hotline)
    balance = CheckVoucherBalance(database, clock, voucher_rules, library)
    statement = CheckVoucherStatement(database, clock, cases)
    standing = CheckCreditStanding(database, clock, credit_rules)
    credit_check = CheckCreditRules(database, clock, credit_rules, library)
    registers = CheckRegister(database, clock, guidance, library)
    people = CheckPeople(database, clock)
    others: list[Action] = [balance, statement, standing, credit_check, people]
    credit_follow_ups = CreditFollowUps(database, clock, standing)
    revoke = RevokePerson(database, clock)
    people_changes = PeopleChanges(revoke, ChangeRole(database, clock))
    look_ups: dict[str, Action] = {
        STATEMENT.text: statement,
        BALANCE.text: balance,
        ALL_CASES.text: cases,
        CASES.text: cases,
        CHECK.text: credit_check,
        STANDING.text: standing,
        CREDIT.text: standing,
        PEOPLE.text: people,
        REVOKE.text: revoke,
        **{offer.text: credit_follow_ups for offer in CREDIT_OFFERS.values()},
    }
    choose = Choose(guidance, cases, transfer, look_ups, revoke, registers)
    answer = PickFirst(AnswerGuidance(guidance, cases), choose)
    unbind = Unbind(database, clock)
    confirm_unbind = ConfirmUnbind(database, clock, unbind)
    actions: list[Action] = [
        answer,
        choose,
        *(PickFirst(action, choose) for action in (cases, *others, registers)),
        AnswerUnexpected(answer),
        AskConsent(),
        ValidateBindForm(),
        StartBinding(database, clock, identity, demo),
        BindingResult(database, clock, [cases, *others]),
        confirm_unbind,
        unbind,
        NothingToCancel(),
        NothingToAffirm(confirm_unbind),
        NothingToDeny(),
        ValidateInviteForm(database, clock),
        InvitePerson(database, clock, identity, people_changes),
        LeaveInvitation(),
        revoke,
        transfer,
        RecordComplaint(database, clock, hotline),
        PickFirst(Help(guidance, whom_to_ask), choose),
        SessionStart(),
    ]
    private: dict[str, Action] = {
        "check_credit_standing": standing,
        "check_voucher_balance": balance,
        "check_application_status": cases,
    }
    readers: list[FollowUp] = [
        WhoReported(),
        people_changes,
        PrivateQuestions(database, clock, private),
        OwnAffairs({**private, "check_voucher_statement": statement}),
        BareLookUps(database, clock, {**private, "check_voucher_statement": statement}),
        ExternalServices(registers),
        RegistersInAll(database, clock),
        VoucherFollowUps(database, clock, balance, statement),
        CreditCheckFollowUps(credit_check),
        CaseFollowUps(database, clock, library, cases),
        credit_follow_ups,
        RegisterFollowUps(registers),
        NamesInPart(registers),
        DistrictContacts(database, guidance, lambda: ordinary_words(library)),
    ]
    understanding = [FollowUps(action, readers) for action in actions]
    reminding = [RemindOfExpiry(action, database, clock) for action in understanding]
    return [TellEndedBinding(action, database, clock) for action in reminding]
