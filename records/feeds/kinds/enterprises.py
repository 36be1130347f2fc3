"""Enterprises (企业) with their contacts: one row an enterprise, or one a contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from records.feeds.columns import Column
from records.feeds.kinds.enterprise_writer import OWN_CONTACTS, EnterpriseWriter
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.reading import Record
from records.feeds.values import Choice, Text, mobile, region, uscc

ROLE_NAMES = {
    "legal_representative": ("法定代表人", "法人代表", "法人", "legal representative"),
    "handler": ("经办人", "办理人", "联系人"),
    "viewer": ("查看人", "查询人", "只读"),
}
_CONTACT = ("contact_name", "contact_phone", "contact_role")


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
        for fields in (*((name, phone) for name, phone, _ in OWN_CONTACTS), _CONTACT):
            given: list[Any] = [record.get(name) for name in fields]
            if any(value is not None for value in given):
                for name, value in zip(fields, given, strict=True):
                    if value is None:
                        yield name, "没有填写：姓名、手机（和角色）要填就一起填。"
