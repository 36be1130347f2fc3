"""有哪些国家级孵化器, 武汉有几家高企: counted from what is held here, and listed where they are few."""

from __future__ import annotations

import unicodedata

from contracts import ReplyDraft
from desk.places import are_known, names_of_region
from desk.question import Question, Told, tell
from desk.registers.register_names import RegisterNames
from desk.registers.register_question import find_level
from desk.registers.say_registers import describe_overview
from desk.shown import Shown
from records.registers.overview import overview_register
from records.storage.database import Database
from records.values.clock import Clock


class RegistersInAll:
    """Such a question, whatever intent it was taken for. A place that was not understood is none to count in."""

    def __init__(self, database: Database, clock: Clock, registers: RegisterNames) -> None:
        self._database = database
        self._clock = clock
        self._registers = registers

    async def answer(self, question: Question) -> Told | None:
        text = unicodedata.normalize("NFKC", question.text).strip()
        register = self._registers.find(text)
        names_one = any(name.kind in ("name", "short") for name in question.names)
        if register is None or question.public != "count" or names_one:
            return None
        places = [name.text for name in question.names if name.kind == "place"]
        region = question.entities.get("region")
        if not are_known(places, names_of_region(region) if region else ()):
            return None
        level = find_level(text)
        found = await self._database.run_in_transaction(
            lambda session: overview_register(
                session, register, now=self._clock.now(), region=region, level=level
            ),
            read_only=True,
        )
        reply = ReplyDraft(text=describe_overview(found, region, level), outcome="register")
        return tell(question, reply, "registers", Shown("register", register))
