"""What the tests of the console start from: a real database with demo data, staff of every role, scripted answers."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.routing import BaseRoute, Mount, Route

from api.console.hosts import OwnHosts
from api.console.parts import Console
from api.console.session import SessionCookie, SessionKeeper
from contracts import Citation, QuickReply
from desk.question import Context, Told
from index.model.answer import Answer
from index.model.errors import IndexMissing
from index.version.index_state import IndexState
from records.calendar.working_days import WorkingDays
from records.catalogue.service_items import read_catalogue
from records.credit.rules_file import CreditRulesFile
from records.demo import load_demo
from records.models import AuditEntry
from records.registers.sync import read_published, write_published
from records.staff.accounts.accounts import ROLES, Role, create_staff, sign_in
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from records.vouchers.rules_file import VoucherRulesFile
from tests.conftest import ROOT
from tests.records.databases import sqlite_database

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
HOST = "console.test"
COOKIE = "dxe_staff_test"

CITATION = Citation(
    document="guides/sample.md",
    title="科技创新券兑付办事指南（样例）",
    section="三、兑付",
    document_number="样科〔2026〕1号",
    issued_by="样例区科学技术局",
    region="浙江省/杭州市/萧山区",
    issued_on=date(2026, 1, 5),
    passage="兑付申请每季度受理一次，受理后15个工作日内完成审核。",
    notice="尚未经主管部门核定",
)


def password_of(role: Role) -> str:
    """Return the password of the member of staff who is named like a role."""
    return f"password of {role}"


@dataclass
class ScriptedLibrary:
    """Stands where the index stands. `slow` questions are answered only once `release` is set."""

    missing: bool = False
    condition: IndexState = field(default_factory=lambda: IndexState("ok", "v1"))
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    slow: str | None = None
    release: threading.Event = field(default_factory=threading.Event)

    def state(self) -> IndexState:
        return self.condition

    def answerer(self) -> ScriptedLibrary:
        if self.missing:
            raise IndexMissing(Path("index"))
        return self

    async def ask(self, text: str, context: Context) -> Told:
        """Answer as the desk does; the topic is then what was asked."""
        self.contexts.append(context)
        answer = await asyncio.to_thread(lambda: self.answerer().answer(text, region=context.region))
        return Told((), (answer,), replace(context, topic=text), text)

    def answer(self, question: str, *, region: str | None = None, on: date | None = None) -> Answer:
        self.asked.append((question, region))
        if question == self.slow:
            self.release.wait(5)
        if "验收" in question:
            choices = [QuickReply(title="省级项目", text="省级科技项目怎么结题")]
            return Answer(outcome="clarify", text="请问是哪一级的项目？", choices=choices, index_version="v7")
        return Answer(
            outcome="answered",
            text=f"关于“{question}”：受理后15个工作日内完成审核。",
            speakable="受理后15个工作日内审核完。",
            figures=["15个工作日"],
            citations=[CITATION],
            related=["兑付需要哪些材料？"],
            region=region,
            index_version="v7",
        )


def fill_database(path: Path) -> dict[Role, str]:
    """Write a database with the demo data of NOW's day, what is published, and staff of each role, named like it.

    Returns the token of a session of each, begun at NOW.
    """
    database = Database(sqlite_database(path))
    with database.transaction() as session:
        load_demo(session, read_catalogue(ROOT / "knowledge"), as_of=NOW.date(), now=NOW)
        write_published(session, read_published(ROOT / "knowledge"))
    with database.transaction() as session:
        for role in ROLES:
            create_staff(session, role, role, password_of(role), actor="system", now=NOW)
    tokens = {role: sign_in(database, role, password_of(role), now=NOW).token or "" for role in ROLES}
    database.close()
    return tokens


def make_console(
    database: Database,
    library: Any,
    clock: FixedClock,
    *,
    demo: bool = True,
    public_schema: dict[str, Any] | None = None,
    audit_heads: Path | None = None,
) -> Console:
    """Return the parts of a console whose sessions are asked for each time."""

    async def schema() -> dict[str, Any]:
        await asyncio.sleep(0)
        return public_schema or {"openapi": "3.1.0", "paths": {}}

    return Console(
        database=database,
        library=library,
        door=library,
        list_regions=lambda: ["湖北省/武汉市"],
        clock=clock,
        calendar=WorkingDays(),
        hasher=KeyedHash(b"a key for tests, 32 bytes long.."),
        voucher_rules=VoucherRulesFile(),
        credit_rules=CreditRulesFile(ROOT / "knowledge/credit_rules.yml"),
        audit_heads=audit_heads or Path("/nonexistent/heads.txt"),
        sessions=SessionKeeper(database, clock, memory_s=0.0),
        cookie=SessionCookie(COOKIE, demo),
        public_schema=schema,
        public_address="http://localhost:8000",
        hosts=OwnHosts([HOST]),
        demo=demo,
        bureau_name="样例市科学技术局",
        region=None,
    )


def every_route(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Yield (method, path) of all that is registered, those of included routers too."""
    for route in routes:
        if isinstance(route, Route):
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            yield from ((method, path) for method in sorted(route.methods or {"GET"}) if method != "HEAD")
        elif isinstance(route, Mount):
            if route.path:
                yield "GET", f"{route.path}/x"
        else:
            yield from every_route(route.original_router.routes)


def audit_of(database: Database, *actions: str) -> list[tuple[str, str, str, str]]:
    """Return (actor, action, subject, outcome) of the audit entries of some actions, oldest first."""
    with database.transaction(read_only=True) as session:
        query = select(AuditEntry).where(AuditEntry.action.in_(actions)).order_by(AuditEntry.sequence)
        return [(row.actor, row.action, row.subject, row.outcome) for row in session.scalars(query)]
