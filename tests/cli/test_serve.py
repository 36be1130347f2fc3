"""`dxe serve` before anything is started."""

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.serve.processes import HIDDEN_FROM_RASA, rasa_environment
from settings import Settings


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
