"""Whatever is typed, a question is read and answered: no character is too rare for it."""

import pytest

from index.answering.answerer import Answerer
from index.dialogue import Dialogue
from index.question.query import QueryReader
from index.text.pinyin import readings, spelling, syllable
from tests.characters import CJK, OTHERS, in_groups
from tests.index.conftest import TODAY

UNREAD = "兙兡嗧瓧瓰瓱瓼龦龩"  # no dictionary says how they are read
QUESTION = "一{}多少钱"
TYPED = 100  # characters of a question are looked at for typos
TOGETHER = 200  # in one question


@pytest.mark.parametrize("character", UNREAD)
def test_a_character_that_nobody_reads_out_has_no_reading(character: str) -> None:
    assert (readings(character), syllable(character), spelling(character)) == (frozenset(), "", "")


@pytest.mark.parametrize("character", [*UNREAD, "\ud800", "\x00", "\u202e", "\ue000", "\U000e0041"])
def test_a_character_without_meaning_spoils_no_question(answerer: Answerer, character: str) -> None:
    for question in (f"高企{character}要什么材料", QUESTION.format(character), character):
        exchange = Dialogue(answerer).respond(question)
        assert exchange.answers[0].text
        assert exchange.memory is None or exchange.memory.model_dump_json()
    assert answerer.answer(f"{character}高企要什么材料").outcome == "answered"


def test_every_chinese_character_has_its_readings_among_them_the_commonest() -> None:
    for character in CJK:
        assert syllable(character) in readings(character) or not readings(character)


def test_every_chinese_character_is_read_in_a_question(answerer: Answerer) -> None:
    reader = QueryReader(answerer.terms, answerer.gazetteer, answerer._snapshot.lexical)
    for text in in_groups(CJK, TYPED):
        assert reader.read(text, region=None, topic=None, today=TODAY).text


@pytest.mark.parametrize("characters", [CJK, OTHERS], ids=["chinese", "others"])
def test_every_character_gets_an_answer(answerer: Answerer, characters: tuple[str, ...]) -> None:
    dialogue = Dialogue(answerer)
    for text in in_groups(characters, TOGETHER):
        exchange = dialogue.respond(text)
        assert all(answer.outcome and answer.model_dump_json() for answer in exchange.answers), text
