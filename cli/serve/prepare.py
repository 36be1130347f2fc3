"""What must be there before the processes start; each step does nothing when its inputs have not changed."""

from __future__ import annotations

import os
import subprocess
import sys

from rich.console import Console

from settings import ROOT, Settings


class PreparationFailed(Exception):
    """A step failed; its own output has said why."""


def prepare(settings: Settings, console: Console) -> None:
    """Build the index, train the bot, migrate the database and, in a demo, load the demo data.

    Each runs as a process of its own, so that what training needs in memory is gone before serving begins.
    Raises PreparationFailed.
    """
    steps = [
        ("知识索引", ["index", "build", *(str(source) for source in settings.sources)]),
        ("对话模型", ["train"]),
        ("数据库", ["records", "migrate"]),
    ]
    if settings.demo:
        steps.append(("演示数据", ["records", "demo"]))
    for number, (label, arguments) in enumerate(steps, start=1):
        console.print(f"[{number}/{len(steps)}] {label}", highlight=False)
        environment = dict(os.environ) | {
            "DXE_VAR": str(settings.var),
            "DXE_DEMO": "1" if settings.demo else "0",
        }
        command = [sys.executable, "-m", "cli.main", *arguments]
        finished = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own command
        if finished.returncode != 0:
            raise PreparationFailed(f"{label}未能就绪，原因见上。")
