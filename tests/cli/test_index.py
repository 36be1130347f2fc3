"""`dxe index`, `dxe ask` and `dxe knowledge` as people run them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from index.quoting.citing import DRAFT
from tests.index.corpus import write_knowledge

runner = CliRunner()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    write_knowledge(folder / "knowledge")
    result = runner.invoke(app, ["index", "build", str(folder / "knowledge"), "--out", str(folder / "index")])
    assert result.exit_code == 0, result.output
    assert "3 份文件" in result.output
    return folder / "index"


def test_build_again_says_that_nothing_changed(index: Path) -> None:
    result = runner.invoke(app, ["index", "build", str(index.parent / "knowledge"), "--out", str(index)])
    assert result.exit_code == 0
    assert "没有变化" in result.output


def test_build_names_the_file_and_the_reason_and_exits_1(index: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"no pdf")
    before = (index / "CURRENT").read_text()
    result = runner.invoke(app, ["index", "build", str(tmp_path), "--out", str(index)])
    assert result.exit_code == 1
    assert "bad.pdf: 不是 PDF 文件" in result.output
    assert (index / "CURRENT").read_text() == before


def test_ask_prints_answer_and_source(index: Path) -> None:
    result = runner.invoke(app, ["ask", "高企税率", "--index", str(index)])
    assert result.exit_code == 0
    assert "减按 15% 的税率征收企业所得税。" in result.output
    assert DRAFT in result.output


def test_ask_json_is_the_whole_answer(index: Path) -> None:
    result = runner.invoke(app, ["ask", "高企税率", "--index", str(index), "--json"])
    answer = json.loads(result.stdout)
    assert {
        "outcome",
        "text",
        "citations",
        "figures",
        "speakable",
        "related",
        "index_version",
    } <= answer.keys()


def test_ask_jsonl_answers_a_line_with_a_line(index: Path) -> None:
    lines = [
        {"id": 1, "question": "高企税率"},
        {"id": "b", "question": "创新券要多久", "region": "浙江省/杭州市/萧山区"},
        {"id": None, "question": ""},
    ]
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n"
    result = runner.invoke(app, ["ask", "--index", str(index), "--jsonl"], input=given)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["id"] for record in records] == [1, "b", None]
    assert [record["outcome"] for record in records] == ["answered", "answered", "out_of_scope"]
    fields = ["id", "outcome", "text", "speakable", "citations", "index_version"]
    assert all(list(record) == fields for record in records)
    assert list(records[0]["citations"][0])[:3] == ["document", "title", "section"]


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}'])
def test_ask_jsonl_names_a_line_that_is_no_question(index: Path, line: str) -> None:
    result = runner.invoke(app, ["ask", "--index", str(index), "--jsonl"], input=line + "\n")
    assert result.exit_code == 2
    assert "第 1 行" in result.output


def test_ask_without_a_question_says_how(index: Path) -> None:
    assert runner.invoke(app, ["ask", "--index", str(index)]).exit_code == 2


def test_ask_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    result = runner.invoke(app, ["ask", "高企税率", "--index", str(tmp_path)])
    assert result.exit_code == 1
    assert "dxe index build" in result.output


def test_a_wrong_date_is_refused(index: Path) -> None:
    assert runner.invoke(app, ["ask", "高企", "--index", str(index), "--on", "2020-13-01"]).exit_code == 2


def test_search_lists_passages_best_first(index: Path) -> None:
    result = runner.invoke(app, ["index", "search", "创新券兑付", "--index", str(index), "-k", "2", "--json"])
    found = json.loads(result.output)
    assert [hit["rank"] for hit in found] == [1, 2]
    assert found[0]["region"] == "浙江省/杭州市/萧山区"


def test_knowledge_check_passes_on_the_product_s_own_folder() -> None:
    result = runner.invoke(app, ["knowledge", "check"])
    assert result.exit_code == 0, result.output
