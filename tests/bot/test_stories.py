"""`rasa data validate`, and whole conversations held against the trained bot, in Rasa's environment."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli.train import GENERATED, RASA, ROOT, training_environment

pytestmark = pytest.mark.slow
# Meant: commands are learnt from no utterance; the form and `/restart` say their sentences without a rule.
EXPECTED = re.compile(
    r"The intent '(bind|code_verified|code_refused)' is listed in the domain file"
    r"|The utterance 'utter_(restart|ask_(bind|invite)_form_\w+)' is not used in any story or rule"
)


def rasa(var: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RASA), *arguments],
        cwd=ROOT,
        env=training_environment(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_data_are_valid(var: Path) -> None:
    arguments = ["data", "validate", "--config", "config.yml", "--domain", "bot/domain"]
    finished = rasa(var, [*arguments, "--data", "bot/data", str(var / GENERATED)])
    assert finished.returncode == 0, finished.stdout[-3000:]
    warnings = [line for line in finished.stdout.splitlines() if "UserWarning" in line and "rasa/" in line]
    assert [line for line in warnings if not EXPECTED.search(line)] == []


def test_conversations(var: Path) -> None:
    """Every utterance is understood and every action predicted as the stories of bot/tests say."""
    model = var / "models" / (var / "models/CURRENT").read_text(encoding="utf-8").strip()
    arguments = [
        "test",
        "core",
        "--model",
        str(model),
        "--stories",
        "bot/tests",
        "--out",
        str(var / "results"),
    ]
    finished = rasa(var, [*arguments, "--fail-on-prediction-errors", "--no-plot"])
    failed = (var / "results/failed_test_stories.yml").read_text(encoding="utf-8")
    assert finished.returncode == 0, failed
    correct, total = re.search(r"Correct:\s+(\d+) / (\d+)", finished.stdout).groups()  # type: ignore[union-attr]
    assert correct == total
    assert int(total) >= 10
