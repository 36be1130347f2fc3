"""The case that is meant by the name of one of its materials."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.cases.case_materials import find_cases_of_material
from records.cases.materials import record_material
from records.models import Case, Enterprise
from tests.actions.cases.bot import LATE, NEW, NOW, OVERDUE, Bot, at, numbers, shown
from tests.records.support import OTHER_USCC, USCC


def give(bot: Bot, number: str, name: str) -> None:
    with bot.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).unique().one()
        record_material(session, case, name, "missing", now=NOW)


def found(bot: Bot, text: str, uscc: str = USCC) -> list[str]:
    with bot.database.transaction(read_only=True) as session:
        owner = session.scalars(select(Enterprise.id).where(Enterprise.uscc == uscc)).one()
        return find_cases_of_material(session, owner, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("研发人员花名册几号前交", NEW),
        ("花名册交了没", NEW),
        ("研发人员的名单", NEW),
        ("合作协议收到没有", OVERDUE),
        ("劳动合同还要吗", LATE),
    ],
)
def test_a_material_is_named_whole_or_by_its_beginning_or_end(talk: Bot, text: str, number: str) -> None:
    give(talk, NEW, "研发人员花名册")
    give(talk, LATE, "劳动合同")
    assert found(talk, text) == [number]


@pytest.mark.parametrize("text", ["审计报告什么时候交", "税什么时候交", "名册", "", "？"])
def test_what_is_no_material_of_a_case_finds_none(talk: Bot, text: str) -> None:
    give(talk, NEW, "研发人员花名册")
    assert found(talk, text) == []


def test_the_best_named_goes_first_and_two_alike_are_both_found(talk: Bot) -> None:
    give(talk, NEW, "研发费用审计报告")
    give(talk, LATE, "审计报告")
    assert found(talk, "研发费用审计报告交了没") == [NEW]
    assert found(talk, "审计报告交了没") == [NEW, LATE]


def test_a_case_that_has_ended_wants_no_material(talk: Bot) -> None:
    talk.move(OVERDUE, ("withdrawn", at(11, 1)))
    assert found(talk, "合作协议交了没") == []


def test_a_material_of_another_case_is_told_of_that_and_goes_before_the_one_in_view(talk: Bot) -> None:
    talk.show(LATE)
    reply = talk.ask_of_it("合作协议几号前交", "due")
    assert (shown(reply), "合作协议" in reply.text) == (OVERDUE, True)
    assert talk.audited()[-1] == (f"uscc:{USCC} case:{OVERDUE}", "one")


def test_a_material_of_the_case_in_view_and_of_another_is_that_of_the_one_in_view(talk: Bot) -> None:
    give(talk, NEW, "合作协议")
    talk.show(NEW)
    assert shown(talk.ask_of_it("合作协议交了没", "materials")) == NEW


def test_a_material_picks_among_several_just_listed(talk: Bot) -> None:
    assert len(numbers(talk.ask("我的办件"))) == 3
    assert shown(talk.ask_of_it("缺合作协议的", "materials")) == OVERDUE


def test_a_material_of_another_enterprise_is_never_found(talk: Bot) -> None:
    talk.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    give(talk, "WH2026-000009", "查新报告")
    assert found(talk, "查新报告交了没") == []
    talk.show(OVERDUE)
    assert shown(talk.ask_of_it("查新报告交了没", "materials")) == OVERDUE
