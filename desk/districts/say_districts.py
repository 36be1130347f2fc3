"""District contacts (包区) in words."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.contacts import DistrictContactView
from desk.words import day


def describe_districts(contacts: Sequence[DistrictContactView]) -> str:
    """Return who looks after each district, by which document; what it does not say is said to be so."""
    return "\n".join([*map(_describe, contacts), "人员可能已经变动，请向公布单位核实。"])


def _describe(contact: DistrictContactView) -> str:
    published = f"{day(contact.published_on)}公布" if contact.published_on else "没有载明公布日期"
    return "\n".join(
        [
            f"{contact.region.replace('/', '')}{contact.district}的包区服务：",
            f"责任领导：{contact.leader}",
            f"责任部门：{contact.section}",
            f"联系人：{contact.contact}",
            f"联系电话：{contact.phone or '没有公布'}",
            f"依据：{contact.document}，{published}。",
        ]
    )
