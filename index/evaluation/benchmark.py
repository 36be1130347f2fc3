"""Retrieval measured on a benchmark in BEIR's form: corpus.jsonl[.gz], queries.jsonl, qrels*.tsv."""

import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from index.encoders import StaticEncoder
from index.encoders.pairs import make_material
from index.encoders.training import Schedule, train_encoder
from index.engines.lexical import build_lexical
from index.engines.vectors import Store
from index.lexicon.terms import Terms
from index.model.document import Metadata
from index.model.passage import Passage
from index.passages.searchable import searchable
from index.search.retriever import Retriever
from index.text.normalise import canonical
from index.version.snapshot import IndexedDocument, Snapshot

_DEPTH = 10
_OPENING = 80  # characters of a document's first part that are context to its other parts

Ranker = Callable[[str], Sequence[int]]


class BenchmarkInvalid(Exception):
    """The folder is not a benchmark; the message says what is missing."""


class Scores(BaseModel):
    """One method's quality and speed."""

    ndcg_at_10: float
    mrr_at_10: float
    hit_at_1: float
    recall_at_10: float
    queries_per_second: float


class Result(BaseModel):
    """The methods on the same queries."""

    benchmark: str
    passages: int
    queries: int
    build_seconds: float
    training_seconds: float
    methods: dict[str, Scores]

    def table(self) -> str:
        """For a terminal."""
        lines = [
            f"{self.benchmark}: {self.passages} passages, {self.queries} queries; "
            f"build {self.build_seconds:.1f} s (training {self.training_seconds:.1f} s)",
            f"{'method':10} {'nDCG@10':>8} {'MRR@10':>8} {'hit@1':>8} {'R@10':>8} {'queries/s':>10}",
        ]
        for name, s in self.methods.items():
            quality = f"{s.ndcg_at_10:8.4f} {s.mrr_at_10:8.4f} {s.hit_at_1:8.4f} {s.recall_at_10:8.4f}"
            lines.append(f"{name:10} {quality} {s.queries_per_second:10.0f}")
        return "\n".join(lines)


class _Benchmark:
    def __init__(self, folder: Path, qrels: Path | None) -> None:
        corpus = next((p for p in (folder / "corpus.jsonl", folder / "corpus.jsonl.gz") if p.is_file()), None)
        if corpus is None or not (folder / "queries.jsonl").is_file():
            raise BenchmarkInvalid(f"{folder}: 缺少 corpus.jsonl（或 .gz）或 queries.jsonl")
        found = sorted(folder.glob("qrels*.tsv")) or sorted(folder.glob("qrels/*.tsv"))
        if qrels is None and len(found) != 1:
            raise BenchmarkInvalid(f"{folder}: 有 {len(found)} 个 qrels 文件，请用 --qrels 指明")
        self.corpus = _in_documents(list(_lines(corpus)))
        self.queries = {str(q["_id"]): str(q["text"]) for q in _lines(folder / "queries.jsonl")}
        self.relevant = _read_qrels(qrels or found[0])


