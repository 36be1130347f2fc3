"""Search in a small and in a very large index: time, memory, recall of the vectors, and the rate of building.

python -m benchmarks.scale [PASSAGES]       3,500 by default; 1000000 takes about ten minutes and 4 GB of disk

The passages are synthetic (`benchmarks._synthetic`). A process of its own with one thread answers, and its memory is
measured; questions differ and none is asked twice. The recall of the vectors is against comparing every vector.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks._synthetic import KNOWLEDGE, Corpus, read_vocabulary
from index.encoders import StaticEncoder
from index.encoders.pairs import make_material
from index.encoders.training import Schedule, train_encoder
from index.engines.vectors import load_store
from index.model.manifest import FILE, DocumentEntry, EncoderEntry, Manifest
from index.version.indexing import write_indexes
from index.version.snapshot import save_contents
from index.version.versions import Versions

DEFAULT = 3_500
_TRAINED_ON = 3_500  # passages; the encoder is not what is measured
_ASKED = 300
_ROOT = Path(__file__).resolve().parent.parent
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)


class Clocked:
    """An iterator that knows how long the making of its items took, which is not the index's time (seconds by the
    clock and of processor time)."""

    def __init__(self, items: Iterator[str]) -> None:
        self._items = items
        self.seconds = self.processor = 0.0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        started, used = time.perf_counter(), time.process_time()
        try:
            return next(self._items)
        finally:
            self.seconds += time.perf_counter() - started
            self.processor += time.process_time() - used


def build(corpus: Corpus, directory: Path, schedule: Schedule | None = None) -> tuple[float, float]:
    """Write a version of the corpus below `directory`; returns the seconds of encoding and indexing, by the clock
    and of processor time."""
    versions = Versions(directory)
    directory.mkdir(parents=True, exist_ok=True)
    sample = [passage for passage, _ in zip(corpus.passages(), range(_TRAINED_ON), strict=False)]
    topics = [corpus.documents[passage.document].metadata.topic for passage in sample]
    report("training the encoder")
    terms = corpus.vocabulary.terms
    folder = train_encoder(make_material(sample, topics), terms, versions.encoders, schedule or Schedule())
    encoder = StaticEncoder(folder)
    with versions.writing("scale") as scratch:
        report("writing the passages")
        save_contents(scratch, corpus.documents, corpus.passages(), KNOWLEDGE / "terms.yml")
        texts = Clocked(corpus.texts())
        started, used = time.perf_counter(), time.process_time()
        write_indexes(
            scratch, texts, corpus.size, encoder, lambda done, total: report(f"indexed {done:,} of {total:,}")
        )
        seconds = time.perf_counter() - started - texts.seconds
        processor = time.process_time() - used - texts.processor
        manifest = Manifest(
            version="scale",
            created_at=datetime.now(UTC),
            inputs="synthetic",
            documents=[
                DocumentEntry(
                    path=document.path,
                    checksum="",
                    title=document.metadata.title,
                    region=document.metadata.region,
                    passages=0,
                    inferred=[],
                )
                for document in corpus.documents
            ],
            failed=[],
            passages=corpus.size,
            encoder=EncoderEntry(id=encoder.id, folder=f"encoders/{encoder.id}"),
            libraries={},
        )
        (scratch / FILE).write_text(manifest.model_dump_json(), "utf-8")
    versions.switch("scale")
    return seconds, processor


def measure_answers(directory: Path, questions: list[str]) -> dict[str, float]:
    """What a fresh process with one thread needs: `benchmarks._scale_worker` says it in JSON."""
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks._scale_worker", str(directory)],
        input="\n".join(questions),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
        cwd=_ROOT,
        env=os.environ | _ONE_THREAD,
    )
    measured: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return measured


def measure_recall(directory: Path, questions: list[str], k: int = 10) -> float:
    """The share of the `k` nearest passages, by comparing every vector, that the store finds."""
    store = load_store(Versions(directory).current_folder())
    encoder = StaticEncoder(next(Versions(directory).encoders.iterdir()))
    everything = np.arange(len(store))
    found = 0
    for question in questions:
        vector = encoder.encode_query(question)
        cosines = np.concatenate(
            [store.cosines(vector, block) for block in np.array_split(everything, 1 + len(store) // 100_000)]
        )
        least = np.partition(cosines, -k)[-k]
        _, near = store.search(vector, k)
        found += int((near >= least - np.float32(1e-6)).sum())
    return found / (k * len(questions))


def run(size: int, directory: Path, schedule: Schedule | None = None) -> dict[str, float]:
    """Build and measure; the figures by name."""
    corpus = Corpus(read_vocabulary(), size)
    seconds, processor = build(corpus, directory, schedule)
    questions = corpus.questions(_ASKED)
    report("asking")
    measured = measure_answers(directory, questions)
    report("comparing with every vector")
    recall = measure_recall(directory, questions[:100])
    return {
        "passages": size,
        "built_per_second": size / seconds,
        "built_per_cpu_second": size / processor,
        "recall_at_10": recall,
        **measured,
    }


def report(text: str) -> None:
    """Progress, to standard error."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def table(found: dict[str, float]) -> str:
    """For a terminal, with the goals."""
    goal = 40 if found["passages"] > 100_000 else 10
    return "\n".join(
        (
            f"{found['passages']:,.0f} passages (load of the machine {os.getloadavg()[0]:.1f})",
            f"search      p50 {found['search_p50']:6.1f} ms   p95 {found['search_p95']:6.1f} ms   (goal p95 {goal})",
            f"  of it CPU p50 {found['search_cpu_p50']:6.1f} ms   p95 {found['search_cpu_p95']:6.1f} ms",
            f"answer      p50 {found['answer_p50']:6.1f} ms   p95 {found['answer_p95']:6.1f} ms",
            f"  of it CPU p50 {found['answer_cpu_p50']:6.1f} ms   p95 {found['answer_cpu_p95']:6.1f} ms",
            f"resident    {found['resident_mb']:6.0f} MB of the process that answered   (goal 2500)",
            f"loading     {found['load_seconds']:6.1f} s",
            f"recall@10   {found['recall_at_10']:6.3f} of exact search, vectors alone   (goal 0.98)",
            f"building    {found['built_per_second']:6.0f} passages/s, encoding and indexing   (goal 3000)",
            f"  of it CPU {found['built_per_cpu_second']:6.0f} passages for each second of one processor",
        )
    )


def main() -> int:
    """Run it for the size that the argument names."""
    size = int(sys.argv[1].replace("_", "").replace(",", "")) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory(prefix="scale-", dir=os.environ.get("TMPDIR")) as scratch:
        print(table(run(size, Path(scratch))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
