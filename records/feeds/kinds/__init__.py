"""The kinds of rows that can be imported or fetched: one file each, listed here."""

from __future__ import annotations

from records.feeds.kinds.cases import Cases
from records.feeds.kinds.credit_events import CreditEvents
from records.feeds.kinds.district_contacts import DistrictContacts
from records.feeds.kinds.enterprises import Enterprises
from records.feeds.kinds.external_services import ExternalServices
from records.feeds.kinds.kind import Kind
from records.feeds.kinds.registers import Registers
from records.feeds.kinds.vouchers import Vouchers

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Enterprises(),
        Cases(),
        Vouchers(),
        CreditEvents(),
        Registers(),
        DistrictContacts(),
        ExternalServices(),
    )
}
