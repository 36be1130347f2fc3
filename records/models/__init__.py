"""The tables. Import a model from here, so that `Base.metadata` is complete."""

from records.models.audit import AuditEntry, AuditTail
from records.models.base import Base
from records.models.case import STAGES, Case, CaseStageEntry
from records.models.conversation import (
    Channel,
    Conversation,
    EventKind,
    Message,
    OutboxEntry,
    Sender,
    Turn,
    TurnState,
)
from records.models.credit import CreditEvent, CreditKind
from records.models.desk import DemoLoad, FeedbackMark, Ticket, TicketKind, TicketState, UnansweredQuestion
from records.models.enterprise import Contact, ContactRole, Enterprise, ServiceItem
from records.models.identity import Binding, Challenge, PhoneClaim, SmsOutboxEntry
from records.models.staff import ROLES, Role, SignInAttempt, Staff, StaffSession
from records.models.voucher import EntryKind, VoucherBatch, VoucherLedgerEntry

__all__ = [
    "ROLES",
    "STAGES",
    "AuditEntry",
    "AuditTail",
    "Base",
    "Binding",
    "Case",
    "CaseStageEntry",
    "Challenge",
    "Channel",
    "Contact",
    "ContactRole",
    "Conversation",
    "CreditEvent",
    "CreditKind",
    "DemoLoad",
    "Enterprise",
    "EntryKind",
    "EventKind",
    "FeedbackMark",
    "Message",
    "OutboxEntry",
    "PhoneClaim",
    "Role",
    "Sender",
    "ServiceItem",
    "SignInAttempt",
    "SmsOutboxEntry",
    "Staff",
    "StaffSession",
    "Ticket",
    "TicketKind",
    "TicketState",
    "Turn",
    "TurnState",
    "UnansweredQuestion",
    "VoucherBatch",
    "VoucherLedgerEntry",
]
