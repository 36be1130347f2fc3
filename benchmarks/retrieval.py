"""Retrieval and answers measured, everything side by side in one run.

python -m benchmarks.retrieval             own questions, the two BEIR benchmarks where ../shared has them, speed
python -m benchmarks.retrieval own         own questions (knowledge/questions.d) only
python -m benchmarks.retrieval calibrate   fit the decision of index/decide.py and print its weights
"""

import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from index.answer import Answerer
from index.build import build_index
from index.decide import Features, features
from index.evaluation.benchmark import evaluate_benchmark
from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "seeds"
DECLINED = {"no_answer", "out_of_scope", "other_region"}
UNTITLED = "文件全文（公开文本，未载明网址）"  # read_from of guides written from the five seed documents


def own_questions() -> list[dict[str, str]]:
    """Questions of the guide writers, and questions about other things."""
    files = sorted((KNOWLEDGE / "questions.d").glob("*.jsonl"))
    asked = [
        json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()
    ]
    others = (ROOT / "benchmarks" / "out_of_scope.txt").read_text("utf-8").splitlines()
    return asked + [
        {"question": line, "guide": None, "kind": "out_of_scope"} for line in others if line.strip()
    ]


def build(sources: list[Path], scratch: Path) -> tuple[Answerer, float]:
    """An Answerer over the sources and the seconds its build took."""
    started = time.perf_counter()
    build_index(sources, scratch, terms=KNOWLEDGE / "terms.yml", keep_going=True)
    return Library(scratch).answerer(), time.perf_counter() - started


def measure_own(answerer: Answerer) -> None:
    """Right guide first, wrongly declined, wrongly answered, by kind; and the time a question takes."""
    right: Counter[str] = Counter()
    wrongly_declined: Counter[str] = Counter()
    total: Counter[str] = Counter()
    seconds: list[float] = []
    for entry in own_questions():
        started = time.perf_counter()
        answer = answerer.answer(entry["question"], region=entry.get("region"))
        seconds.append(time.perf_counter() - started)
        kind = entry["kind"]
        total[kind] += 1
        if entry["guide"] is None:
            right[kind] += answer.outcome in DECLINED
            continue
        cited = {Path(citation.document).stem for citation in answer.citations}
        right[kind] += answer.outcome == "answered" and entry["guide"] in cited
        wrongly_declined[kind] += answer.outcome in DECLINED
    print(
        f"{'kind':14} {'n':>4} {'right':>7} {'declined':>9}   (right: that guide cited; of the last two: declined)"
    )
    for kind in total:
        print(
            f"{kind:14} {total[kind]:4} {right[kind] / total[kind]:7.3f} {wrongly_declined[kind] / total[kind]:9.3f}"
        )
    quantiles = np.quantile(seconds, [0.5, 0.95]) * 1000
    print(f"a question: p50 {quantiles[0]:.1f} ms, p95 {quantiles[1]:.1f} ms")


def seed_label(entry: dict[str, str], from_seeds: set[str]) -> bool:
    """Whether the five seed documents can answer: the guide that does was written from them."""
    return entry["guide"] in from_seeds


def calibrate(scratch: Path) -> None:
    """Fit on the whole index and on one of the seeds alone, where questions on other guides must be declined."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    from_seeds = {p.stem for p in (KNOWLEDGE / "guides").rglob("*.md") if UNTITLED in p.read_text("utf-8")}
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    groups: list[str] = []
    sets: list[str] = []
    indexes = {"all": [KNOWLEDGE, SEEDS], "seeds": [SEEDS]}
    for name, sources in indexes.items():
        answerer, _ = build([source for source in sources if source.exists()], scratch / name)
        for number, entry in enumerate(own_questions()):
            query, hits = answerer.find(entry["question"], region=entry.get("region"))
            if not hits or not query.held:
                continue
            rows.append(astuple(features(query, hits)))
            labels.append(entry["guide"] is not None if name == "all" else seed_label(entry, from_seeds))
            groups.append(entry["guide"] or f"none {number % 20}")
            sets.append(name)
    x, y = np.array(rows), np.array(labels)
    model = LogisticRegression(class_weight="balanced", C=3, max_iter=1000)
    p = cross_val_predict(model, x, y, cv=GroupKFold(10), groups=groups, method="predict_proba")[:, 1]
    print("threshold: wrongly declined / wrongly answered, cross-validated by guide")
    for threshold in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        line = f"{threshold:.2f}"
        for name in indexes:
            of = np.array([s == name for s in sets])
            line += (
                f"   {name}: {(p[of & y] < threshold).mean():.3f} / {(p[of & ~y] >= threshold).mean():.3f}"
            )
        print(line)
    model.fit(x, y)
    print("BIAS =", round(float(model.intercept_[0]), 2))
    print(
        "WEIGHTS =",
        tuple(round(float(w), 2) for w in model.coef_[0]),
        [field.name for field in fields(Features)],
    )


def main() -> int:
    """Run what the arguments name."""
    names = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if "calibrate" in names:
            calibrate(scratch)
            return 0
        answerer, seconds = build(
            [source for source in (KNOWLEDGE, SEEDS) if source.exists()], scratch / "own"
        )
        print(f"build of knowledge/ and the seeds with training: {seconds:.1f} s")
        measure_own(answerer)
    for name in () if names == {"own"} else ("ncp", "stard"):
        if (SHARED / "benchmarks" / name).is_dir():
            print(evaluate_benchmark(SHARED / "benchmarks" / name).table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
