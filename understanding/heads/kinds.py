"""The kinds of things that an answer shows."""

from __future__ import annotations

# The intent of the look-up that shows each kind of thing.
LOOK_UPS = {
    "case": "check_application_status",
    "vouchers": "check_voucher_balance",
    "credit": "check_credit_standing",
    "register": "check_register",
    "contact": "check_register",
}
# What is said of a list or of a part is asked of its kind.
KINDS = {"cases": "case", "statement": "vouchers", "credit_check": "credit", "district": "contact"}
DOCUMENTS = "guidance"  # an answer from documents
