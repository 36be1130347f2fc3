"""The model as it is served, beside Rasa's own code."""

import subprocess
from pathlib import Path

import pytest

from cli.train import ROOT, training_environment

pytestmark = pytest.mark.slow


def test_a_served_model_predicts_what_rasas_own_code_predicts(var: Path) -> None:
    model = var / "models" / (var / "models/CURRENT").read_text(encoding="utf-8").strip()
    command = [
        str(ROOT / "bot/.venv/bin/python"),
        "-W",
        "ignore",
        "-m",
        "unittest",
        "bot/tests/model/test_predictions.py",
    ]
    finished = subprocess.run(
        command,
        cwd=ROOT,
        env=training_environment(var) | {"DXE_TEST_MODEL": str(model)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-3000:]
