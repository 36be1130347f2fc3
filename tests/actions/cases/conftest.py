"""Two enterprises, and a conversation that is bound to the first of them, or not yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from records.cases.materials import record_material
from records.models import Case, ServiceItem
from records.storage.database import Database
from tests.actions.cases.bot import LATE, NAME, NEW, NOW, OVERDUE, Bot, at
from tests.records.databases import sqlite_database
from tests.records.support import OTHER_USCC, USCC, add_enterprise

_ITEMS = (
    ("hte", "高新技术企业认定", "high-tech-enterprise", None),
    ("permit", "外国人来华工作许可", "foreigner-work-permit", 20),
    ("contract", "技术合同认定登记", "technology-contract", None),
    ("project", "科技计划项目申报", "science-project", None),
    ("acceptance", "科技计划项目验收", "science-project", None),
)


@pytest.fixture
def unbound(tmp_path: Path) -> Iterator[Bot]:
    database = Database(sqlite_database(tmp_path / "records.db"))
    add_enterprise(database, USCC, NAME, "16000000001")
    add_enterprise(database, OTHER_USCC, "武汉星达样例软件有限公司", "16000000003")
    with database.transaction() as session:
        session.add_all(
            ServiceItem(code=code, name=name, topic=topic, statutory_days=days)
            for code, name, topic, days in _ITEMS
        )
    yield Bot(database, tmp_path)
    database.close()


@pytest.fixture
def bot(unbound: Bot) -> Bot:
    unbound.bind()
    return unbound


@pytest.fixture
def several(bot: Bot) -> Bot:
    """Three cases: a permit of last year, 高企 of September, a permit of October."""
    bot.add("permit", "XS2025-000001", at(6, 3, 2025))
    bot.add("hte", "XS2026-000002", at(9, 10))
    bot.add("permit", "XS2026-000003", at(10, 12))
    return bot


@pytest.fixture
def stranger(unbound: Bot) -> Bot:
    """Not bound; the enterprise has a project (supplement overdue), a permit (past its limit) and a new 高企 case."""
    bot = unbound
    bot.add("project", OVERDUE, at(10, 9))
    bot.move(OVERDUE, ("supplement_requested", at(10, 15)), due_on=date(2026, 10, 29))
    bot.add("permit", LATE, at(9, 1))
    bot.move(LATE, ("accepted", at(9, 3)), ("review", at(9, 7)))
    bot.add("hte", NEW, at(11, 20))
    with bot.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == OVERDUE)).unique().one()
        record_material(session, case, "项目申报书", "received", now=NOW)
        record_material(session, case, "合作协议", "supplement", now=NOW, due_on=date(2026, 10, 29))
    return bot


@pytest.fixture
def talk(stranger: Bot) -> Bot:
    """The same, bound."""
    stranger.bind()
    return stranger
