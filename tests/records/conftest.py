"""What the tests of records start from; `database` is in the common conftest."""

from __future__ import annotations

import pytest

from records.calendar.working_days import WorkingDays
from records.models import Enterprise, ServiceItem
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.ledger_support import add_batch
from tests.records.support import (
    OTHER_PHONE,
    OTHER_USCC,
    PHONE,
    USCC,
    add_enterprise,
    new_conversation,
)


@pytest.fixture
def hasher() -> KeyedHash:
    return KeyedHash(b"a key for tests, 32 bytes long..")


@pytest.fixture
def identity(hasher: KeyedHash) -> Identity:
    return Identity(hasher, DemoSmsGateway(demo=True))


@pytest.fixture
def calendar() -> WorkingDays:
    return WorkingDays()


@pytest.fixture
def conversation_id(database: Database, hasher: KeyedHash) -> str:
    return new_conversation(database, hasher)


@pytest.fixture
def enterprise(database: Database) -> Enterprise:
    """The one of USCC, whose contact has PHONE."""
    return add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)


@pytest.fixture
def other_enterprise(database: Database) -> Enterprise:
    return add_enterprise(database, OTHER_USCC, "武汉星达样例软件有限公司", OTHER_PHONE)


@pytest.fixture
def service_item(database: Database) -> ServiceItem:
    """One with a time limit of 20 working days."""
    with database.transaction() as session:
        item = ServiceItem(
            code="work-permit", name="外国人来华工作许可", topic="foreigner-work-permit", statutory_days=20
        )
        session.add(item)
    return item


@pytest.fixture
def batch_id(database: Database, enterprise: Enterprise) -> int:
    """A batch of 1,000.00 yuan."""
    return add_batch(database, enterprise, 100_000)
