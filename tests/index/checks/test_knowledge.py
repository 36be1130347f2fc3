from collections.abc import Callable
from pathlib import Path

import pytest

from index.checks.knowledge import check_knowledge
from tests.index.corpus import write_knowledge

Edit = Callable[[str, str], None]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    return write_knowledge(tmp_path)


@pytest.fixture
def edit(knowledge: Path) -> Edit:
    path = knowledge / "guides" / "high-tech-enterprise" / "conditions.md"

    def replace(old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return replace


def found(knowledge: Path) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in check_knowledge(knowledge)]


def test_a_good_folder_has_no_problems(knowledge: Path) -> None:
    assert found(knowledge) == []


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title: 高新技术企业认定条件\n", "", "title"),
        ("id: conditions", "id: other", "id"),
        ("topic: high-tech-enterprise", "topic: nothing", "topic"),
        ("region: 全国", "region: 火星市", "region"),
        ("effective_from: 2016-01-01", "effective_from: 2016年", "effective_from"),
        (
            "effective_from: 2016-01-01",
            "effective_from: 2016-01-01\neffective_to: 2015-01-01",
            "effective_to",
        ),
        ("review: draft", "review: maybe", "review"),
        ("audience: [enterprise]", "audience: [martian]", "audience"),
        ("review: draft", "review: draft\nrelated: [nowhere]", "related"),
        ("review: draft", "review: draft\nsuperseded_by: nowhere", "superseded_by"),
        ("review: draft", "review: draft\nauthor: me", "author"),
        ("    url: https://example.org/conditions\n", "", "sources[0]"),
        ("    read_on: 2026-11-20", "    read_on: 昨天", "sources[0].read_on"),
        ("- 向当地科技主管部门询问。\n", "", "## 咨询"),
        ("---\nid", "---\n: [\nid", "-"),
    ],
)
def test_a_wrong_field_is_named(knowledge: Path, edit: Edit, old: str, new: str, field: str) -> None:
    edit(old, new)
    assert field in [name for name, _ in found(knowledge)]


def test_a_guide_without_sources_is_refused(knowledge: Path, edit: Edit) -> None:
    edit("sources:\n  - title: 样例文件\n    issuer: 样例科技局\n", "source_of_nothing:\n  - title: x\n")
    assert ("sources", "必填") in found(knowledge)


def test_a_duplicate_id_is_refused(knowledge: Path) -> None:
    first = knowledge / "guides" / "high-tech-enterprise" / "conditions.md"
    other = knowledge / "guides" / "innovation-voucher" / "conditions.md"
    other.write_text(first.read_text("utf-8"), "utf-8")
    assert any(field == "id" and "重复" in reason for field, reason in found(knowledge))


def test_a_word_of_two_topics_is_refused(knowledge: Path) -> None:
    path = knowledge / "terms.yml"
    path.write_text(path.read_text("utf-8").replace("[创新券]", "[创新券, 高企]"), "utf-8")
    assert any("高企" in reason for _, reason in found(knowledge))


@pytest.mark.parametrize(
    ("kind", "entry", "reason"),
    [
        (
            "words",
            "{name: 非法就业, synonyms: [打黑工, 高企]}",
            "“高企”已经是 topics.high-tech-enterprise 的说法",
        ),
        ("words", "{name: 门槛, synonyms: [台阶]}", "“门槛”已经是 aspects.conditions 的说法"),
        ("words", "{name: 更名, synonyms: [打黑工]}", "“打黑工”已经是 非法就业 的说法"),
        ("words", "{name: 非法就业, synonyms: [黑工]}", "id 重复：非法就业"),
        ("words", "{name: 罚款, synonyms: [罚]}", "“罚”太短，至少 2 个字"),
        ("elsewhere", "{name: 税务部门, synonyms: [打黑工]}", "“打黑工”已经是 words.非法就业 的说法"),
        (
            "elsewhere",
            "{name: 税务部门, synonyms: [高企退税]}",
            "“高企退税”里有 topics.high-tech-enterprise 的说法“高企”，不会被找到",
        ),
        ("elsewhere", "{name: 税务部门}", "缺少 name 或 synonyms"),
    ],
)
def test_a_word_that_is_taken_short_or_never_found_is_refused(
    knowledge: Path, kind: str, entry: str, reason: str
) -> None:
    path = knowledge / "terms.yml"
    listed = "words:\n  - {name: 非法就业, synonyms: [打黑工]}\n"
    listed += f"  - {entry}\n" if kind == "words" else f"elsewhere:\n  - {entry}\n"
    path.write_text(path.read_text("utf-8") + listed, "utf-8")
    assert reason in [why for _, why in found(knowledge)]


def test_words_and_matters_elsewhere_that_stand_alone_are_fine(knowledge: Path) -> None:
    path = knowledge / "terms.yml"
    listed = "words:\n  - {name: 材料费, synonyms: [原料费]}\nelsewhere:\n  - {name: 税务部门, synonyms: [开票资料]}\n"
    path.write_text(path.read_text("utf-8") + listed, "utf-8")
    assert found(knowledge) == []


def test_a_catalogue_item_needs_a_guide_that_exists_and_a_source_for_its_time(knowledge: Path) -> None:
    item = "items:\n  - {code: a, name: 甲, guide: nowhere, promised_working_days: 5}\n"
    (knowledge / "catalogue.yml").write_text(item, "utf-8")
    assert [field for field, _ in found(knowledge)] == ["items[a].guide", "items[a].time_limit_source"]


def test_silence_counts_only_where_a_source_says_so(knowledge: Path) -> None:
    item = "items:\n  - {code: a, name: 甲, acceptance_working_days: 5, approved_on_timeout: true}\n"
    (knowledge / "catalogue.yml").write_text(item, "utf-8")
    assert [field for field, _ in found(knowledge)] == [
        "items[a].time_limit_source",
        "items[a].timeout_source",
    ]
    (knowledge / "catalogue.yml").write_text(
        "items:\n  - {code: a, name: 甲, approved_on_timeout: 是}\n", "utf-8"
    )
    assert "items[a].approved_on_timeout" in [field for field, _ in found(knowledge)]


def test_no_longer_time_is_promised_than_the_law_gives(knowledge: Path) -> None:
    limits = "statutory_working_days: 20, promised_working_days: 21, time_limit_source: 样例"
    (knowledge / "catalogue.yml").write_text(f"items:\n  - {{code: a, name: 甲, {limits}}}\n", "utf-8")
    assert ("items[a].promised_working_days", "承诺时限不能长于法定时限：21 > 20") in found(knowledge)


def test_a_service_item_must_be_in_the_catalogue(knowledge: Path, edit: Edit) -> None:
    (knowledge / "catalogue.yml").write_text("items: []\n", "utf-8")
    edit("review: draft", "review: draft\nservice_item: nothing")
    assert ("service_item", "catalogue.yml 里没有：nothing") in found(knowledge)


def test_a_question_for_a_guide_that_is_gone_is_named(knowledge: Path) -> None:
    (knowledge / "questions.jsonl").write_text('{"question": "甲？", "guide": "gone"}\n{oops\n', "utf-8")
    assert [reason for _, reason in found(knowledge)] == ["没有这份指南：gone", "不是 JSON"]
