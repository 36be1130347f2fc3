"""`dxe serve` before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.serve.processes import HIDDEN_FROM_RASA, process_specs, rasa_environment
from settings import ROOT, Settings


@pytest.fixture(autouse=True)
def demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DEMO", "1")


def test_a_port_that_is_taken_is_named_with_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("DXE_ACTIONS_PORT", str(port))
        result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 1
    assert f"端口 {port}" in result.output
    assert "DXE_ACTIONS_PORT" in result.output


def test_production_without_a_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_DEMO", "0")
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 1
    assert "DXE_SECRET_KEY" in result.output


def test_production_without_a_way_to_send_codes_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_DEMO", "0")
    monkeypatch.setenv("DXE_SECRET_KEY", "s" * 40)
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 1
    assert "DXE_SMS_URL" in result.output


def test_rasa_gets_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_DATABASE_URL", "postgresql://user:password@host/db")
    monkeypatch.setenv("DXE_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DXE_WECHAT__KJJ__APPID", "wx")
    monkeypatch.setenv("DXE_WECHAT__KJJ__TOKEN", "t")
    environment = rasa_environment(Settings())
    assert not [name for name in environment if name.startswith(HIDDEN_FROM_RASA)]
    assert "password" not in "".join(environment.values())


def test_processes_keep_bytecode_so_that_a_restart_does_not_compile_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    settings = Settings()
    settings.models_dir.mkdir(parents=True)
    (settings.models_dir / "CURRENT").write_text("model.tar.gz\n")
    assert not [
        spec.name for spec in process_specs(settings) if "PYTHONDONTWRITEBYTECODE" in spec.environment
    ]


@pytest.mark.parametrize(
    "name", ["DXE_LOG_FILES", "DXE_LOG_MAX_MB", "DXE_START_GRACE_SECONDS", "DXE_API_PORT"]
)
def test_a_setting_that_makes_no_sense_is_named_without_its_value(name: str) -> None:
    environment = dict(os.environ) | {name: "none"}
    command = [sys.executable, "-m", "cli.main", "serve"]
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert name in finished.stderr
    assert "none" not in finished.stderr


def test_a_folder_that_others_use_is_refused_as_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "shared"))
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 1
    assert "DXE_VAR" in result.output
    assert (tmp_path / "shared").stat().st_mode & 0o7777 == 0o1777