def evaluate_benchmark(folder: Path, qrels: Path | None = None, schedule: Schedule | None = None) -> Result:
    """Build an index of the corpus and run every judged query through each ranking. Raises BenchmarkInvalid."""
    benchmark = _Benchmark(folder, qrels)
    started = time.perf_counter()
    passages, documents = _passages(benchmark.corpus)
    with tempfile.TemporaryDirectory() as scratch:
        trained = time.perf_counter()
        material = make_material(passages, [None] * len(passages))
        encoder = StaticEncoder(train_encoder(material, Terms(), Path(scratch), schedule or Schedule()))
        training = time.perf_counter() - trained
    retriever = _index(passages, documents, encoder)
    built = time.perf_counter() - started
    ids = [str(row["_id"]) for row in benchmark.corpus]
    rankers: dict[str, Ranker] = {
        "bm25": lambda text: retriever.rank_lexical(text, _DEPTH),
        "dense": lambda text: retriever.rank_dense(text, _DEPTH),
        "joined": lambda text: retriever.rank_joined(text, _DEPTH),
        "reranked": lambda text: retriever.rank(text, _DEPTH),
    }
    methods = {name: _measure(ranker, benchmark, ids) for name, ranker in rankers.items()}
    return Result(
        benchmark=folder.name,
        passages=len(passages),
        queries=len(benchmark.relevant),
        build_seconds=round(built, 2),
        training_seconds=round(training, 2),
        methods=methods,
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    relevant: dict[str, dict[str, int]] = {}
    for line in path.read_text("utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[2].strip().lstrip("-").isdigit() and int(parts[2]) > 0:
            relevant.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    if not relevant:
        raise BenchmarkInvalid(f"{path}: 没有相关性标注")
    return relevant


def _document_of(name: str) -> str:
    """`name` without the part's number for ids like document_part; else `name` itself."""
    document, _, part = name.rpartition("_")
    return document if document and part.isdigit() else name


def _in_documents(corpus: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the parts of a document one after the other, as an index holds them."""
    order: dict[str, int] = {}
    for row in corpus:
        order.setdefault(_document_of(str(row["_id"])), len(order))
    return sorted(corpus, key=lambda row: order[_document_of(str(row["_id"]))])


def _passages(corpus: list[dict[str, Any]]) -> tuple[list[Passage], list[IndexedDocument]]:
    """Passages of rows in the order of documents. Their context is the title, and the first words of the document's
    part 0 where there is one.
    """
    openings = {
        _document_of(str(row["_id"])): row["text"][:_OPENING]
        for row in corpus
        if str(row["_id"]).endswith("_0")
    }
    passages: list[Passage] = []
    documents: dict[str, IndexedDocument] = {}
    for row in corpus:
        name, title = _document_of(str(row["_id"])), str(row.get("title") or "")
        documents.setdefault(name, IndexedDocument(name, Metadata(title=title)))
        number = len(documents) - 1
        context = f"{title} {openings.get(name, '')}".strip()
        passages.append(Passage(number, number, "text", row["text"], context=context))
    return passages, list(documents.values())


def _index(passages: list[Passage], documents: list[IndexedDocument], encoder: StaticEncoder) -> Retriever:
    texts = [searchable(passage) for passage in passages]
    vectors = encoder.encode_passages(texts)
    store = Store(vectors.shape[1])
    store.add(vectors)
    return Retriever(
        Snapshot(
            "benchmark", tuple(documents), tuple(passages), Terms(), build_lexical(texts), store, encoder
        )
    )


def _measure(ranker: Ranker, benchmark: _Benchmark, ids: list[str]) -> Scores:
    rows: list[tuple[float, float, float, float]] = []
    started = time.perf_counter()
    for query, relevant in benchmark.relevant.items():
        ranked = [ids[number] for number in ranker(canonical(benchmark.queries[query]))]
        rows.append(_score(ranked, relevant))
    elapsed = time.perf_counter() - started
    means = np.array(rows).mean(axis=0)
    return Scores(
        ndcg_at_10=round(float(means[0]), 4),
        mrr_at_10=round(float(means[1]), 4),
        hit_at_1=round(float(means[2]), 4),
        recall_at_10=round(float(means[3]), 4),
        queries_per_second=round(len(rows) / elapsed, 1),
    )


def _score(ranked: Sequence[str], relevant: dict[str, int]) -> tuple[float, float, float, float]:
    gains = [relevant.get(name, 0) for name in ranked[:_DEPTH]]
    ideal = sorted(relevant.values(), reverse=True)[:_DEPTH]
    first = next((position for position, gain in enumerate(gains) if gain > 0), None)
    reciprocal = 0.0 if first is None else 1 / (first + 1)
    found = sum(gain > 0 for gain in gains)
    return _dcg(gains) / _dcg(ideal), reciprocal, float(bool(gains) and gains[0] > 0), found / len(relevant)


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / float(np.log2(position + 2)) for position, gain in enumerate(gains))
