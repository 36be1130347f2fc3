"""Writes enterprises and their contacts: added, renamed, moved; nobody is taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from records.enterprises.enterprises import pinyin_initials
from records.enterprises.search_terms import enterprise_terms
from records.feeds.changes import Changes, Shape
from records.feeds.known import TERM, plan_enterprise
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.writing import Outcome, Writer
from records.models import Contact, Enterprise, EnterpriseTerm

# Contacts that have columns of their own, beside the three of any contact.
OWN_CONTACTS = (
    ("legal_name", "legal_phone", "legal_representative"),
    ("handler_name", "handler_phone", "handler"),
)
_RENAMED = Shape(Enterprise, ("name", "pinyin_initials"))
_MOVED = Shape(Enterprise, ("region", "address"))
_NEW_CONTACT = Shape(Contact, ("enterprise_id", "name", "phone", "role"))
_CHANGED_CONTACT = Shape(Contact, ("name", "role"))


@dataclass(slots=True)
class _Stored:
    """An enterprise as it is stored, or as this chunk will store it; contacts by phone."""

    id: int
    name: str
    region: str
    address: str | None
    contacts: dict[str, _StoredContact] = field(default_factory=dict)


@dataclass(slots=True)
class _StoredContact:
    id: int | None
    name: str
    role: str
    is_removed: bool = False


class EnterpriseWriter(Writer):
    """Adds and updates enterprises and contacts. A contact that the enterprise removed stays removed."""

    order = (Enterprise, EnterpriseTerm, Contact)

    def load(self, records: Sequence[Record]) -> None:
        """Read the enterprises and contacts of a chunk."""
        wanted = sorted({record.values["uscc"] for record in records})
        columns = (Enterprise.id, Enterprise.uscc, Enterprise.name, Enterprise.region, Enterprise.address)
        query = select(*columns).where(Enterprise.uscc.in_(wanted)).order_by(Enterprise.id).with_for_update()
        self._stored = {
            row.uscc: _Stored(row.id, row.name, row.region, row.address)
            for row in self.session.execute(query)
        }
        by_id = {stored.id: stored for stored in self._stored.values()}
        contacts = select(Contact.id, Contact.enterprise_id, Contact.name, Contact.phone, Contact.role)
        contacts = contacts.add_columns(Contact.removed_at).where(Contact.enterprise_id.in_(sorted(by_id)))
        for row in self.session.execute(contacts.order_by(Contact.id)):
            there = by_id[row.enterprise_id].contacts.get(row.phone)
            if there is None or there.is_removed:
                by_id[row.enterprise_id].contacts[row.phone] = _StoredContact(
                    row.id, row.name, row.role, row.removed_at is not None
                )

    def check(self, record: Record) -> None:
        """An enterprise refers to nothing."""

    def plan(self, group: Group, changes: Changes) -> Iterator[Outcome]:
        """Add or update the enterprise by the first row, and a contact by each."""
        first = group.records[0]
        stored = self._stored.get(group.key)
        is_new = stored is None
        if stored is None:
            stored = self._add(group.key, first, changes)
        has_changed = not is_new and self._update(stored, first, changes)
        in_file: dict[str, Record] = {}
        for position, record in enumerate(group.records):
            if position:
                self._compare(first, record)
            results = [
                self._plan_contact(stored, contact, record, in_file, changes) for contact in _contacts(record)
            ]
            if (is_new and not position) or "new" in results:
                yield "new"
            else:
                yield "changed" if "changed" in results or (has_changed and not position) else "unchanged"

    def before_write(self, changes: Changes) -> None:
        """Take away the search terms of names that are given up."""
        renamed = sorted(changes.updates.get(_RENAMED, ()))
        if renamed:
            self.session.execute(delete(EnterpriseTerm).where(EnterpriseTerm.enterprise_id.in_(renamed)))

    def _add(self, key: str, record: Record, changes: Changes) -> _Stored:
        name, region, address = (record.get(part) for part in ("name", "region", "address"))
        now = self.origin.now
        enterprise_id = plan_enterprise(
            changes, self.ids, uscc=key, name=name, region=region, address=address, now=now
        )
        return _Stored(enterprise_id, name, region, address)

    def _update(self, stored: _Stored, record: Record, changes: Changes) -> bool:
        name, region = record.values["name"], record.values["region"]
        address = record.values.get("address", stored.address)
        if name != stored.name:
            initials = pinyin_initials(name)
            changes.update(_RENAMED, stored.id, (name, initials))
            changes.insert_all(TERM, ((term, stored.id) for term in enterprise_terms(name, initials)))
        if (region, address) != (stored.region, stored.address):
            changes.update(_MOVED, stored.id, (region, address))
        return (name, region, address) != (stored.name, stored.region, stored.address)

    def _compare(self, first: Record, record: Record) -> None:
        for name in ("name", "region", "address"):
            given = record.get(name)
            if given is not None and given != first.get(name):
                self.refuse(record, name, f"与第 {first.number} 行同一企业的内容不一致，请统一。")

    def _plan_contact(
        self, stored: _Stored, contact: _Given, record: Record, in_file: dict[str, Record], changes: Changes
    ) -> Outcome:
        name, phone, role, named_in = contact
        there = stored.contacts.get(phone)
        if phone in in_file and there is not None and (there.name, there.role) != (name, role):
            earlier = in_file[phone].number
            if earlier != record.number:
                self.refuse(record, named_in, f"与第 {earlier} 行的手机号相同而姓名或角色不同，请核对。")
            return "unchanged"
        in_file[phone] = record
        if there is None:
            stored.contacts[phone] = _StoredContact(None, name, role)
            changes.insert(_NEW_CONTACT, (stored.id, name, phone, role))
            return "new"
        if there.is_removed or there.id is None or (there.name, there.role) == (name, role):
            return "unchanged"
        there.name, there.role = name, role
        changes.update(_CHANGED_CONTACT, there.id, (name, role))
        return "changed"


_Given = tuple[str, str, str, str]  # name, phone, role, and the field of the phone


def _contacts(record: Record) -> Iterator[_Given]:
    get = record.get
    for name, phone, role in OWN_CONTACTS:
        if get(phone) is not None:
            yield get(name), get(phone), role, phone
    if get("contact_phone") is not None:
        yield get("contact_name"), get("contact_phone"), get("contact_role"), "contact_phone"
