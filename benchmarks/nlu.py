"""NLU pipelines compared on authors they have not read: macro-F1, training, parse time, memory.

The split is by author: every utterance of an author, with all its templates, is either learnt from or asked. An
utterance whose shape (topics and codes replaced by their kind) is also in the training part is not asked. Beside it,
the questions of knowledge/questions.d, which nobody wrote for the bot, tell how many would reach the retriever.
Needs an index for the dense pipeline: `dxe index build`.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks._nlu_data import Utterance, folds, held_out_questions, read_utterances, write_training_data
from cli.train import training_environment
from settings import ROOT, Settings

PYTHON = ROOT / "bot/.venv/bin/python"
THRESHOLD = 0.3
SPARSE = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer", "use_word_boundaries": False},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
WORDS = [{"name": "CountVectorsFeaturizer"}]
REGRESSION = [{"name": "LogisticRegressionClassifier", "max_iter": 300}]
DIET = [{"name": "DIETClassifier", "epochs": 100, "entity_recognition": False, "random_seed": 1}]


def pipelines(encoder: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Return what is compared; the dense one only where an encoder has been built."""
    compared = {"ours (config.yml)": _configured(), "logistic regression, sparse": [*SPARSE, *REGRESSION]}
    if encoder is not None:
        name = "bot.components.static_encoder.StaticEncoderFeaturizer"
        dense = {"name": name, "folder": str(encoder), "scale": 3.0}
        compared["logistic regression, sparse + dense"] = [*SPARSE, dense, *REGRESSION]
    compared["DIET (jieba, words, char 1-4)"] = [*SPARSE, *WORDS, *DIET]
    return compared


@dataclass(frozen=True)
class Result:
    """One row: F1 over intents; `guidance` is the share of held-out questions that reach the retriever.

    Times are elapsed and of the processor.
    """

    name: str
    macro_f1: float
    confidently_wrong: float
    guidance: float
    train_seconds: float
    train_cpu_seconds: float
    parse_ms: float
    parse_cpu_ms: float
    memory_mib: float

    def __str__(self) -> str:
        return (
            f"{self.name:<38} {self.macro_f1:6.3f} {self.confidently_wrong:8.3f} {self.guidance:9.3f}"
            f" {self.train_seconds:8.1f} {self.train_cpu_seconds:7.1f}"
            f" {self.parse_ms:9.2f} {self.parse_cpu_ms:7.2f} {self.memory_mib:9.0f}"
        )


def main() -> None:
    """Print the table."""
    utterances = read_utterances(ROOT)
    print(
        f"{len(utterances)} utterances; parts asked: {', '.join(' '.join(part) for part in folds(utterances))}"
    )
    print(
        f"{'pipeline':<38} macroF1 wrong>.3  guidance  train s     cpu  parse ms     cpu  RSS MiB", flush=True
    )
    for name, pipeline in pipelines(_encoder()).items():
        with tempfile.TemporaryDirectory() as folder:
            print(measure(name, pipeline, utterances, Path(folder)), flush=True)


def measure(name: str, pipeline: list[dict[str, Any]], utterances: list[Utterance], folder: Path) -> Result:
    """Train once a fold and once on everything."""
    config = folder / "config.yml"
    recipe = {"recipe": "default.v1", "language": "zh", "assistant_id": "bench", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(recipe), encoding="utf-8")
    expected: list[str] = []
    predicted: list[tuple[str, float]] = []
    for number, part in enumerate(folds(utterances)):
        asked = write_training_data(utterances, part, folder / f"fold{number}.yml", ROOT)
        model = _worker(folder, "train", config, folder / f"fold{number}.yml", folder)["model"]
        predicted += _parse(folder, model, [utterance.text for utterance in asked])["intents"]
        expected += [utterance.intent for utterance in asked]
    write_training_data(utterances, (), folder / "all.yml", ROOT)
    trained = _worker(folder, "train", config, folder / "all.yml", folder)
    parsed = _parse(folder, trained["model"], held_out_questions(ROOT))
    return Result(
        name,
        macro_f1(expected, [intent for intent, _ in predicted]),
        _confidently_wrong(expected, predicted),
        sum(i == "ask_guidance" or c < THRESHOLD for i, c in parsed["intents"]) / len(parsed["intents"]),
        trained["seconds"],
        trained["cpu_seconds"],
        parsed["p50_ms"],
        parsed["cpu_p50_ms"],
        parsed["rss_mib"],
    )


def macro_f1(expected: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the mean of the intents' F1 scores, 0 to 1."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for wanted, got in zip(expected, predicted, strict=True):
        counts[wanted][0] += wanted == got
        counts[wanted][1] += 1
        counts[got][2] += 1
    wanted_intents = set(expected)
    return sum(2 * hit / (want + got) for i, (hit, want, got) in counts.items() if i in wanted_intents) / len(
        wanted_intents
    )


def _confidently_wrong(expected: Sequence[str], predicted: Sequence[tuple[str, float]]) -> float:
    """Return the share that is led astray: wrong, confident, and not sent to the retriever."""
    astray = sum(
        intent != wanted and intent != "ask_guidance" and confidence >= THRESHOLD
        for wanted, (intent, confidence) in zip(expected, predicted, strict=True)
    )
    return astray / len(expected)


def _configured() -> list[dict[str, Any]]:
    recipe = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    return [step for step in recipe["pipeline"] if step["name"] != "FallbackClassifier"]


def _encoder() -> Path | None:
    folders = sorted(
        (Settings().index_dir / "encoders").glob("*/encoder.json"), key=lambda f: f.stat().st_mtime
    )
    return folders[-1].parent if folders else None


def _parse(folder: Path, model: str, texts: list[str]) -> dict[str, Any]:
    asked = folder / "texts.json"
    asked.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    return _worker(folder, "parse", model, asked)


def _worker(folder: Path, *arguments: object) -> dict[str, Any]:
    command = [
        str(PYTHON),
        str(ROOT / "benchmarks/_nlu_worker.py"),
        *(str(argument) for argument in arguments),
    ]
    finished = subprocess.run(
        command, cwd=ROOT, env=training_environment(folder), capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        raise SystemExit(finished.stderr[-3000:])
    result: dict[str, Any] = json.loads(finished.stdout.strip().splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
