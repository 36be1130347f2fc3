"""What a log may know of an exception: its kind and the place, never its text, which can hold a user's words."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import TracebackType

from structlog.typing import EventDict, WrappedLogger

_ROOT = Path(__file__).resolve().parent.parent
_INNERMOST = 12  # frames


def kind_and_place(problem: BaseException) -> dict[str, object]:
    """Return the exception's class and the innermost frames, outer first: `api/turns/gateway.py:120 _close`.

    Causes follow behind `<-`, each with the place it was raised at.
    """
    kinds, cause = [_kind(problem)], problem.__cause__
    while cause is not None and len(kinds) < 4:
        kinds.append(f"{_kind(cause)} at {(_frames(cause.__traceback__) or ['?'])[-1]}")
        cause = cause.__cause__
    return {"kind": " <- ".join(kinds), "place": _frames(problem.__traceback__)}


def place_for_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put kind and place where a log call asks for the exception itself: a processor of structlog."""
    given = event.pop("exc_info", None)
    problem = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(problem, BaseException):
        return {**event, **kind_and_place(problem)}
    return event


def _kind(problem: BaseException) -> str:
    return type(problem).__name__


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-_INNERMOST:]
    ]


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else "/".join(path.parts[-3:])
