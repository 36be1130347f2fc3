"""Enterprises (企业) with their contacts: one row an enterprise, or one a contact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from records.enterprises import pinyin_initials
from records.feeds.changes import Changes, Shape
from records.feeds.columns import Column
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.known import TERM, plan_enterprise
from records.feeds.reading import Record
from records.feeds.spool import Group
from records.feeds.values import Choice, Text, mobile, region, uscc
from records.feeds.writing import Outcome, Writer
from records.models import Contact, Enterprise, EnterpriseTerm
from records.search_terms import enterprise_terms

ROLE_NAMES = {
    "legal_representative": ("法定代表人", "法人代表", "法人", "legal representative"),
    "handler": ("经办人", "办理人", "联系人"),
    "viewer": ("查看人", "查询人", "只读"),
}
# Contacts that have columns of their own, beside the three of any contact.
_OWN = (("legal_name", "legal_phone", "legal_representative"), ("handler_name", "handler_phone", "handler"))
_CONTACT = ("contact_name", "contact_phone", "contact_role")

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
    for name, phone, role in _OWN:
        if get(phone) is not None:
            yield get(name), get(phone), role, phone
    if get("contact_phone") is not None:
        yield get("contact_name"), get("contact_phone"), get("contact_role"), "contact_phone"


class Enterprises(Kind):
    """Enterprises and contacts, known by uscc and phone."""

    name = "enterprises"
    title = "企业"
    writer = EnterpriseWriter
    columns = (
        Column(
            "uscc",
            "统一社会信用代码",
            uscc,
            ("信用代码", "社会信用代码", "统一信用代码", "代码", "credit code", "unified social credit code"),
            needed=True,
            filled=True,
            sample="91330109YL99999997",
            help="18 位，设为文本格式。同一企业可以有多行，每行一位联系人。",
        ),
        Column(
            "name",
            "企业名称",
            Text(200),
            ("名称", "单位名称", "公司名称", "enterprise", "enterprise name", "company", "company name"),
            needed=True,
            filled=True,
            sample="样例科技有限公司",
            help="营业执照上的全称。",
        ),
        Column(
            "region",
            "所在地区",
            region,
            ("地区", "属地", "行政区划", "area", "district"),
            needed=True,
            filled=True,
            sample="浙江省/杭州市/萧山区",
            help="从省级写起，用斜杠分开。",
        ),
        Column("address", "地址", Text(300), ("注册地址", "住所", "单位地址"), sample="样例路 1 号"),
        Column(
            "legal_name",
            "法定代表人",
            Text(100),
            ("法定代表人姓名", "法人代表", "法人", "legal representative", "legal representative name"),
            is_personal=True,
            sample="赵样例",
        ),
        Column(
            "legal_phone",
            "法定代表人手机",
            mobile,
            ("法定代表人手机号", "法定代表人电话", "法人手机", "legal representative phone"),
            is_personal=True,
            sample="16000009991",
            help="收验证码用的手机号。",
        ),
        Column(
            "handler_name",
            "经办人",
            Text(100),
            ("经办人姓名", "handler"),
            is_personal=True,
        ),
        Column(
            "handler_phone",
            "经办人手机",
            mobile,
            ("经办人手机号", "经办人电话"),
            is_personal=True,
        ),
        Column("contact_name", "联系人", Text(100), ("联系人姓名", "姓名", "contact"), is_personal=True),
        Column(
            "contact_phone",
            "联系人手机",
            mobile,
            ("联系人手机号", "联系人电话", "手机", "手机号", "手机号码", "phone", "mobile"),
            is_personal=True,
        ),
        Column(
            "contact_role",
            "联系人角色",
            Choice(ROLE_NAMES),
            ("角色", "role"),
            help="法定代表人、经办人或查看人。查看人只能查询。",
        ),
    )
    notes = (
        "已有的企业：名称、地区、地址按文件更新；留空的地址不改。",
        "联系人按手机号认定；文件里没有的联系人不删除，企业自己移除的联系人不恢复。",
    )

    def key(self, record: Record) -> str:
        """Rows of one enterprise belong together."""
        return str(record.values["uscc"])

    def singles(self, record: Record) -> Iterator[str]:
        """A contact comes once; an enterprise without one too."""
        yield f"{record.values['uscc']} {record.get('contact_phone')}"

    def faults(self, record: Record) -> Iterator[Fault]:
        """A contact has a name, a phone and a role, or nothing."""
        for fields in (*((name, phone) for name, phone, _ in _OWN), _CONTACT):
            given: list[Any] = [record.get(name) for name in fields]
            if any(value is not None for value in given):
                for name, value in zip(fields, given, strict=True):
                    if value is None:
                        yield name, "没有填写：姓名、手机（和角色）要填就一起填。"
