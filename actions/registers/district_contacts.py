"""Who looks after a district (包区), told from the table that the bureau publishes; else the guidance answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.guidance.guidance import Guidance
from actions.registers.district_question import asks_whom, find_named, read_district_question
from actions.registers.say_districts import describe_districts
from actions.seam.turn import ActionResult, ActionTurn
from actions.spoken.organisations import find_full_name, find_register
from actions.spoken.shown import Shown, read_shown, write_shown
from contracts import QuickReply, ReplyDraft
from contracts.contacts import DistrictContactView
from index.lexicon.terms import Term
from records.registers.contacts import list_district_contacts
from records.storage.database import Database

_TOPIC = "district-contact"  # of knowledge/terms.yml: what the guidance goes on from
_AND = "、"  # between the names of several districts that were told
_TRANSFER = QuickReply(title="转人工", text="转人工")


class DistrictContacts:
    """Answers where the table has the district: of the region named or spoken of, the conversation's own, else any."""

    def __init__(
        self, database: Database, guidance: Guidance, words: Callable[[], Sequence[Term]] = tuple
    ) -> None:
        """`words`: what else people say for the names of districts, as the index knows it at the moment."""
        self._words = words
        self._database = database
        self._guidance = guidance

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if not (_goes_on(turn) or asks_whom(turn.text)):
            return None
        own = await self._guidance.conversation_region(turn)
        named = turn.slot("region")
        near = list(dict.fromkeys(filter(None, [named, own])))
        for region in near:
            if found := _find(turn, await self._list(region), self._words(), is_here=True):
                return _tell(turn, found, own)
        anywhere = _find(turn, await self._list(None), self._words(), is_here=False)
        return (
            _tell(turn, anywhere, own) if anywhere and not (near and _may_be_near(anywhere, near)) else None
        )

    async def tell_named(
        self, turn: ActionTurn, *, again: bool, only_people: bool = False
    ) -> ActionResult | None:
        """Return the contacts of the districts, or of the people, that a message to the registers names.

        None where it names a register or a company. `again`: without any of them, the district just shown.
        `only_people`: a district's name alone says too little.
        """
        if find_register(turn.text) is not None or find_full_name(turn.text) is not None:
            return None
        own = await self._guidance.conversation_region(turn)
        contacts = await self._list(turn.slot("region")) or await self._list(own) or await self._list(None)
        found = find_named(turn.text, contacts, () if only_people else self._words(), only_people=only_people)
        shown = read_shown(turn)
        if not found and again and shown is not None:
            found = _shown_before(contacts, shown)
        return _tell(turn, found, own) if found else None

    async def _list(self, region: str | None) -> list[DistrictContactView]:
        return await self._database.run_in_transaction(
            lambda session: list_district_contacts(session, region), read_only=True
        )


def _may_be_near(contacts: Sequence[DistrictContactView], near: Sequence[str]) -> bool:
    """Tell whether a name may mean another place than the table's: several share it, or a region spoken of has it."""
    named = {each.district for each in contacts}
    is_shared = len({each.region for each in contacts}) > 1
    return is_shared or any(part in named for region in near for part in region.split("/"))


def _goes_on(turn: ActionTurn) -> bool:
    shown = read_shown(turn)
    return shown is not None and shown.kind == "district"


def _find(
    turn: ActionTurn, contacts: Sequence[DistrictContactView], words: Sequence[Term], *, is_here: bool
) -> Sequence[DistrictContactView]:
    """Return the contacts asked for by name, or again the one that was just shown."""
    asked = read_district_question(turn.text, contacts, words, is_here=is_here)
    shown = read_shown(turn)
    if asked is None or not (asked.asks_whom or _goes_on(turn)):
        return ()
    if shown is not None and _goes_on(turn) and not asked.contacts and (asked.asks_whom or asked.asks_more):
        return _shown_before(contacts, shown)
    return asked.contacts


def _shown_before(contacts: Sequence[DistrictContactView], shown: Shown) -> list[DistrictContactView]:
    districts = (shown.name or "").split(_AND)
    return [each for each in contacts if each.district in districts]


def _tell(turn: ActionTurn, contacts: Sequence[DistrictContactView], own: str | None) -> ActionResult:
    reply = ReplyDraft(text=describe_districts(contacts), outcome="register", quick_replies=[_TRANSFER])
    shown = Shown("district", name=_AND.join(dict.fromkeys(each.district for each in contacts)))
    slots: dict[str, object] = {"choices": [_TRANSFER.model_dump()], "last": None, "topic": _TOPIC}
    regions = {each.region for each in contacts}
    if len(regions) == 1 and (turn.slot("region") or own is None):
        slots["region"] = regions.pop()  # the district that was named stands for the place it lies in
    return ActionResult([reply], {**slots, **write_shown(shown)})
