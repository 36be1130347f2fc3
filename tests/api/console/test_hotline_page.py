"""What the hotline page does with questions that overtake each other, and with what a browser should not send."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.console.pages.desk.hotline import Hotline
from api.console.pages.parts.visit import Visit
from api.console.parts import Console
from index.answering.answerer import Answer
from records.staff.accounts.accounts import StaffMember
from tests.api.console.support import ScriptedLibrary
from tests.golden_files import Golden

OPERATOR = StaffMember(1, "hotline", "hotline")


class Recorded(Hotline):
    """The page with its screen as a list."""

    def __init__(self, console: Console) -> None:
        super().__init__(Visit(console, "token", "guidance", OPERATOR))
        self.screen: list[str] = []

    def show(self, number: int, question: str, answer: Answer) -> None:
        self.screen.append(question)

    def show_hint(self, hint: str) -> None:
        self.screen.append(f"提示：{hint}")


@pytest.fixture
def page(console: Console) -> Recorded:
    return Recorded(console)


def ask(page: Recorded, args: Any) -> None:
    asyncio.run(page.ask(OPERATOR, args))


def test_an_answer_that_comes_late_is_dropped(page: Recorded, library: ScriptedLibrary) -> None:
    library.slow = "创新"

    async def scenario() -> None:
        late = asyncio.create_task(page.ask(OPERATOR, {"number": 1, "text": "创新", "region": ""}))
        await asyncio.sleep(0.05)
        await page.ask(OPERATOR, {"number": 2, "text": "创新券", "region": ""})
        library.release.set()
        await late

    asyncio.run(scenario())
    assert [question for question, _ in library.asked] == ["创新", "创新券"]
    assert page.screen == ["创新券"]


def test_clearing_the_field_drops_what_is_under_way(page: Recorded, library: ScriptedLibrary) -> None:
    library.slow = "创新"

    async def scenario() -> None:
        late = asyncio.create_task(page.ask(OPERATOR, {"number": 1, "text": "创新", "region": ""}))
        await asyncio.sleep(0.05)
        await page.ask(OPERATOR, {"number": 2, "text": "", "region": ""})
        library.release.set()
        await late

    asyncio.run(scenario())
    assert page.screen == ["提示："]


def test_a_missing_index_is_said_where_the_answer_would_be(
    page: Recorded, library: ScriptedLibrary, golden: Golden
) -> None:
    library.missing = True
    ask(page, {"number": 1, "text": "高企条件", "region": ""})
    assert len(page.screen) == 1
    golden.check("console", "no index", page.screen[0])


@pytest.mark.parametrize("args", [None, 7, [], "text", {}, {"text": "x"}, {"number": "1", "text": "x"}])
def test_what_is_no_question_is_passed_over(page: Recorded, library: ScriptedLibrary, args: Any) -> None:
    ask(page, args)
    assert library.asked == []
    assert page.screen == []


@pytest.mark.parametrize("text", [None, 7, ["x"], {"x": 1}])
def test_what_is_no_text_is_an_empty_field(page: Recorded, library: ScriptedLibrary, text: Any) -> None:
    ask(page, {"number": 1, "text": text})
    assert library.asked == []
    assert page.screen == ["提示："]


def test_a_question_that_was_overtaken_on_its_way_is_not_asked(
    page: Recorded, library: ScriptedLibrary
) -> None:
    ask(page, {"number": 2, "text": "创新券"})
    ask(page, {"number": 1, "text": "创新"})
    assert library.asked == [("创新券", None)]


def test_an_overlong_question_is_cut_as_a_message_is(page: Recorded, library: ScriptedLibrary) -> None:
    ask(page, {"number": 1, "text": "券" * 100_000, "region": "湖" * 1_000})
    ((question, region),) = library.asked
    assert len(question) == 2_000
    assert region is not None
    assert len(region) == 100


def test_a_call_goes_on_until_another_one_begins(page: Recorded, library: ScriptedLibrary) -> None:
    ask(page, {"number": 1, "text": "创新券", "region": ""})
    ask(page, {"number": 2, "text": "创新券怎么", "region": ""})
    ask(page, {"number": 3, "text": "", "region": ""})
    ask(page, {"number": 4, "text": "要多久", "region": ""})
    asyncio.run(page.begin_call(OPERATOR, None))
    ask(page, {"number": 5, "text": "要多久", "region": ""})
    assert [context.topic for context in library.contexts] == [None, None, "创新券怎么", None]


def test_a_late_answer_of_the_call_before_is_dropped(page: Recorded, library: ScriptedLibrary) -> None:
    library.slow = "创新"

    async def scenario() -> None:
        late = asyncio.create_task(page.ask(OPERATOR, {"number": 1, "text": "创新", "region": ""}))
        await asyncio.sleep(0.05)
        await page.begin_call(OPERATOR, None)
        library.release.set()
        await late

    asyncio.run(scenario())
    assert page.screen == ["提示："]
