"""Whatever character is typed or imported, records mask it, look for it and abbreviate it without an error."""

from __future__ import annotations

from contextlib import suppress

from records.enterprises.enterprises import pinyin_initials
from records.registers.names import core_of
from records.staff.accounts.accounts import StaffMember
from records.staff.search.case_search import search_cases
from records.staff.search.enterprise_search import search_enterprises
from records.staff.search.search_query import LONGEST_QUERY, QueryInvalid, read_query
from records.storage.database import Database
from records.values.masking import find_code, find_phone, mask_text
from records.values.uscc import UsccInvalid, normalise_uscc
from tests.characters import CJK, OTHERS, in_groups
from tests.records.staff.conftest import officer
from tests.records.support import NOW

__all__ = ["officer"]

_EVERY = (*CJK, *OTHERS)
_SEARCHED = 97  # of so many groups one is looked for in the database too


def test_every_character_can_be_masked_and_leaves_a_phone_hidden() -> None:
    for text in in_groups(_EVERY, 200):
        assert "13800131234" not in mask_text(f"{text}我13800131234我{text}", codes=True)
        find_code(text)
        find_phone(text)


def test_every_character_can_stand_in_a_name_and_in_a_uscc() -> None:
    for text in in_groups(_EVERY, 50):
        assert pinyin_initials(text).isprintable()
        core_of(text)
        with suppress(UsccInvalid):
            normalise_uscc(text)


def test_every_character_can_be_looked_for(database: Database, officer: StaffMember) -> None:
    for number, text in enumerate(in_groups(_EVERY, LONGEST_QUERY)):
        with suppress(QueryInvalid), database.transaction() as session:
            query = read_query(text, today=NOW.date(), sections=[])
            if number % _SEARCHED == 0 and query.words:
                search_cases(session, officer, text, now=NOW)
                search_enterprises(session, officer, text, now=NOW)
