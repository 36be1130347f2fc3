"""The tables. Import a model from here, so that `Base.metadata` is complete."""

from contracts.lookup import ContactRole, EntryKind
from records.models.audit import AuditEntry, AuditTail
from records.models.base import Base
from records.models.calendar import HolidayNotice
from records.models.case import MATERIAL_STATES, STAGES, Case, CaseMaterial, CaseStageEntry
from records.models.conversation import (
    Channel,
    Conversation,
    EventKind,
    Message,
    OutboxEntry,
    Sender,
    Turn,
    TurnEffect,
    TurnState,
)
from records.models.credit import CreditEvent, CreditKind
from records.models.desk import DemoLoad, FeedbackMark, Ticket, TicketKind, TicketState, UnansweredQuestion
from records.models.enterprise import Contact, Enterprise, EnterpriseTerm, ServiceItem
from records.models.feed import DataSource, ImportRun, SourceKind, WebhookEvent
from records.models.identity import (
    Binding,
    Challenge,
    Invitation,
    LockRelease,
    PhoneClaim,
    SmsOutboxEntry,
    UsedPortalToken,
)
from records.models.register import REGISTERS, DistrictContact, ExternalService, RegisterEntry, RegisterTerm
from records.models.staff import ROLES, Role, SignInAttempt, Staff, StaffSession
from records.models.voucher import VoucherBatch, VoucherLedgerEntry

__all__ = [
    "MATERIAL_STATES",
    "REGISTERS",
    "ROLES",
    "STAGES",
    "AuditEntry",
    "AuditTail",
    "Base",
    "Binding",
    "Case",
    "CaseMaterial",
    "CaseStageEntry",
    "Challenge",
    "Channel",
    "Contact",
    "ContactRole",
    "Conversation",
    "CreditEvent",
    "CreditKind",
    "DataSource",
    "DemoLoad",
    "DistrictContact",
    "Enterprise",
    "EnterpriseTerm",
    "EntryKind",
    "EventKind",
    "ExternalService",
    "FeedbackMark",
    "HolidayNotice",
    "ImportRun",
    "Invitation",
    "LockRelease",
    "Message",
    "OutboxEntry",
    "PhoneClaim",
    "RegisterEntry",
    "RegisterTerm",
    "Role",
    "Sender",
    "ServiceItem",
    "SignInAttempt",
    "SmsOutboxEntry",
    "SourceKind",
    "Staff",
    "StaffSession",
    "Ticket",
    "TicketKind",
    "TicketState",
    "Turn",
    "TurnEffect",
    "TurnState",
    "UnansweredQuestion",
    "UsedPortalToken",
    "VoucherBatch",
    "VoucherLedgerEntry",
    "WebhookEvent",
]
