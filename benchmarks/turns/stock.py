"""The rival: the project that `rasa init` makes, in the same environment, and that with one custom action a turn."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import httpx

from benchmarks.turns.system import NoAnswer, Say, System
from benchmarks.turns.texts import ROOT, Round, stock_texts
from tests.installation import free_ports

PYTHON = ROOT / "bot/.venv/bin/python"
START_SECONDS = 300.0
# The rival in the third column does not check the schema itself at each call either.
PREBUILT = "from bot.serving.replacements import replace_validation; replace_validation(); "
RASA = "import sys; from rasa.__main__ import main; sys.argv[0] = 'rasa'; main()"
ACTIONS = """
from rasa_sdk import Action


def _make(name):
    class Said(Action):
        def name(self):
            return "action_" + name

        def run(self, dispatcher, tracker, domain):
            dispatcher.utter_message(response="utter_" + name)
            return []

    return type("Say" + name.title(), (Said,), {})


"""


def make_stock(folder: Path) -> Path:
    """Make and train the project of `rasa init`."""
    aside = folder.with_name(f"{folder.name}.new")
    aside.mkdir()
    _rasa(["init", "--no-prompt", "--init-dir", str(aside)], ROOT)
    return aside.rename(folder)


def make_stock_with_actions(stock: Path, folder: Path) -> Path:
    """Copy the project with every utterance that opens a turn said by a custom action, and train it."""
    aside = folder.with_name(f"{folder.name}.new")
    shutil.copytree(stock, aside, ignore=shutil.ignore_patterns("models", ".rasa"))
    names = set()
    for path in (aside / "data/stories.yml", aside / "data/rules.yml"):
        text = path.read_text(encoding="utf-8")
        opening = re.compile(r"(- intent: \w+\n\s*- action: )utter_(\w+)")
        names |= {name for _, name in opening.findall(text)}
        path.write_text(opening.sub(r"\1action_\2", text), encoding="utf-8")
    domain = aside / "domain.yml"
    listed = "".join(f"  - action_{name}\n" for name in sorted(names))
    domain.write_text(f"{domain.read_text(encoding='utf-8')}\nactions:\n{listed}", encoding="utf-8")
    made = "".join(f"Say{name.title()} = _make({name!r})\n" for name in sorted(names))
    (aside / "actions/actions.py").write_text(ACTIONS + made, encoding="utf-8")
    _rasa(["train"], aside)
    return aside.rename(folder)


@contextmanager
def stock_system(
    name: str, project: Path, client: aiohttp.ClientSession, *, with_actions: bool
) -> Iterator[System]:
    """Serve a project, with its action server where it has one."""
    port, actions_port = free_ports(2)
    program = (PREBUILT if with_actions else "") + RASA
    commands = [[str(PYTHON), "-c", program, "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]]
    ready = [f"http://127.0.0.1:{port}/status"]
    if with_actions:
        (project / "endpoints.yml").write_text(
            f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n", encoding="utf-8"
        )
        commands.append([str(PYTHON), "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)])
        ready.append(f"http://127.0.0.1:{actions_port}/health")
    began = time.monotonic()
    # One parent for both, so that its tree is the system.
    script = " & ".join([" ".join(map(_quoted, command)) for command in commands]) + " & wait"
    log = (project / "serve.log").open("w")
    process = subprocess.Popen(
        ["bash", "-c", script],
        cwd=project,
        env=_environment(),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait(ready, process)
        texts = stock_texts(project)
        yield System(
            name=name,
            pid=process.pid,
            ready_seconds=time.monotonic() - began,
            open_conversation=lambda: _open(client, port),
            texts=lambda seed: Round(texts, ("any",), seed),
        )
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


async def _open(client: aiohttp.ClientSession, port: int) -> Say:
    sender = uuid.uuid4().hex

    async def say(text: str) -> None:
        body = {"sender": sender, "message": text}
        async with client.post(f"http://127.0.0.1:{port}/webhooks/rest/webhook", json=body) as response:
            if response.status != 200 or not await response.json():
                raise NoAnswer

    return say


def _wait(addresses: list[str], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    for address in addresses:
        while True:
            try:
                answer = httpx.get(address, timeout=2, trust_env=False)
                if answer.status_code == 200:
                    break
            except httpx.HTTPError:
                pass  # not listening yet
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the rival does not serve at {address}")
            time.sleep(0.2)


def _rasa(arguments: list[str], folder: Path) -> None:
    command = [str(PYTHON), "-c", RASA, *arguments]
    finished = subprocess.run(
        command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        raise RuntimeError(f"rasa {arguments[0]} failed:\n{finished.stderr[-2000:]}")


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
