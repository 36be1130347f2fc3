"""Names are found by where they stand, whatever they are made of; what names nobody has none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.understood import prepare, understand
from understanding.heads.spans import TAGS, Span, SpanTagger, best_path, forbidden, names_of, spans_of
from understanding.values.lookups import Lookups
from understanding.values.names import Name, find_kind, names_within


@pytest.fixture(scope="module", autouse=True)
def learned_names(understood: None) -> None:
    """Its time is not that of the first test."""
    prepare()


@pytest.mark.parametrize(
    "name",
    [
        "那曲高原样例牦牛合作社",
        "萧山云达样例新材料有限公司",
        "样例高新技术产业开发有限公司",
        "样例材料科技股份有限公司",
        "湖北样例种业研究院",
        "样例（杭州）智能装备有限公司",
        "哪吒样例科技有限公司",
        "谷雨有样例是文化传媒有限公司",
    ],
)
@pytest.mark.parametrize("said", ["{}是不是高企", "请帮我查一下{}的高企什么时候到期", "名单里有没有{}"])
def test_a_name_of_any_characters_is_found(name: str, said: str) -> None:
    found = understand(said.format(name)).names
    assert find_kind(found, "name") == name.replace("（", "(").replace("）", ")")


@pytest.mark.parametrize(
    "text",
    [
        "哪些公司是高企",
        "失信的公司能不能报项目",
        "科技型中小企业和高企有什么区别",
        "我们公司能领创新券吗",
        "其他企业的余额能查吗",
        "高企认定要什么材料",
        "有限公司失信有什么后果",
        "孵化器有哪些优惠",
        "一般的小公司能评上吗",
        "你好",
    ],
)
def test_what_names_nobody_has_no_name(text: str) -> None:
    found = understand(text).names
    assert (find_kind(found, "name"), find_kind(found, "short")) == (None, None)


@pytest.mark.parametrize(
    "text", ["我们公司高企到期没", "咱厂还是不是高企", "俺们合作社有没有特派员", "我司的证书号"]
)
def test_ones_own_company_is_found(text: str) -> None:
    own = find_kind(understand(text).names, "own")
    assert own is not None
    assert text.startswith(own)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n", "😀😀😀", "\ud800", "\udfff样例\ud83d科技有限公司是高企吗", "\x00\x01", "。" * 50],
)
def test_odd_input_names_nothing_that_cannot_be_written(text: str) -> None:
    for name in understand(text).names:
        assert name.text.encode()
        assert name.text.strip()


def test_of_a_long_message_the_first_two_thousand_characters_are_read() -> None:
    text = "样例智能装备有限公司是不是高企，" * 125 + "另一样例有限公司" * 500
    found = understand(text).names
    assert "样例智能装备有限公司" in {name.text for name in found}
    assert len(found) <= 125


def test_a_sign_is_never_part_of_a_name() -> None:
    tagger = SpanTagger(
        {"": 0}, {}, np.array([[0, 1, 2, *[0] * 6]], np.float32), np.zeros((10, 9), np.float32)
    )
    assert tagger.find("甲（乙）丙，丁、戊", Lookups({})) == [
        Span("name", 0, 5),
        Span("name", 6, 7),
        Span("name", 8, 9),
    ]


def test_the_best_path_is_the_best_of_all_that_may_be() -> None:
    chance = np.random.default_rng(3)
    for _ in range(20):
        scores, steps = chance.normal(size=(3, len(TAGS))), chance.normal(size=(len(TAGS) + 1, len(TAGS)))
        steps = steps + forbidden()

        def value(path: tuple[int, ...], scores: np.ndarray = scores, steps: np.ndarray = steps) -> float:
            before = (-1, *path)
            return float(
                sum(steps[a, b] + scores[n, b] for n, (a, b) in enumerate(zip(before, path, strict=False)))
            )

        best = max(itertools.product(range(len(TAGS)), repeat=3), key=value)
        assert tuple(best_path(scores, steps)) == best
        tags = [TAGS[tag] for tag in best]
        assert all(
            tag[:2] != "I-" or before[2:] == tag[2:] for before, tag in zip(["O", *tags], tags, strict=False)
        )


def test_tags_are_spans_and_spans_are_names_once_each() -> None:
    spans = spans_of(["B-own", "I-own", "O", "B-name", "B-name", "I-name"])
    assert spans == [Span("own", 0, 2), Span("name", 3, 4), Span("name", 4, 6)]
    found = names_of("甲 甲 Ａ", [Span("short", 0, 1), Span("short", 2, 4), Span("name", 4, 5)])
    assert found == (Name("short", "甲"), Name("name", "A"))
    assert names_within(found, "A股") == (Name("name", "A"),)
