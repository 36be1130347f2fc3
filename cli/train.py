"""`dxe train`: train the bot when what it learns from has changed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parent.parent
RASA = ROOT / "bot/.venv/bin/rasa"
# What says which sentence encoder was made; it goes into what a model is made of.
ENCODER = ROOT / ".encoder/encoder.json"
TABLE = ROOT / "bot/data/dialogue.yml"
# Below the data folder: what Rasa read beside bot/data when it was trained last.
GENERATED = "generated"
MODELS_KEPT = 3
# The folders and files below the root that make a model what it is; bot/tests and the endpoints do not.
INPUTS = ("config.yml", "bot/domain", "bot/data", "bot/components", "understanding", "bot/requirements.lock")
# The process that trains needs no secret of the installation.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


class TrainingFailed(Exception):
    """Rasa could not train; its own output has said why."""


def train(
    force: Annotated[bool, typer.Option("--force", help="Train even when nothing has changed.")] = False,
) -> None:
    """Train the bot; does nothing when its inputs have not changed."""
    from cli.training.bot_rules import DialogueTableWrong
    from settings import Settings

    settings = Settings()
    try:
        name, seconds = train_bot(settings.var, ROOT / "knowledge", force=force)
    except (DialogueTableWrong, TrainingFailed) as problem:
        typer.secho(str(problem), fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from problem
    typer.echo(
        f"对话模型 {name} 已是最新。" if seconds is None else f"对话模型 {name} 已训练（{seconds:.0f} 秒）。"
    )


def train_bot(var: Path, knowledge: Path, *, force: bool = False) -> tuple[str, float | None]:
    """Train unless the model of the present inputs exists, and point CURRENT at it.

    Returns the model's file name below `var`/models and the seconds that training took, or None when it was
    there already. Raises DialogueTableWrong and TrainingFailed; the model in use stays the one it was.
    """
    models = var / "models"
    models.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(models / ".lock"):
        generated = generate_data(knowledge)
        name = f"{checksum_of_inputs(generated)}.tar.gz"
        started = time.monotonic()
        present = (models / name).is_file()
        if force or not present:
            _run_rasa(var, generated, name)
        _point_to(models, name)
        _remove_old(models)
    return name, None if present and not force else time.monotonic() - started


def generate_data(knowledge: Path) -> dict[str, str]:
    """Return what Rasa reads beside bot/data, by file name: utterances out of `knowledge`, rules out of the table.

    Raises DialogueTableWrong.
    """
    from cli.training.bot_data import generate_nlu
    from cli.training.bot_rules import generate_rules

    return {
        "rules.yml": generate_rules(TABLE, ROOT / "bot/domain"),
        "nlu.yml": generate_nlu(knowledge, ROOT / "bot/data/nlu"),
    }


def checksum_of_inputs(generated: Mapping[str, str]) -> str:
    """Return 16 hexadecimal digits that change when anything does from which the model is made."""
    digest = hashlib.sha256("".join(generated.values()).encode())
    digest.update(ENCODER.read_bytes() if ENCODER.is_file() else b"without an encoder")
    for path in _input_files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _input_files() -> Iterator[Path]:
    for name in INPUTS:
        path = ROOT / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.suffix in {".yml", ".py", ".lock", ".json", ".txt"})


def _run_rasa(var: Path, generated: Mapping[str, str], name: str) -> None:
    folder = var / GENERATED
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in generated.items():
        (folder / file).write_text(text, encoding="utf-8")
    aside = var / "models" / ".training"
    aside.mkdir(exist_ok=True)
    # By force: without a cache there is nothing to find out by a first run of the graph, which reads all data too.
    command = [str(RASA), "train", "--force", "--config", "config.yml", "--domain", "bot/domain"]
    command += ["--data", "bot/data", str(folder), "--out", str(aside), "--fixed-model-name", name]
    log = var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        finished = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=ROOT,
            env=training_environment(var),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if finished.returncode != 0 or not (aside / name).is_file():
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise TrainingFailed("\n".join([f"对话模型训练失败，完整输出见 {log}：", *tail]))
    os.replace(aside / name, var / "models" / name)


def training_environment(var: Path) -> dict[str, str]:
    """Return the environment of a Rasa process that trains or tests: no secrets, no telemetry, no cache.

    Rasa's cache of trained components knows their classes, but not the modules beside them: it is left off.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return environment | {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "PYTHONHASHSEED": "0",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "RASA_CACHE_DIRECTORY": str(var / "rasa-cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OPENBLAS_NUM_THREADS": "1",  # a second one waits by spinning, and takes what others would use
        "DXE_VAR": str(var),
    }


def _point_to(models: Path, name: str) -> None:
    aside = models / f".CURRENT.{os.getpid()}"
    aside.write_text(name + "\n", encoding="utf-8")
    os.replace(aside, models / "CURRENT")


def _remove_old(models: Path) -> None:
    """Keep the newest models, so that a process that still serves one can be started again."""
    current = (models / "CURRENT").read_text(encoding="utf-8").strip()
    by_age = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[MODELS_KEPT:]:
        if path.name != current:
            path.unlink()


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
