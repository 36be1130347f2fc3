"""A desk over published registers, and their look-up. Nobody has to be bound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.guidance.guidance import Guidance
from actions.guidance.registers import CheckRegister, TellDistricts
from contracts import ReplyDraft
from contracts.lookup import Register
from desk.desk import Desk as PublicDesk
from index.lexicon.terms import load_terms
from index.library import Library
from records.catalogue.service_items import read_catalogue, sync_service_items
from records.credit.rules_file import CreditRulesFile
from records.registers.entries import record_register_entry
from records.registers.sync import read_published, write_published
from tests.actions.desk import NAME, NOW, Desk
from tests.conftest import ROOT

TERMS = load_terms(ROOT / "knowledge/terms.yml")


class Registers(Desk):
    """A desk with the actions, over the published information that is delivered.

    `say` asks of what was shown; what is asked is given, as the learned heads would.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        public = PublicDesk(self.database, self.clock, Library(folder / "index"), rules, lambda: TERMS)
        self.guidance = Guidance(public, self.database, self.clock, None, "")
        self.registers = CheckRegister(self.guidance)
        self.districts = TellDistricts(self.guidance)
        with self.database.transaction() as session:
            sync_service_items(session, read_catalogue(ROOT / "knowledge"))
            write_published(session, read_published(ROOT / "knowledge"))

    def say(
        self, text: str, asked: str | None = None, topic: str | None = None, *, about: bool = True
    ) -> ReplyDraft:
        named = {"topic": topic} if topic else {}
        return self.ask(self.registers, text, asked=asked, about=about, **named)  # type: ignore[arg-type]

    def add(self, name: str = NAME, register: Register = "high_tech_enterprise", **facts: Any) -> None:
        values: dict[str, Any] = {"listed_on": date(2024, 11, 1), "document": "样例名单〔2024〕1号"} | facts
        with self.database.transaction() as session:
            record_register_entry(session, register, name=name, now=NOW, **values)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Registers]:
    desk = Registers(tmp_path)
    yield desk
    desk.database.close()
