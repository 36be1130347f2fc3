"""The four processes of an installation, and what each may know."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cli.serve.running import ProcessSpec
from settings import ROOT, Settings, SettingsInvalid
from telemetry.metric_files import clear_metric_files

# Without bytecode each start compiles all it imports: twice the time until a process that was killed serves again.
NOT_PASSED_ON = ("PYTHONDONTWRITEBYTECODE",)
# What Rasa's process may see of ours: never the database's address nor the secret key.
HIDDEN_FROM_RASA = ("DXE_SECRET_KEY", "DXE_DATABASE_URL", "DXE_SMS_TOKEN", "DXE_WECHAT__")


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which Rasa trains and runs."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(HIDDEN_FROM_RASA) and name not in NOT_PASSED_ON
    }
    return environment | {
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TICKET_LOCK_LIFETIME": "10",
        "DXE_VAR": str(settings.var),
        "DXE_ACTIONS_URL": settings.actions_base_url,
        "DXE_ACTIONS_TOKEN": settings.actions_token,
        "DXE_RASA_TOKEN": settings.rasa_token,
    }


def current_model(settings: Settings) -> Path:
    """Return the Rasa model to serve. Raises SettingsInvalid when none has been trained."""
    pointer = settings.models_dir / "CURRENT"
    if not pointer.is_file():
        raise SettingsInvalid("还没有训练好的对话模型：请先运行 dxe train。")
    return settings.models_dir / pointer.read_text(encoding="utf-8").strip()


def process_specs(settings: Settings) -> list[ProcessSpec]:
    """Return rasa, actions, api and console, in the order in which they are started.

    Raises SettingsInvalid without a trained model, OSError when the data folder cannot be written.
    """
    metrics = settings.var / "metrics"
    clear_metric_files(metrics)
    ours = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON} | {
        "PYTHONUNBUFFERED": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        "DXE_VAR": str(settings.var),
        "DXE_DEMO": "1" if settings.demo else "0",
    }
    rasa = [
        *(str(ROOT / "bot/.venv/bin/python"), "-m", "bot.serving"),
        *("--model", str(current_model(settings)), "--port", str(settings.rasa_port)),
    ]
    api = f"http://127.0.0.1:{settings.api_port}/healthz"
    console = f"http://127.0.0.1:{settings.console_port}/healthz"
    return [
        ProcessSpec("rasa", rasa, rasa_environment(settings), ROOT, f"{settings.rasa_base_url}/"),
        _module("actions", "actions.server", ours, f"{settings.actions_base_url}/healthz"),
        _module("api", "api.app", ours, api),
        _module("console", "api.console.app", ours, console),
    ]


def _module(name: str, module: str, environment: dict[str, str], ready_url: str) -> ProcessSpec:
    return ProcessSpec(name, [sys.executable, "-m", module], environment, ROOT, ready_url)
