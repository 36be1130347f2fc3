"""What is found by name, by part of it, by uscc, and what is only asked about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from records.people.identity import Identity
from records.registers.lookup import find_own_name, list_registers
from records.storage.database import Database
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.registers.support import LISTED, NAME, TODAY, list_entry, look_up
from tests.records.support import NOW, USCC, bind


@pytest.mark.parametrize(
    "asked",
    [
        NAME,
        "萧山云源样例软件",
        "萧山云源样例软件公司",
        " 萧山云源 样例软件有限公司 ",
        "萧山云源样例软件有限公司。",
        "云源样例软件",
    ],
)
def test_a_name_is_found_whole_without_its_end_and_by_a_part_of_its_own(
    database: Database, asked: str
) -> None:
    list_entry(database, certificate_number="GR202400000001", valid_to=date(2027, 10, 31))
    answer = look_up(database, asked)
    assert answer.outcome == "found"
    (finding,) = answer.result.findings
    assert (finding.name, finding.listed_on, finding.valid_to) == (NAME, LISTED, date(2027, 10, 31))
    assert (finding.register_label, finding.certificate_number) == ("高新技术企业", "GR202400000001")
    assert finding.is_in_force


@pytest.mark.parametrize(
    "asked", ["样例（杭州）Ａ１科技有限公司", "样例(杭州)A1科技有限公司", "样例杭州a1科技"]
)
def test_full_width_letters_brackets_and_small_letters_make_no_difference(
    database: Database, asked: str
) -> None:
    list_entry(database, "样例（杭州）A1科技有限公司")
    assert look_up(database, asked).outcome == "found"


def test_a_part_of_several_names_is_a_choice(database: Database) -> None:
    for name in ("样例甲软件有限公司", "样例乙软件有限公司"):
        list_entry(database, name)
    answer = look_up(database, "软件")
    assert (answer.outcome, answer.names) == ("several", ("样例乙软件有限公司", "样例甲软件有限公司"))
    assert answer.result.findings == []
    assert not answer.has_more


def test_a_part_of_many_names_shows_a_few_and_says_so(database: Database) -> None:
    for number in range(9):
        list_entry(database, f"样例{number}号科技有限公司")
    answer = look_up(database, "科技")
    assert (answer.outcome, len(answer.names), answer.has_more) == ("several", 6, True)


@pytest.mark.parametrize(
    "asked",
    [
        "萧山云原样例软件有限公司",
        "萧山云样例软件有限公司",
        "萧山云源源样例软件有限公司",
        "萧山源云样例软件有限公司",
        "箫山云源样例软件",
    ],
    ids=["another", "one less", "one more", "changed places", "the first"],
)
def test_a_typo_in_a_long_name_is_asked_about_and_never_asserted(database: Database, asked: str) -> None:
    list_entry(database)
    answer = look_up(database, asked)
    assert (answer.outcome, answer.names, answer.result.findings) == ("near", (NAME,), [])


@pytest.mark.parametrize(
    "asked", ["萧山运原样例软件有限公司", "武汉星达样例软件有限公司", "云缘", "", "公司", "%", "_"]
)
def test_what_differs_by_more_is_not_found(database: Database, asked: str) -> None:
    list_entry(database)
    assert look_up(database, asked).outcome == "not_found"


def test_a_short_name_with_a_typo_is_not_asked_about(database: Database) -> None:
    list_entry(database, "样例甲乙公司")
    assert look_up(database, "样例甲丙公司").outcome == "not_found"


def test_names_said_in_full_are_not_taken_for_each_other(database: Database) -> None:
    list_entry(database, "样例甲科技有限公司")
    list_entry(database, "样例甲科技股份有限公司", uscc=USCC)
    answer = look_up(database, "样例甲科技股份有限公司")
    assert [finding.name for finding in answer.result.findings] == ["样例甲科技股份有限公司"]
    assert look_up(database, "样例甲科技").outcome == "several"


def test_a_uscc_is_found_whatever_the_name(database: Database) -> None:
    list_entry(database, uscc=USCC)
    assert look_up(database, uscc=USCC).outcome == "found"
    assert look_up(database, "别的名字", uscc=USCC).outcome == "found"
    assert look_up(database, uscc="91411600YL00000035").outcome == "not_found"


def test_one_register_is_asked_or_all(database: Database) -> None:
    list_entry(database)
    list_entry(database, register="incubator", level="国家级")
    assert [f.register_id for f in look_up(database, NAME).result.findings] == [
        "high_tech_enterprise",
        "incubator",
    ]
    (finding,) = look_up(database, NAME, register="incubator").result.findings
    assert (finding.register_label, finding.level) == ("科技企业孵化器", "国家级")


def test_of_a_renewed_certificate_the_one_in_force_is_shown(database: Database) -> None:
    old, new = date(2020, 12, 1), date(2023, 12, 1)
    list_entry(database, listed_on=old, valid_to=date(2023, 11, 30))
    list_entry(database, listed_on=new, valid_to=date(2026, 11, 30))
    (finding,) = look_up(database, NAME).result.findings
    assert finding.listed_on == new


def test_an_entry_that_has_run_out_is_shown_as_such(database: Database) -> None:
    list_entry(database, listed_on=date(2020, 12, 1), valid_to=date(2023, 11, 30))
    answer = look_up(database, NAME)
    assert answer.outcome == "found"
    assert not answer.result.findings[0].is_in_force


def test_what_is_listed_later_is_not_known_yet(database: Database) -> None:
    list_entry(database, listed_on=TODAY + timedelta(days=1))
    assert look_up(database, NAME).outcome == "not_found"


def test_each_register_says_how_many_it_holds_as_of_when(database: Database, golden: Golden) -> None:
    list_entry(database)
    list_entry(database, "样例乙有限公司", now=NOW - timedelta(days=40))
    searched = look_up(database, "没有的公司").result.searched
    assert [(counts(each), days(each)) for each in searched] == [([2], [NOW.date()]), ([], []), ([], [])]
    golden.check("register", "what was searched", "\n".join(searched))
    with database.transaction(read_only=True) as session:
        assert [state.entries for state in list_registers(session)] == [2, 0, 0]


def test_an_empty_register_is_said_not_to_be_kept_here(database: Database) -> None:
    list_entry(database)
    assert look_up(database, NAME, register="incubator").outcome == "not_kept"
    assert look_up(database, "没有的公司", register="high_tech_enterprise").outcome == "not_found"


@pytest.mark.parametrize(
    "asked", ["'; DROP TABLE register_entries; --有限公司", "a" * 2_000, "\x00公司", "😀😀公司"]
)
def test_odd_names_find_nothing_and_break_nothing(database: Database, asked: str) -> None:
    list_entry(database)
    assert look_up(database, asked).outcome == "not_found"
    assert look_up(database, NAME).outcome == "found"


@pytest.mark.usefixtures("enterprise")
def test_our_company_is_the_bound_one(database: Database, identity: Identity, conversation_id: str) -> None:
    with database.transaction(read_only=True) as session:
        assert find_own_name(session, conversation_id, now=NOW) is None
    bind(database, identity, conversation_id)
    with database.transaction(read_only=True) as session:
        own = find_own_name(session, conversation_id, now=NOW)
    assert own is not None
    assert (own.name, own.uscc) == (NAME, USCC)
