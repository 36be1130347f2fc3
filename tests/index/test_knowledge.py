from collections.abc import Callable
from pathlib import Path

import pytest

from index.knowledge import check_knowledge
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


def test_a_catalogue_item_needs_a_guide_that_exists_and_a_source_for_its_time(knowledge: Path) -> None:
    item = "items:\n  - {code: a, name: 甲, guide: nowhere, promised_working_days: 5}\n"
    (knowledge / "catalogue.yml").write_text(item, "utf-8")
    assert [field for field, _ in found(knowledge)] == ["items[a].guide", "items[a].time_limit_source"]


def test_a_service_item_must_be_in_the_catalogue(knowledge: Path, edit: Edit) -> None:
    (knowledge / "catalogue.yml").write_text("items: []\n", "utf-8")
    edit("review: draft", "review: draft\nservice_item: nothing")
    assert ("service_item", "catalogue.yml 里没有：nothing") in found(knowledge)


def test_a_question_for_a_guide_that_is_gone_is_named(knowledge: Path) -> None:
    (knowledge / "questions.jsonl").write_text('{"question": "甲？", "guide": "gone"}\n{oops\n', "utf-8")
    assert [reason for _, reason in found(knowledge)] == ["没有这份指南：gone", "不是 JSON"]
