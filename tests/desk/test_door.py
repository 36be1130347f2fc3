"""What is answered where nobody can be bound: what is public, and without a model or a database the documents alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import reading
from desk.door import Door, answer_after, build_door, one_answer
from desk.question import Context
from index.library import Library
from index.model.answer import Answer
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from tests.actions.assembled import Assembled, small_guidance
from tests.actions.desk import NAME
from tests.conftest import ROOT
from tests.desk.models import write_model

__all__ = ["small_guidance"]  # a fixture

RULES = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")


@pytest.fixture
def chat(tmp_path: Path, small_guidance: Path) -> Iterator[Assembled]:
    chat = Assembled(tmp_path, small_guidance)
    chat.add_register_entry()
    chat.add_case()
    yield chat
    chat.database.close()


@pytest.fixture
def door(chat: Assembled, small_guidance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(reading, "_encoder", lambda: None)
    write_model(tmp_path / "models")
    return build_door(chat.database, chat.clock, Library(small_guidance), RULES, tmp_path / "models")


def ask(door: Door, text: str, *before: str) -> Answer:
    return asyncio.run(answer_after(door, before, text, Context()))


def test_a_register_is_asked_as_the_chat_asks_it(door: Door, chat: Assembled) -> None:
    (said,) = chat.say(f"{NAME}是不是高企", "check_register")
    answer = ask(door, f"{NAME}是不是高企")
    assert (answer.text, answer.outcome, answer.data) == (said.text, said.outcome, said.data)
    assert answer.step == "registers"
    assert not {choice.text for choice in answer.choices} & {"转人工", "绑定企业"}


def test_a_district_is_told_whatever_the_question_was_taken_for(door: Door) -> None:
    answer = ask(door, "江岸区谁负责")
    assert (answer.step, "亓巍" in answer.text) == ("districts", True)
    assert "黄静" in ask(door, "武昌呢", "江岸区谁负责").text


def test_what_is_an_enterprise_s_own_is_answered_from_documents(door: Door, chat: Assembled) -> None:
    chat.bind()
    answer = ask(door, "我的办件到哪一步了")
    assert answer.outcome in {"no_answer", "out_of_scope", "clarify"}
    assert "XS2026" not in answer.text
    assert chat.lookups() == []


def test_another_company_s_credit_is_no_question_to_the_registers(door: Door) -> None:
    answer = ask(door, f"{NAME}在不在失信黑名单上")
    assert answer.step != "registers"
    assert NAME not in answer.text.replace(f"“{NAME}在不在失信黑名单上”", "")


def test_without_a_model_the_documents_alone_answer_and_it_is_said(
    chat: Assembled, small_guidance: Path
) -> None:
    door = build_door(chat.database, chat.clock, Library(small_guidance), RULES, small_guidance / "none")
    answer = ask(door, "高企收费吗")
    assert "dxe train" not in answer.notice
    assert answer.notice
    assert answer.step == "unstated"


def test_without_a_database_the_documents_alone_answer_and_it_is_said(
    chat: Assembled, small_guidance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_encoder", lambda: None)
    write_model(tmp_path / "models")
    nowhere = Database(f"sqlite:///{tmp_path / 'no folder' / 'records.db'}")
    door = build_door(nowhere, chat.clock, Library(small_guidance), RULES, tmp_path / "models")
    answer = ask(door, f"{NAME}是不是高企")
    nowhere.close()
    assert answer.notice
    assert answer.step != "registers"


def test_two_questions_are_answered_as_one(door: Door) -> None:
    told = asyncio.run(door.ask("高企要什么条件？创新券怎么领？", Context()))
    assert len(told.answers) == 2
    whole = one_answer(told)
    assert all(answer.text in whole.text for answer in told.answers)
    assert len(whole.citations) == sum(len(answer.citations) for answer in told.answers)
