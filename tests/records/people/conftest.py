"""Two enterprises with people, for the matrices of who may see what."""

from __future__ import annotations

from datetime import date

import pytest

from records.models import Enterprise, ServiceItem
from records.storage.database import Database
from tests.records.people.people_support import BOSS, HANDLER, OTHERS, OWN, VIEWER, add_person
from tests.records.support import NOW, OTHER_PHONE, OTHER_USCC, USCC, add_holdings


@pytest.fixture
def holdings(database: Database, service_item: ServiceItem) -> dict[str, Enterprise]:
    """Two enterprises, each with a case, vouchers, a credit event, and people in the same places of the list."""
    held = {}
    with database.transaction() as session:
        for uscc, name, number in (
            (USCC, "萧山云源样例软件有限公司", OWN),
            (OTHER_USCC, "武汉星达样例软件有限公司", OTHERS),
        ):
            owner = Enterprise(
                uscc=uscc, name=name, pinyin_initials="X", region="浙江省/杭州市/萧山区", created_at=NOW
            )
            session.add(owner)
            session.flush()
            add_holdings(session, owner.id, service_item.id, number, valid_to=date(2027, 12, 31))
            held[uscc] = owner
    add_person(database, held[USCC], BOSS, "legal_representative")
    add_person(database, held[USCC], HANDLER, "handler")
    add_person(database, held[USCC], VIEWER, "viewer")
    add_person(database, held[OTHER_USCC], OTHER_PHONE, "legal_representative")
    add_person(database, held[OTHER_USCC], "16000000888", "handler")
    return held
