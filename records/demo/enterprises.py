"""Fictional enterprises and contacts that cannot be taken for real ones.

- The name holds 样例, and `is_sample` is set.
- The uscc has a right check digit (GB 32100-2015), but its organisation code begins with YL, which no issued one does.
- The phone is 160-0000-xxxx: 160 is a prefix that is not allotted to mobile subscribers, so that no code can reach
  a stranger; `phonenumbers` calls such a number possible, but not valid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session
from stdnum.cn import uscc as uscc_number

from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import ContactRole, Enterprise

ENTERPRISES = 200


@dataclass(frozen=True)
class DemoRegion:
    """A region of the demo: its path, its division code (GB/T 2260), and the letters of its case numbers."""

    path: str
    code: str
    letters: str
    short: str


REGIONS = (
    DemoRegion("浙江省/杭州市/萧山区", "330109", "XS", "萧山"),
    DemoRegion("湖北省/武汉市", "420100", "WH", "武汉"),
    DemoRegion("河南省/周口市", "411600", "ZK", "周口"),
    DemoRegion("浙江省/嘉兴市", "330400", "JX", "嘉兴"),
    DemoRegion("浙江省/金华市/义乌市", "330782", "YW", "义乌"),
)
_FIRST = "星云海川华明瑞启科新天元宏博远安泰恒智联"
_SECOND = "禾图源创维达盛景航泽辰微拓锐森帆诺衡朗讯"
_TRADES = (
    "科技",
    "生物技术",
    "智能装备",
    "新材料",
    "信息技术",
    "医疗器械",
    "节能环保",
    "软件",
    "光电",
    "检测技术",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈"
_ROLES: tuple[ContactRole, ...] = ("legal_representative", "handler")


def add_enterprises(session: Session, random: Random, now: datetime) -> list[Enterprise]:
    """Store the enterprises, each with two contacts, and return them in order; the regions take turns."""
    names = _names(random)
    added = []
    for number in range(ENTERPRISES):
        region = REGIONS[number % len(REGIONS)]
        enterprise = record_enterprise(
            session,
            uscc=_uscc(region, number + 1),
            name=f"{region.short}{names[number]}有限公司",
            region=region.path,
            address=f"{region.path.replace('/', '')}样例路 {number + 1} 号",
            is_sample=True,
            now=now,
        )
        for position, role in enumerate(_ROLES):
            name = f"{random.choice(_SURNAMES)}样例"
            phone = demo_phone(2 * number + position + 1)
            record_contact(session, enterprise.id, name=name, phone=phone, role=role)
        added.append(enterprise)
    return added


def region_of(enterprise: Enterprise) -> DemoRegion:
    """Return the demo region of an enterprise."""
    return next(region for region in REGIONS if region.path == enterprise.region)


def demo_phone(number: int) -> str:
    """Return the `number`-th fictional phone, 11 digits."""
    return f"1600000{number:04d}"


def _names(random: Random) -> list[str]:
    stems = [first + second for first in _FIRST for second in _SECOND]
    return [f"{stem}样例{random.choice(_TRADES)}" for stem in random.sample(stems, ENTERPRISES)]


def _uscc(region: DemoRegion, number: int) -> str:
    body = f"91{region.code}YL{number:07d}"
    return body + str(uscc_number.calc_check_digit(body))
