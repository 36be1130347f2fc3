"""District contacts (包区): who looks after a district, as the bureau published it."""

from __future__ import annotations

import re
from dataclasses import replace

from records.feeds.columns import Column
from records.feeds.kinds.kind import Kind
from records.feeds.kinds.shared import DOCUMENT
from records.feeds.kinds.table_writer import TableWriter
from records.feeds.moments import day
from records.feeds.problems import ValueInvalid
from records.feeds.reading import Record
from records.feeds.values import Text, region
from records.models import DistrictContact

_PHONES = re.compile(r"[0-9()+\-、,/ 转]{5,50}")


def published_phone(raw: object) -> str:
    """Read a telephone number as it is published: landlines, extensions, several of them."""
    text = str(Text(50)(raw))
    if not _PHONES.fullmatch(text):
        raise ValueInvalid("不是电话号码，请核对。")
    return text


class DistrictContactWriter(TableWriter):
    """Adds and updates district contacts."""

    model = DistrictContact
    order = (DistrictContact,)
    keys = ("region", "district")
    looked_up = "district"
    fields = ("leader", "section", "contact", "phone", "published_on", "document")
    key_field = "district"


class DistrictContacts(Kind):
    """District contacts, known by region and district."""

    name = "district-contacts"
    title = "包区联系人"
    writer = DistrictContactWriter
    columns = (
        Column(
            "region",
            "所在地区",
            region,
            ("地区", "市"),
            needed=True,
            filled=True,
            sample="湖北省/武汉市",
            help="从省级写起，用斜杠分开。",
        ),
        Column(
            "district",
            "联系区域",
            Text(100),
            ("包保区", "区", "城区", "片区"),
            needed=True,
            filled=True,
            sample="样例区",
        ),
        Column(
            "leader", "牵头领导", Text(100), ("包区领导", "领导"), needed=True, filled=True, sample="赵样例"
        ),
        Column(
            "section",
            "牵头处室",
            Text(100),
            ("包区处室", "处室", "科室"),
            needed=True,
            filled=True,
            sample="样例处",
        ),
        Column(
            "contact", "联络员", Text(100), ("联系人", "联络人"), needed=True, filled=True, sample="钱样例"
        ),
        Column("phone", "联系电话", published_phone, ("电话", "办公电话"), sample="000-00000000"),
        Column("published_on", "公布日期", day, ("发布日期", "日期"), sample="2026-01-05"),
        replace(DOCUMENT, help="只收局里已经公布的联系方式，写明出处。"),
    )

    def key(self, record: Record) -> str:
        """A district stands alone."""
        return f"{record.values['region']} {record.values['district']}"
