"""A benchmark in BEIR's form."""

import json
from pathlib import Path

import pytest

from index.encoders.training import Schedule
from index.evaluation.benchmark import BenchmarkInvalid, evaluate_benchmark

QUICK = Schedule(least=5, most=5)
PARTS = {
    "甲_0": "甲市科技局关于创新券的通知。",
    "乙_0": "乙市科技局关于人才的通知。",
    "甲_1": "本办法的兑付每年两次，三月申请。",
    "乙_1": "补贴按月发放，九月申请。",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [json.dumps({"_id": name, "text": text}, ensure_ascii=False) for name, text in PARTS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), "utf-8")
    queries = {"1": "创新券兑付每年几次", "2": "人才补贴几月申请"}
    rows = [json.dumps({"_id": name, "text": text}, ensure_ascii=False) for name, text in queries.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(rows), "utf-8")
    (tmp_path / "qrels.dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\t甲_1\t1\n2\t乙_1\t1\n", "utf-8")
    return tmp_path


def test_a_part_is_found_by_the_words_of_its_document_s_first_part(folder: Path) -> None:
    result = evaluate_benchmark(folder, schedule=QUICK)
    assert (result.passages, result.queries) == (4, 2)
    assert result.methods["bm25"].hit_at_1 == 1.0
    assert result.methods["bm25"].ndcg_at_10 == 1.0
    assert "reranked" in result.table()


def test_two_files_of_judgements_must_be_told_apart(folder: Path) -> None:
    (folder / "qrels.test.tsv").write_text("1\t甲_0\t1\n", "utf-8")
    with pytest.raises(BenchmarkInvalid, match="--qrels"):
        evaluate_benchmark(folder)
    chosen = evaluate_benchmark(folder, folder / "qrels.test.tsv", QUICK)
    assert (chosen.queries, chosen.methods["bm25"].recall_at_10) == (1, 1.0)


def test_judgements_that_judge_nothing_are_refused(folder: Path) -> None:
    (folder / "qrels.dev.tsv").write_text("query-id\tcorpus-id\tscore\n", "utf-8")
    with pytest.raises(BenchmarkInvalid, match="没有相关性标注"):
        evaluate_benchmark(folder)
