"""What the look-ups return, a room each. Money is integer fen; times are aware; dates are Chinese calendar days."""

from contracts.lookup.case import CaseMaterial, CaseStage, CaseStatus, ClockState, MaterialState, Stage
from contracts.lookup.credit import (
    CreditCheck,
    CreditCheckFinding,
    CreditEventView,
    CreditMeasure,
    CreditRepair,
    CreditStanding,
    Standing,
)
from contracts.lookup.people import ContactRole, People, PersonView
from contracts.lookup.register import Register, RegisterFinding, RegisterResult
from contracts.lookup.view import Freshness
from contracts.lookup.voucher import (
    EntryKind,
    RedemptionWindow,
    VoucherBalance,
    VoucherBatchView,
    VoucherMovement,
    VoucherService,
    VoucherStatement,
    VoucherStatementLine,
)

__all__ = [
    "CaseMaterial",
    "CaseStage",
    "CaseStatus",
    "ClockState",
    "ContactRole",
    "CreditCheck",
    "CreditCheckFinding",
    "CreditEventView",
    "CreditMeasure",
    "CreditRepair",
    "CreditStanding",
    "EntryKind",
    "Freshness",
    "MaterialState",
    "People",
    "PersonView",
    "RedemptionWindow",
    "Register",
    "RegisterFinding",
    "RegisterResult",
    "Stage",
    "Standing",
    "VoucherBalance",
    "VoucherBatchView",
    "VoucherMovement",
    "VoucherService",
    "VoucherStatement",
    "VoucherStatementLine",
]
