"""Who looks after a district (包区), told from the table that the bureau publishes; else the guidance answers."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import ReplyDraft
from contracts.contacts import DistrictContactView
from desk.districts.district_question import find_districts, find_named
from desk.districts.say_districts import describe_districts
from desk.question import TRANSFER, Question, Told, tell
from desk.registers.register_names import RegisterNames, TermSource
from desk.shown import Shown
from index.lexicon.terms import Term
from records.registers.contacts import list_district_contacts
from records.storage.database import Database
from understanding.values.names import find_kind

_TOPIC = "district-contact"  # of knowledge/terms.yml: what the guidance goes on from
_AND = "、"  # between the names of several districts that were told
_ASKS_WHOM = ("district", "contact")
_OF_IT = ("contact", "whole", "more")  # what is asked of a district in view, where none is named


class DistrictContacts:
    """Answers where the table has the district: of the region named or spoken of, the conversation's own, else any."""

    def __init__(self, database: Database, terms: TermSource) -> None:
        """`terms`: the topics, and what else people say for the names of districts, as they are at the moment."""
        self._terms = terms
        self._registers = RegisterNames(terms)
        self._database = database

    async def answer(self, question: Question) -> Told | None:
        if not self._is_of_districts(question):
            return None
        own = question.context.home
        named = question.context.place
        near = list(dict.fromkeys(filter(None, [named, own])))
        for region in near:
            if found := _find(question, await self._list(region), self._terms().words, is_here=True):
                return _tell(question, found, own)
        anywhere = _find(question, await self._list(None), self._terms().words, is_here=False)
        return (
            _tell(question, anywhere, own)
            if anywhere and not (near and _may_be_near(anywhere, near))
            else None
        )

    async def tell_named(self, question: Question, *, again: bool, only_people: bool = False) -> Told | None:
        """Return the contacts of the districts, or of the people, that a message to the registers names.

        None where it names a register or a company. `again`: without any of them, the district just shown.
        `only_people`: a district's name alone says too little.
        """
        names_company = find_kind(question.names, "name") is not None
        if names_company or self._registers.find(question.text) is not None:
            return None
        own = question.context.home
        contacts = await self._list(question.context.place) or await self._list(own) or await self._list(None)
        words = () if only_people else self._terms().words
        found = find_named(question.text, contacts, words, only_people=only_people)
        shown = question.context.shown
        if not found and again and shown is not None:
            found = _shown_before(contacts, shown)
        return _tell(question, found, own) if found else None

    def _is_of_districts(self, question: Question) -> bool:
        """Tell whether who looks after a district is asked, and no other matter named (江岸区的高企谁负责)."""
        if find_kind(question.names, "name") is not None:
            return False
        topics = {*self._registers.find_topics(question.text), question.entities.get("topic", _TOPIC)}
        return (question.public in _ASKS_WHOM or _goes_on(question)) and topics <= {_TOPIC}

    async def _list(self, region: str | None) -> list[DistrictContactView]:
        return await self._database.run_in_transaction(
            lambda session: list_district_contacts(session, region), read_only=True
        )


def _may_be_near(contacts: Sequence[DistrictContactView], near: Sequence[str]) -> bool:
    """Tell whether a name may mean another place than the table's: several share it, or a region spoken of has it."""
    named = {each.district for each in contacts}
    is_shared = len({each.region for each in contacts}) > 1
    return is_shared or any(part in named for region in near for part in region.split("/"))


def _goes_on(question: Question) -> bool:
    shown = question.context.shown
    return shown is not None and shown.kind == "district" and question.is_about_shown


def _find(
    question: Question, contacts: Sequence[DistrictContactView], words: Sequence[Term], *, is_here: bool
) -> Sequence[DistrictContactView]:
    """Return the contacts asked for by name, or again the one that was just shown."""
    found = find_districts(question, contacts, words, is_here=is_here)
    shown = question.context.shown
    if found or shown is None or not _goes_on(question) or find_kind(question.names, "place") is not None:
        return found
    return _shown_before(contacts, shown) if question.asked in _OF_IT else ()


def _shown_before(contacts: Sequence[DistrictContactView], shown: Shown) -> list[DistrictContactView]:
    districts = (shown.name or "").split(_AND)
    return [each for each in contacts if each.district in districts]


def _tell(question: Question, contacts: Sequence[DistrictContactView], own: str | None) -> Told:
    reply = ReplyDraft(text=describe_districts(contacts), outcome="register", quick_replies=[TRANSFER])
    shown = Shown("district", name=_AND.join(dict.fromkeys(each.district for each in contacts)))
    regions = {each.region for each in contacts}
    # The district that was named stands for the place it lies in.
    stands = len(regions) == 1 and (question.context.place or own is None)
    place = regions.pop() if stands else None
    return tell(question, reply, "districts", shown, topic=_TOPIC, place=place)
