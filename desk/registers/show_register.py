"""The look-up of registers and contacts: of the entry just shown what is asked of it, else what the message names."""

from __future__ import annotations

from dataclasses import replace

from desk.districts.district_contacts import DistrictContacts
from desk.question import Question, Told
from desk.registers.check_register import CheckRegister
from desk.registers.register_names import RegisterNames
from desk.registers.register_overview import RegistersInAll
from desk.registers.register_question import RegisterQuestion, asks_for_services, read_register_question
from desk.registers.say_registers import EntryAspect
from desk.shown import Shown

# What is asked of an entry, as the view tells it; the other classes want all of it.
_ASPECTS: dict[str, EntryAspect] = {
    "lapse": "valid_to",
    "certificate": "certificate_number",
    "history": "listed_on",
    "source": "document",
    "level": "level",
}
# Where several entries or none are in view, only these may name one: 再发一遍 is no name.
_NAMES_ANOTHER = ("item", "state", None)
_OPEN_TO_ALL = ("register", "district", "contact")
_SHORTEST_CLEAR = 4  # characters of a name that stands in a message about anything
_SHORTEST_PART = 3  # characters; two may be a place or a word of any kind


class ShowRegister:
    """In this order: external services, whole registers, a district, the entry or contact in view, a name."""

    def __init__(
        self,
        registers: CheckRegister,
        overview: RegistersInAll,
        districts: DistrictContacts,
        names: RegisterNames,
    ) -> None:
        self._registers = registers
        self._names = names
        self._overview = overview
        self._districts = districts

    async def run(self, question: Question) -> Told:
        if asks_for_services(question):
            return await self._registers.tell_services(question)
        if found := await self._overview.answer(question):
            return found
        shown = question.context.shown
        is_district = shown is not None and shown.kind == "district" and question.is_about_shown
        if found := await self._districts.tell_named(question, again=is_district):
            return found
        asked, register = self._read(question), self._names.find(question.text)
        names_company = asked.is_named_in_full or asked.code is not None
        if shown is not None and question.is_about_shown and shown.kind == "contact" and not names_company:
            return await self._tell_contact(question, shown)
        if shown is not None and shown.kind == "register" and question.is_about_shown:
            register = register or shown.register
        name = await self._registers.find_name(question, register)
        if name is not None and not asked.code and (not asked.is_named_in_full or name in question.text):
            entry = RegisterQuestion("entry", register, name=name, is_named_in_full=True, level=asked.level)
            aspect = _ASPECTS.get(question.asked or "") if question.is_about_shown else None
            return await self._registers.look_up(question, entry, aspect)
        if shown is not None and question.is_about_shown and shown.kind == "register":
            return await self._go_on(question, shown)
        return await self._registers.run(question)

    async def find_named(self, question: Question) -> Told | None:
        """Return what is listed of the person, district or organisation that a message names, None without any.

        For a message that nothing else could answer. A district counts where registers or contacts are in view.
        """
        shown = question.context.shown
        goes_on = shown is not None and shown.kind in _OPEN_TO_ALL
        if found := await self._districts.tell_named(question, again=False, only_people=not goes_on):
            return found
        name = await self._registers.find_name(question, None, shortest=_SHORTEST_CLEAR)
        if name is None:
            return None
        entry = RegisterQuestion("entry", self._names.find(question.text), name=name, is_named_in_full=True)
        return await self._registers.look_up(question, entry)

    def _read(self, question: Question) -> RegisterQuestion:
        return read_register_question(question, self._names)

    async def _tell_contact(self, question: Question, shown: Shown) -> Told:
        """Tell whom to ask about the service item that is named, else again about the one just shown."""
        again = replace(question, entities={"topic": shown.name}) if shown.name else question
        told = await self._registers.tell_contact_of(question) or await self._registers.tell_contact_of(again)
        return told or await self._registers.run(question)

    async def _go_on(self, question: Question, shown: Shown) -> Told:
        asked = self._read(question)
        if (asked.name is not None and asked.is_named_in_full) or asked.code or asked.is_own:
            return await self._registers.run(question)
        if asked.name is not None and len(asked.name) >= _SHORTEST_PART:
            in_part = RegisterQuestion("entry", asked.register or shown.register, name=asked.name)
            if await self._registers.holds(in_part):
                return await self._registers.look_up(question, in_part)
        if shown.name is None:
            names_one = asked.register is not None or question.asked in _NAMES_ANOTHER
            return await (self._registers.run(question) if names_one else self._registers.leave(question))
        entry = RegisterQuestion("entry", shown.register, name=shown.name, is_named_in_full=True)
        return await self._registers.look_up(question, entry, _ASPECTS.get(question.asked or ""))
