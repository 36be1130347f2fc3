"""`dxe index evaluate` and `dxe index compare` as people run them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.index import measure
from cli.main import app
from index.evaluation.frozen import freeze

runner = CliRunner()
ROWS = [
    {"id": "1", "question": "高企要什么条件", "kind": "fact", "guides": ["conditions"], "key": ["60%"]},
    {"id": "2", "question": "创新券多久兑付一次", "kind": "time", "guides": ["voucher-xiaoshan"]},
    {"id": "3", "question": "今天天气怎么样", "kind": "out_of_scope", "guides": []},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", ROWS)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, questions: Path) -> Path:
    """A project folder of its own with frozen questions."""
    monkeypatch.setattr(measure, "ROOT", tmp_path)
    monkeypatch.setattr(measure, "QUESTIONS", questions)
    monkeypatch.setattr(measure, "FROZEN", tmp_path / "frozen.json")
    monkeypatch.setattr(measure, "RECORDED", tmp_path / "recorded.json")
    freeze(questions, tmp_path / "frozen.json", tmp_path, date(2026, 11, 20))
    return tmp_path


def write(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return file


def evaluate(*arguments: object) -> Any:
    return runner.invoke(app, ["index", "evaluate", *map(str, arguments)])


def test_questions_are_measured_and_reported(small_index: Path, questions: Path, tmp_path: Path) -> None:
    report = tmp_path / "out" / "report.html"
    result = evaluate("--questions", questions, "--index", small_index, "--report", report)
    assert result.exit_code == 0, result.output
    assert "合计" in result.output
    assert "应拒已拒：100.0%，达标" in result.output
    assert "<svg" in report.read_text("utf-8")


def test_json_holds_rows_kinds_totals_and_curve(small_index: Path, questions: Path) -> None:
    result = evaluate("--questions", questions, "--index", small_index, "--as-of", "2026-11-20", "--json")
    measured = json.loads(result.stdout)
    assert [row["question"]["id"] for row in measured["rows"]] == ["1", "2", "3"]
    assert [kind["kind"] for kind in measured["kinds"]] == ["fact", "time", "out_of_scope"]
    assert measured["totals"]["unanswerable_declined"] == 1.0
    assert (measured["as_of"], measured["gate"]) == ("2026-11-20", None)
    assert len(measured["curve"]["points"]) == 101


def test_the_gate_passes_the_recorded_level_and_stops_what_is_worse(small_index: Path, project: Path) -> None:
    assert evaluate("--index", small_index, "--record").exit_code == 0
    passed = evaluate("--index", small_index, "--gate")
    assert passed.exit_code == 0, passed.output
    assert "达到记录的水平" in passed.output
    recorded = json.loads((project / "recorded.json").read_text())
    key = ["没有这句话"]
    rows = [ROWS[0] | {"key": key}, ROWS[1] | {"key": key}, ROWS[2]]
    changed = write(project / "questions.jsonl", rows)
    refused = evaluate("--index", small_index, "--gate")
    assert (refused.exit_code, "与封存时不同" in refused.output) == (2, True)
    (project / "frozen.json").unlink()
    recorded["questions_sha256"] = freeze(
        changed, project / "frozen.json", project, date(2026, 11, 20)
    ).sha256
    recorded["kinds"]["fact"] = {"questions": 1, "wrong": []}
    (project / "recorded.json").write_text(json.dumps(recorded))
    stopped = evaluate("--index", small_index, "--gate")
    assert stopped.exit_code == 1
    assert "1 高企要什么条件（缺少关键内容）" in stopped.output


def test_a_changed_frozen_file_is_measured_only_when_asked(small_index: Path, project: Path) -> None:
    write(project / "questions.jsonl", ROWS[:2])
    assert evaluate("--index", small_index).exit_code == 2
    assert evaluate("--index", small_index, "--unfrozen").exit_code == 0


def test_without_a_recorded_level_the_gate_says_so(small_index: Path, project: Path) -> None:
    result = evaluate("--index", small_index, "--gate")
    assert result.exit_code == 2
    assert "--record" in result.output


def test_without_an_index_it_says_what_to_do(questions: Path, tmp_path: Path) -> None:
    result = evaluate("--questions", questions, "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "dxe index build" in result.output


def test_compare_lists_what_differs(small_index: Path, questions: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    guide = "## 材料\n\n- 另一份申请书。\n"
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "x.md").write_text(
        "---\nid: x\ntitle: 别的\nregion: 全国\n---\n\n" + guide, "utf-8"
    )
    built = runner.invoke(app, ["index", "build", str(tmp_path / "guides"), "--out", str(other)])
    assert built.exit_code == 0, built.output
    command = ["index", "compare", str(small_index), str(other), "--questions", str(questions)]
    shown = runner.invoke(app, command)
    assert shown.exit_code == 0, shown.output
    assert "[变差] 1 高企要什么条件" in shown.output
    compared = json.loads(runner.invoke(app, [*command, "--json"]).stdout)
    assert compared["worse"] >= 1
    same = json.loads(runner.invoke(app, [*command[:3], str(small_index), *command[4:], "--json"]).stdout)
    assert same["differences"] == []


def write_benchmark(folder: Path) -> None:
    corpus = [
        {"_id": f"d_{n}", "text": f"第{n}条 企业申请{word}应当向科技局提交材料。"}
        for n, word in enumerate("甲乙丙丁")
    ]
    write(folder / "corpus.jsonl", corpus)
    write(folder / "queries.jsonl", [{"_id": "q", "text": "申请丙的材料"}])
    (folder / "qrels.dev.tsv").write_text("query-id\tcorpus-id\tscore\nq\td_2\t1\n")


def test_a_benchmark_is_measured_by_every_ranking_in_one_run(tmp_path: Path) -> None:
    write_benchmark(tmp_path)
    result = evaluate("--benchmark", tmp_path, "--json")
    assert result.exit_code == 0, result.output
    methods = json.loads(result.output)["methods"]
    assert list(methods) == ["bm25", "dense", "joined", "reranked"]
    assert methods["bm25"]["hit_at_1"] == 1.0


def test_a_benchmark_that_is_none_is_named(tmp_path: Path) -> None:
    result = evaluate("--benchmark", tmp_path)
    assert result.exit_code == 1
    assert "corpus.jsonl" in result.output


def test_a_benchmark_has_no_gate(tmp_path: Path) -> None:
    write_benchmark(tmp_path)
    assert evaluate("--benchmark", tmp_path, "--gate").exit_code == 2
