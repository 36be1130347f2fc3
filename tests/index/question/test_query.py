from datetime import date
from pathlib import Path

import pytest

from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.question.query import Query, QueryReader
from index.version.snapshot import load_snapshot
from index.version.versions import Versions

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def reader(small_index: Path) -> QueryReader:
    snapshot = load_snapshot(Versions(small_index).current_folder(), small_index)
    held = frozenset(d.metadata.region for d in snapshot.documents if d.metadata.region)
    return QueryReader(snapshot.terms, Gazetteer(load_divisions(), held), snapshot.lexical)


def read(reader: QueryReader, text: str, **given: str | None) -> Query:
    return reader.read(text, region=given.get("region"), topic=given.get("topic"), today=TODAY)


@pytest.mark.parametrize(
    ("text", "topic", "aspect"),
    [
        ("高企 门槛", "high-tech-enterprise", "conditions"),
        ("創新券怎麼申請", "innovation-voucher", "procedure"),
        ("创新卷多久", "innovation-voucher", "time_limit"),
        ("ｇａｏｑｉ 资料", "high-tech-enterprise", "materials"),
        ("chuangxinquan tiaojian", "innovation-voucher", "conditions"),
        ("科技创新券期限", "innovation-voucher", "time_limit"),
        ("不是，我问的是创新券", "innovation-voucher", None),
    ],
)
def test_topic_and_aspect_in_the_words_people_type(
    reader: QueryReader, text: str, topic: str, aspect: str | None
) -> None:
    query = read(reader, text)
    assert (query.topic, query.aspect) == (topic, aspect)


def test_a_follow_up_takes_the_conversation_s_topic(reader: QueryReader) -> None:
    assert read(reader, "那材料呢", topic="high-tech-enterprise").topic == "high-tech-enterprise"
    assert read(reader, "要多久", topic="innovation-voucher").topic == "innovation-voucher"


def test_a_question_with_its_own_subject_does_not(reader: QueryReader) -> None:
    assert read(reader, "今天天气怎么样", topic="high-tech-enterprise").topic is None
    assert read(reader, "创新券要多久", topic="high-tech-enterprise").topic == "innovation-voucher"


def test_the_question_s_place_wins_over_the_conversation_s(reader: QueryReader) -> None:
    query = read(reader, "萧山的创新券", region="浙江省/嘉兴市")
    assert (query.place, query.region) == ("浙江省/杭州市/萧山区",) * 2
    assert read(reader, "创新券", region="浙江省/嘉兴市").region == "浙江省/嘉兴市"


def test_a_place_of_which_nothing_is_held_is_known_to_be_one(reader: QueryReader) -> None:
    assert not read(reader, "深圳的创新券").held
    assert read(reader, "浙江省杭州市萧山区的创新券").held


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023年的加计扣除", 2023),
        ("去年的政策", 2025),
        ("2017年底有多少家", None),
        ("2016年10月启动了什么", None),
    ],
)
def test_a_year_asks_for_what_was_in_force_then(reader: QueryReader, text: str, year: int | None) -> None:
    assert read(reader, text).year == year


def test_the_subject_is_what_is_left_of_asking_topic_aspect_and_place(reader: QueryReader) -> None:
    assert read(reader, "请问萧山的创新券兑付要带什么发票").content == "兑付 发票"


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀", "\x00\x01", "/bind", "<script>alert(1)</script>", "长" * 100_000]
)
def test_odd_messages_are_read_without_error(reader: QueryReader, text: str) -> None:
    assert len(read(reader, text).text) <= 2_000


def test_an_ordinary_word_is_no_mistyped_topic(reader: QueryReader) -> None:
    assert read(reader, "加急怎么办").corrected == ()
