"""What the trained bot takes a message for after an answer from documents. Written for this test, not learnt from."""

from pathlib import Path

import pytest

from desk.question import Context, Question
from desk.reading import Reader
from index.model.memory import Memory

pytestmark = pytest.mark.slow
MORE = ["更多", "还有吗", "详细点", "详细一点", "然后呢", "能详细说说吗", "说具体点", "接着说", "还有别的吗"]
WHOLE = ["原文", "全文", "看原文", "原文呢", "給我看全文"]
SOURCE = ["出处是哪", "哪个文件写的", "文号", "有依据吗", "给个链接", "出处", "是哪年的", "谁规定的"]
ITEM = ["第二条详细说说", "第3项呢", "第十二条", "最后一条是什么意思", "那第一个条件呢", "第三个"]
POINT = ["要带什么材料", "多久能办下来", "收费吗", "到哪里交"]
PLACE = ["北京的呢", "那萧山的呢", "换成萧山", "我们在武汉呢"]
TOPIC = ["那创新券呢", "换成科小呢", "技术合同的呢"]
CORRECTION = ["不是材料，是条件", "不是，我问的是创新券", "我说的是武汉不是萧山", "不对，我问的是杭州"]
NEW = [
    "高企要什么条件",
    "你好",
    "谢谢",
    "我们的创新券还剩多少",
    "我们公司的办件到哪一步了",
    "研发费用加计扣除的比例是多少",
]

EXPECTED = [
    *((text, "more") for text in MORE),
    *((text, "whole") for text in WHOLE),
    *((text, "source") for text in SOURCE),
    *((text, "item") for text in ITEM),
    *((text, "point") for text in POINT),
    *((text, "other_place") for text in PLACE),
    *((text, "other_topic") for text in TOPIC),
    *((text, "correction") for text in CORRECTION),
    *((text, None) for text in NEW),
]


@pytest.fixture(scope="module")
def reader(var: Path) -> Reader:
    return Reader(var / "models")


def read(reader: Reader, text: str) -> Question:
    last = Memory(question="高企要什么条件", outcome="answered", passages=(1,), topic="high-tech-enterprise")
    return reader.read(text, Context(topic="high-tech-enterprise", last=last))


@pytest.mark.parametrize(("text", "name"), EXPECTED)
def test_what_follows_an_answer_is_told_from_what_is_new(reader: Reader, text: str, name: str | None) -> None:
    assert read(reader, text).follow_up == name


@pytest.mark.parametrize("text", ["", "😀", "？" * 50, "的" * 2_000, "\ud83d"])
def test_odd_messages_follow_up_nothing_that_is_unknown(reader: Reader, text: str) -> None:
    assert read(reader, text).follow_up in {None, *dict(EXPECTED).values(), "contact"}
