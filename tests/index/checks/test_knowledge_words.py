"""The check of the lists of words."""

from pathlib import Path

import pytest

from index.checks.knowledge_words import check_words
from index.lexicon.lists import KNOWN
from tests.conftest import ROOT


def found(tmp_path: Path, file: str, content: str | bytes) -> list[tuple[str, str, str]]:
    folder = tmp_path / "words"
    folder.mkdir(exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    (folder / file).write_bytes(data)
    return [(problem.file, problem.field, problem.reason) for problem in check_words(tmp_path)]


def test_the_lists_of_the_project_are_well_and_complete() -> None:
    assert check_words(ROOT / "knowledge") == []
    assert {path.stem for path in (ROOT / "knowledge" / "words").glob("*.yml")} == set(KNOWN)


def test_a_folder_without_lists_has_no_problem(tmp_path: Path) -> None:
    assert check_words(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "content", "field", "said"),
    [
        ("field.yml", "words: [科技, 科技]", "words", "写了两次"),
        ("field.yml", "words: 科技", "words", "应是一个列表"),
        ("field.yml", "words: [科技, 12]", "words", "请加引号"),
        ("field.yml", "words: ['']", "words", "不是词"),
        ("field.yml", "- 科技", "-", "应是"),
        ("field.yml", "words: [", "-", "不是有效的 YAML"),
        ("field.yml", b"words: [\xff\xfe]", "-", "不是有效的 YAML"),
        ("field.yml", "word: [科技]", "word", "没有用到"),
        ("field.yml", "words: {科技: [研发]}", "words", "没有用到"),
        ("fields.yml", "words: [科技]", "-", "没有用到这个文件"),
        ("expected.yml", "why: {asks: [为什么]}", "why.asks", "能用的是"),
        ("expected.yml", "why: {shapes: [telefone]}", "why.shapes", "telephone"),
        ("expected.yml", "why: [为什么]", "why", "没有用到"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, file: str, content: str | bytes, field: str, said: str
) -> None:
    ((where, named, reason),) = found(tmp_path, file, content)
    assert (where, named) == (f"words/{file}", field)
    assert said in reason
