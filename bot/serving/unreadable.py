"""A model that cannot be read ends the process with one sentence that names the command to mend it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rasa.engine.exceptions import GraphComponentException

from understanding.encoder.errors import EncoderError
from understanding.heads.stored import HeadsUnreadable


@contextmanager
def saying_what_to_do() -> Iterator[None]:
    """Raise SystemExit with what our own component has said; Rasa names but the node that it could not load."""
    try:
        yield
    except GraphComponentException as problem:
        if isinstance(problem.__cause__, HeadsUnreadable | EncoderError):
            raise SystemExit(f"对话模型不能加载。{problem.__cause__}") from problem
        raise
