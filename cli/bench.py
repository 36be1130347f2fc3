"""`dxe bench`: run the measurements under benchmarks/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).resolve().parent.parent


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="Which of benchmarks/; default: all.")] = None,
) -> None:
    """Run the named benchmarks one after the other, each in a process of its own; exit 1 when one fails."""
    available = _available()
    unknown = [name for name in names or [] if name not in available]
    if unknown:
        typer.echo(f"没有这些测量：{'、'.join(unknown)}。可选：{'、'.join(available)}。", err=True)
        raise typer.Exit(2)
    failed = [name for name in names or available if _run(name) != 0]
    if failed:
        typer.echo(f"失败：{'、'.join(failed)}", err=True)
        raise typer.Exit(1)


def _available() -> list[str]:
    """Return the names of benchmarks/<name>.py and benchmarks/<name>/__main__.py."""
    folder = ROOT / "benchmarks"
    files = [path.stem for path in folder.glob("*.py") if path.stem[0] != "_"]
    return sorted([*files, *(path.parent.name for path in folder.glob("*/__main__.py"))])


def _run(name: str) -> int:
    typer.echo(f"\n== {name}")
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own benchmarks
