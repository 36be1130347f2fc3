"""The look-up of registers and contacts: of the entry just shown what is asked of it, else what the message names."""

from __future__ import annotations

from dataclasses import replace

from actions.registers.check_register import CheckRegister
from actions.registers.district_contacts import DistrictContacts
from actions.registers.register_overview import RegistersInAll
from actions.registers.register_question import (
    RegisterQuestion,
    asks_for_services,
    read_register_question,
)
from actions.registers.say_registers import EntryAspect
from actions.seam.turn import ActionResult, ActionTurn
from actions.spoken.organisations import find_register
from actions.spoken.shown import Shown, read_shown

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

    name = "action_check_register"

    def __init__(
        self, registers: CheckRegister, overview: RegistersInAll, districts: DistrictContacts
    ) -> None:
        self._registers = registers
        self._overview = overview
        self._districts = districts

    async def run(self, turn: ActionTurn) -> ActionResult:
        if asks_for_services(turn.text):
            return await self._registers.tell_services()
        if found := await self._overview.answer(turn):
            return found
        shown = read_shown(turn)
        is_district = shown is not None and shown.kind == "district" and turn.is_about_shown
        if found := await self._districts.tell_named(turn, again=is_district):
            return found
        asked, register = read_register_question(turn.text), find_register(turn.text)
        names_company = asked.is_named_in_full or asked.code is not None
        if shown is not None and turn.is_about_shown and shown.kind == "contact" and not names_company:
            return await self._tell_contact(turn, shown)
        if shown is not None and shown.kind == "register" and turn.is_about_shown:
            register = register or shown.register
        name = await self._registers.find_name(turn, register)
        if name is not None and not asked.code and (not asked.is_named_in_full or name in turn.text):
            entry = RegisterQuestion("entry", register, name=name, is_named_in_full=True, level=asked.level)
            aspect = _ASPECTS.get(turn.asked or "") if turn.is_about_shown else None
            return await self._registers.look_up(turn, entry, aspect)
        if shown is not None and turn.is_about_shown and shown.kind == "register":
            return await self._go_on(turn, shown)
        return await self._registers.run(turn)

    async def find_named(self, turn: ActionTurn) -> ActionResult | None:
        """Return what is listed of the person, district or organisation that a message names, None without any.

        For a message that nothing else could answer. A district counts where registers or contacts are in view.
        """
        shown = read_shown(turn)
        goes_on = shown is not None and shown.kind in _OPEN_TO_ALL
        if found := await self._districts.tell_named(turn, again=False, only_people=not goes_on):
            return found
        name = await self._registers.find_name(turn, None, shortest=_SHORTEST_CLEAR)
        if name is None:
            return None
        entry = RegisterQuestion("entry", find_register(turn.text), name=name, is_named_in_full=True)
        return await self._registers.look_up(turn, entry)

    async def _tell_contact(self, turn: ActionTurn, shown: Shown) -> ActionResult:
        """Tell whom to ask about the service item that is named, else again about the one just shown."""
        again = replace(turn, entities={"topic": shown.name}) if shown.name else turn
        told = await self._registers.tell_contact_of(turn) or await self._registers.tell_contact_of(again)
        return told or await self._registers.run(turn)

    async def _go_on(self, turn: ActionTurn, shown: Shown) -> ActionResult:
        asked = read_register_question(turn.text)
        if (asked.name is not None and asked.is_named_in_full) or asked.code or asked.is_own:
            return await self._registers.run(turn)
        if asked.name is not None and len(asked.name) >= _SHORTEST_PART:
            in_part = RegisterQuestion("entry", asked.register or shown.register, name=asked.name)
            if await self._registers.holds(in_part):
                return await self._registers.look_up(turn, in_part)
        if shown.name is None:
            names_one = asked.register is not None or turn.asked in _NAMES_ANOTHER
            return await (self._registers.run(turn) if names_one else self._registers.leave(turn))
        entry = RegisterQuestion("entry", shown.register, name=shown.name, is_named_in_full=True)
        return await self._registers.look_up(turn, entry, _ASPECTS.get(turn.asked or ""))
