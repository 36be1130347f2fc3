"""What staff keep in order in the console: holidays and lock-outs; and the states of data sources and registers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.console.lookups import recording_refusals
from api.console.parts import Console
from contracts.contacts import DistrictContactView, ExternalServiceView
from contracts.lookup import Register
from records.registers.contacts import list_district_contacts
from records.registers.lookup import RegisterAnswer, check_register
from records.registers.services import list_external_services
from records.staff.accounts.accounts import StaffMember
from records.staff.files.data_sources import SourceState, list_source_states
from records.staff.files.look import record_look
from records.staff.files.reason import read_reason
from records.staff.upkeep.holidays import HolidayState, TypedNotice, enter_holidays, read_holiday_state
from records.staff.upkeep.locks import Lock, find_locks, release_lock
from records.values.masking import find_phone, mask_phone, mask_text
from records.values.uscc import UsccInvalid, normalise_uscc

_SEPARATORS = re.compile(r"[\s\-]+")
_NEARLY_USCC = re.compile("[0-9A-Z]{15,21}")


@dataclass(frozen=True)
class LockSubject:
    """Whose locks: those of a phone (11 digits) or of an enterprise (uscc); one of the two."""

    phone: str | None = None
    uscc: str | None = None

    @property
    def in_words(self) -> str:
        """As the audit log names it."""
        return f"phone:{mask_phone(self.phone)}" if self.phone else f"uscc:{self.uscc}"


@dataclass(frozen=True)
class RegisterSearch:
    """What the registers say of a name, and the district contacts and external services that a search names."""

    answer: RegisterAnswer | None
    contacts: Sequence[DistrictContactView]
    services: Sequence[ExternalServiceView]

    @property
    def is_only_beside(self) -> bool:
        """Tell whether no register has it, nor anything like it, but contacts or external services do."""
        missing = self.answer is not None and self.answer.outcome in ("not_found", "not_kept")
        return missing and bool(self.contacts or self.services)

    @property
    def outcome(self) -> str | None:
        """What came of it, as the audit log says it; None where nothing was asked for."""
        if not self.is_only_beside:
            return self.answer.outcome if self.answer else None
        if self.contacts and self.services:
            return "contacts_and_services"
        return "contacts" if self.contacts else "services"


async def read_holidays(console: Console) -> HolidayState:
    """Return what is known of holidays, and until when. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: read_holiday_state(session, console.calendar, now=now), read_only=True
    )


async def record_holidays(console: Console, staff: StaffMember, typed: TypedNotice) -> int:
    """Store a year's notice; return how many deadlines of open cases have changed.

    Raises DatabaseUnavailable, DatesInvalid, HolidayNoticeInvalid.
    """
    now = console.clock.now()
    return await console.database.run_in_thread(
        lambda: enter_holidays(console.database, staff, typed, console.calendar, now=now)
    )


def read_lock_subject(text: str) -> LockSubject:
    """Return the phone or uscc that a text is; an O in a uscc is read as 0.

    Raises UsccInvalid for one that is neither, with what looks wrong where nearly a uscc was typed.
    """
    phone = find_phone(text)
    if phone is not None and len("".join(filter(str.isalnum, text))) <= len("8613800131234"):
        return LockSubject(phone=phone)
    # No uscc holds the letter O, and the check digit tells whether it was 0.
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper()).replace("O", "0")
    try:
        return LockSubject(uscc=normalise_uscc(compact))
    except UsccInvalid as problem:
        wrong = problem.reason if _NEARLY_USCC.fullmatch(compact) else ""
        raise UsccInvalid(f"请输入 11 位手机号或 18 位统一社会信用代码。{wrong}") from problem


async def list_locks(console: Console, staff: StaffMember, subject: LockSubject) -> Sequence[Lock]:
    """Return why no code reaches a phone or an enterprise. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: find_locks(
            session, staff, hasher=console.hasher, now=now, uscc=subject.uscc, phone=subject.phone
        )
    )


async def lift_locks(console: Console, staff: StaffMember, subject: LockSubject, reason: str) -> None:
    """Lift all locks of a phone or an enterprise. Raises DatabaseUnavailable; ReasonRequired, which is recorded."""
    now = console.clock.now()
    async with recording_refusals(console, staff, "staff.release_lock", subject.in_words):
        given = read_reason(reason)

    def lift(session: Session) -> None:
        release_lock(
            session,
            staff,
            hasher=console.hasher,
            reason=given,
            now=now,
            uscc=subject.uscc,
            phone=subject.phone,
        )

    await console.database.run_in_transaction(lift)


async def list_sources(console: Console) -> Sequence[SourceState]:
    """Return the data sources, stale ones first. Raises DatabaseUnavailable."""
    now = console.clock.now()
    return await console.database.run_in_transaction(
        lambda session: list_source_states(session, now=now), read_only=True
    )


async def search_registers(
    console: Console, staff: StaffMember, text: str, register: Register | None
) -> RegisterSearch:
    """Return what registers, district contacts and external services say of a text. Raises DatabaseUnavailable."""
    now = console.clock.now()

    def search(session: Session) -> RegisterSearch:
        found = _search_registers(session, text, register, console)
        if found.outcome is not None:
            record_look(session, staff, "staff.search_registers", mask_text(text), found.outcome, now)
        return found

    return await console.database.run_in_transaction(search)


def _search_registers(
    session: Session, text: str, register: Register | None, console: Console
) -> RegisterSearch:
    contacts = [contact for contact in list_district_contacts(session) if _is_in_contact(contact, text)]
    services = [service for service in list_external_services(session) if _is_in_service(service, text)]
    try:
        uscc: str | None = normalise_uscc(text)
    except UsccInvalid:
        uscc = None
    answer = check_register(session, now=console.clock.now(), name=text or None, uscc=uscc, register=register)
    return RegisterSearch(answer if text else None, contacts, services)


def _is_in_contact(contact: DistrictContactView, text: str) -> bool:
    """Tell whether a text is a part of what stands in a contact's line; every contact has the empty text."""
    line = (contact.region, contact.district, contact.leader, contact.section, contact.contact)
    return any(text in part for part in line)


def _is_in_service(service: ExternalServiceView, text: str) -> bool:
    line = (service.region, service.name, service.section, service.simplified)
    return any(text in (part or "") for part in line)
