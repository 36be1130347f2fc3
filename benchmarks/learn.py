"""Fit the weights of ranking and of the decision to answer: python -m benchmarks.learn [--write] [--encoder MODEL]

Reads knowledge/ and knowledge/questions.d; the frozen questions (knowledge/questions.jsonl) are about other guides.
Prints what cross-validation over guides gives; with --write replaces ranking.json and decision.json.
MODEL is as for `dxe index build` (docs/embedders.md); without it the weights are for the encoder trained at build.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from cli.index.encoding import read_encoding
from index.answering import decide
from index.evaluation.questions import Question, checksum, find_files, load_questions
from index.ingest.build import build_index
from index.learning import decision, rank
from index.learning.collections import BuildOptions, small_collections
from index.library import Library
from index.model.manifest import read_manifest
from index.search import ranking
from index.version.snapshot import Snapshot
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
FOLDS = 6
GOALS = 0.02, 0.05  # wrongly declined, wrongly answered: the operating point is as near as can be to both


def training_questions() -> list[Question]:
    """Those of questions.d. Raises SystemExit when one is about a guide of the frozen questions."""
    questions = load_questions(find_files(KNOWLEDGE / "questions.d"))
    frozen = {q.guides[0] for q in load_questions([KNOWLEDGE / "questions.jsonl"]) if q.guides}
    mixed = sorted({q.guides[0] for q in questions if q.guides} & frozen)
    if mixed:
        raise SystemExit(f"questions.d asks about guides of the frozen questions: {', '.join(mixed)}")
    return questions


Collections = Sequence[tuple[Snapshot, Sequence[Question]]]


def learn_ranking(
    snapshot: Snapshot, questions: Sequence[Question], collections: Collections
) -> dict[str, float]:
    """Print the share of right guides first, cross-validated, and return the weights of all."""
    groups = rank.gather(snapshot, questions, collections)
    names = sorted({group.guide_id for group in groups})
    parts = [set(names[fold::FOLDS]) for fold in range(FOLDS)]
    rates: list[tuple[float, float]] = []
    for part in parts:
        learned = rank.fit([g for g in groups if g.guide_id not in part])
        held_out = [g for g in groups if g.guide_id in part]
        rates.append((rank.hit_rate(held_out, learned), rank.section_rate(held_out, learned)))
    guide, passage = np.mean(rates, axis=0)
    weights = rank.fit(groups)
    print(
        f"ranking: {len(groups)} groups; right guide first {guide:.3f}, right passage {passage:.3f}, cross-validated"
    )
    print(f"         {rank.hit_rate(groups, weights):.3f} on the questions it was fitted on")
    return weights


def learn_decision(
    snapshot: Snapshot, questions: Sequence[Question], collections: Collections
) -> tuple[decide.Decision, list[decision.Point]]:
    """Print the cross-validated curve and return the decision at its operating point."""
    examples = decision.gather(snapshot, questions, collections)
    points = decision.curve(examples, decision.cross_validated(examples))
    best = min(points, key=lambda p: max(p.wrongly_declined / GOALS[0], p.wrongly_answered / GOALS[1]))
    for point in points:
        mark = " <" if point is best else ""
        print(
            f"threshold {point.threshold:.2f}: wrongly declined {point.wrongly_declined:.3f}, "
            f"wrongly answered {point.wrongly_answered:.3f}{mark}"
        )
    return decision.fit(examples, best.threshold), points


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learn")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--encoder", default="reuse")
    return parser.parse_args()


def main() -> int:
    """Learn both; write them when asked to."""
    given = options()
    encoder: BuildOptions = {"encoder": given.encoder, "encoding": read_encoding(Settings())}
    questions = training_questions()
    with tempfile.TemporaryDirectory() as folder:
        build_index([KNOWLEDGE], Path(folder) / "all", terms=KNOWLEDGE / "terms.yml", **encoder)
        snapshot = Library(Path(folder) / "all").snapshot()
        collections = list(
            small_collections(
                KNOWLEDGE / "guides", KNOWLEDGE / "terms.yml", questions, Path(folder) / "small", encoder
            )
        )
        weights = learn_ranking(snapshot, questions, collections)
        made = {
            "encoder": learned_with(snapshot),
            "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
            "questions": len(questions),
            "questions_sha256": checksum(find_files(KNOWLEDGE / "questions.d")),
        }
        if given.write:
            _write(ranking.FILE, {**made, "weights": weights})
            ranking.forget()
        chosen, points = learn_decision(snapshot, questions, collections)
    if given.write:
        content = {"bias": chosen.bias, "threshold": chosen.threshold, "weights": chosen.weights}
        curve = [[p.threshold, p.wrongly_declined, p.wrongly_answered] for p in points]
        _write(decide.FILE, {**made, **content, "curve": curve})
    return 0


def learned_with(snapshot: Snapshot) -> str:
    """What `index.search.ranking.learned_encoder` is to say of weights learned on a snapshot."""
    assert snapshot.folder is not None
    return read_manifest(snapshot.folder).encoder.learned_as


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
