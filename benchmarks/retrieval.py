"""Answers and rankings measured, everything side by side in one run.

python -m benchmarks.retrieval              the frozen questions, then the two BEIR benchmarks where ../shared has them
python -m benchmarks.retrieval own          the frozen questions alone (knowledge/questions.jsonl)
python -m benchmarks.retrieval training     the training questions (knowledge/questions.d), which are no measure
python -m benchmarks.retrieval ncp stard    benchmarks of ../shared by name

Each builds its index anew; everything runs on one thread, so that times compare.
"""

import sys
import tempfile
import time
from pathlib import Path

from threadpoolctl import threadpool_limits

from index.answering.today import china_today
from index.evaluation.benchmark import evaluate_benchmark
from index.evaluation.fresh import build_fresh, evaluate_index
from index.evaluation.frozen import check_frozen
from index.evaluation.questions import find_files
from index.evaluation.terminal import table

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
BENCHMARKS = ROOT.parent / "shared" / "benchmarks"
QUESTIONS = {"own": KNOWLEDGE / "questions.jsonl", "training": KNOWLEDGE / "questions.d"}
DEFAULT = ("own", "ncp", "stard")


def measure_questions(names: list[str]) -> None:
    """Build knowledge/ once, ask it each named set of questions, and print the tables."""
    if not names:
        return
    with tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        index = build_fresh(KNOWLEDGE, Path(scratch))
        print(f"build of knowledge/ with training: {time.perf_counter() - started:.1f} s")
        for name in names:
            files = find_files(QUESTIONS[name])
            for file in files:
                check_frozen(file, ROOT / "benchmarks" / "frozen.json", ROOT)
            print(f"\n{name}: {QUESTIONS[name].relative_to(ROOT)}")
            print(table(evaluate_index(index, files, china_today())))


def measure_benchmark(name: str) -> None:
    """Print the table of one benchmark, or that it is not here."""
    folder = BENCHMARKS / name
    print("\n" + (evaluate_benchmark(folder).table() if folder.is_dir() else f"{name}: not here ({folder})"))


def main() -> int:
    """Run what the arguments name. Raises QuestionsInvalid when the frozen questions were changed."""
    names = list(dict.fromkeys(sys.argv[1:] or DEFAULT))
    with threadpool_limits(limits=1):
        measure_questions([name for name in names if name in QUESTIONS])
        for name in names:
            if name not in QUESTIONS:
                measure_benchmark(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
