"""The desk for who has no conversation: hotline, `GET /api/answer`, `dxe ask`. A call's context is handed in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from desk.desk import Desk
from desk.in_view import DECLINES
from desk.question import Context, Question, Told
from desk.reading import ModelMissing, Reader
from index.library import Library
from index.model.answer import Answer
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database, DatabaseUnavailable
from records.values.clock import Clock

MOST_BEFORE = 8  # questions of a call that are handed in as they were asked
_NO_MODEL = "对话模型还没有训练，或者读不出来，这里只查了政策文件。"
_NO_DATABASE = "名单和联系人暂时查不了，这里只查了政策文件。"


class Answers(Protocol):
    """What the hotline and the public interface ask."""

    async def ask(self, text: str, context: Context) -> Told:
        """Return what is said to a message, and the context after it. Raises IndexMissing."""
        ...


class Door:
    """Understands a message by the bot's own model, and asks the desk as the bot does."""

    def __init__(self, desk: Desk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader

    def prepare(self) -> None:
        """Read the model, so that the first question need not wait for it."""
        self._reader.prepare()

    async def ask(self, text: str, context: Context) -> Told:
        """Return what is said to a message, and the context after it. Raises IndexMissing.

        Without a model or a database the guidance alone answers, and its answer says so.
        """
        try:
            question = await asyncio.to_thread(self._reader.read, text, context)
            return await self._desk.answer(question)
        except ModelMissing:
            notice = _NO_MODEL
        except DatabaseUnavailable:
            notice = _NO_DATABASE
        told = await self._desk.guidance.answer(Question(text, context))
        return replace(told, answers=tuple(_noting(answer, notice) for answer in told.answers))


def build_door(
    database: Database, clock: Clock, library: Library, credit_rules: CreditRulesFile, models: Path
) -> Door:
    """Return the door of an installation; `models` is the folder of its bot's models."""
    return Door(Desk(database, clock, library, credit_rules), Reader(models))


async def answer_after(door: Answers, before: Sequence[str], text: str, context: Context) -> Answer:
    """Return the answer to a question that follows others in a call. Raises IndexMissing."""
    for earlier in before[-MOST_BEFORE:]:
        context = (await door.ask(earlier, context)).context
    return one_answer(await door.ask(text, context))


def one_answer(told: Told) -> Answer:
    """Return the answers to all questions of a message as one: the first that finds something, with all texts."""
    if len(told.answers) == 1:
        return told.answers[0]
    first = next((each for each in told.answers if each.outcome not in DECLINES), told.answers[0])
    return first.model_copy(
        update={
            "text": "\n\n".join(each.text for each in told.answers),
            "citations": [citation for each in told.answers for citation in each.citations],
            "figures": list(dict.fromkeys(figure for each in told.answers for figure in each.figures)),
            "choices": [choice for each in told.answers for choice in each.choices],
        }
    )


def _noting(answer: Answer, notice: str) -> Answer:
    return answer.model_copy(update={"notice": notice})
