"""What Rasa reads, as data."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.training.bot_rules import generate_rules
from tests.conftest import ROOT

BOT = ROOT / "bot"


def read_all(folder: Path, key: str) -> Iterator[Any]:
    """Yield what stands under `key` in every YAML file below `folder`."""
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if key in content:
            yield content[key]


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    """The domain, put together from its files."""
    return {
        "intents": [intent for part in read_all(BOT / "domain", "intents") for intent in part],
        "entities": [name for part in read_all(BOT / "domain", "entities") for item in part for name in item],
        "actions": [action for part in read_all(BOT / "domain", "actions") for action in part],
        "slots": {name: slot for part in read_all(BOT / "domain", "slots") for name, slot in part.items()},
        "forms": {name: form for part in read_all(BOT / "domain", "forms") for name, form in part.items()},
        "responses": {name: r for part in read_all(BOT / "domain", "responses") for name, r in part.items()},
    }


@pytest.fixture(scope="session")
def rules() -> list[dict[str, Any]]:
    """All rules: those that are written, and those of the table."""
    generated = yaml.safe_load(generate_rules(BOT / "data/dialogue.yml", BOT / "domain"))["rules"]
    return [*(rule for part in read_all(BOT / "data/rules", "rules") for rule in part), *generated]


@pytest.fixture(scope="session")
def var(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a trained model."""
    folder = tmp_path_factory.mktemp("bot") / "var"
    shutil.copytree(trained, folder, symlinks=True)
    return folder
