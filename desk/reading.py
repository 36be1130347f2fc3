"""Messages as the bot understands them: by the heads and names of the trained model that Rasa serves."""

from __future__ import annotations

import contextlib
import json
import tarfile
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from desk.question import SURE_OF_ASKED, Context, Question
from understanding.encoder.errors import EncoderError, EncoderMissing
from understanding.encoder.reader import SentenceEncoder
from understanding.heads.fallback import intent_of
from understanding.heads.stored import HeadsUnreadable
from understanding.heads.understander import Understander
from understanding.heads.understood import Understood
from understanding.values.entities import find_entities
from understanding.values.lookups import Lookups

log = structlog.get_logger(__name__)

# What Rasa's component has written, in its folder within the model.
_LOOKUPS = "lookups.json"
_HEADS = "intents.json"
_Stamp = tuple[str, int, int]  # of a model: name, time of change, size


class ModelMissing(Exception):
    """There is no trained model, or it cannot be read: `dxe train` makes one."""


@dataclass(frozen=True)
class Model:
    """What understands: the heads, and the names of topics and places."""

    understander: Understander
    lookups: Lookups


@dataclass(frozen=True)
class _Loaded:
    stamp: _Stamp
    model: Model | None


class Reader:
    """Reads messages by the model that CURRENT names. A new one is taken when it is there; safe for many threads.

    A model that cannot be read is not taken: the one that was read before goes on.
    """

    def __init__(self, models: Path) -> None:
        self._models = models
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None

    def prepare(self) -> None:
        """Read the model now, if there is one."""
        with contextlib.suppress(ModelMissing):
            self._model()

    def read(self, text: str, context: Context) -> Question:
        """Return a message as it is understood in its context. Raises ModelMissing."""
        model = self._model()
        kinds = (each.kind if each is not None else None for each in (context.shown, context.before))
        found = model.understander.understand(text, *kinds)
        if found.is_of_before:
            context = replace(context, shown=context.before, before=context.shown)
        entities = {each.entity: each.value for each in find_entities(text, model.lookups) if each.is_meant}
        named = replace(
            context,
            topic=entities.get("topic") or context.topic,
            place=entities.get("region") or context.place,
        )
        return Question(
            text,
            named,
            intent=intent_of(found.ranking),
            confidence=found.ranking[0][1],
            entities=entities,
            asked=_asked(found),
            is_about_shown=found.is_about_shown,
            of_it=found.of_shown,
            follow_up=found.follow_up,
            parts=found.parts,
            names=found.public.names,
            public=found.public.asked,
        )

    def _model(self) -> Model:
        stamp, loaded = self._stamp(), self._loaded
        if loaded is None or loaded.stamp != stamp:
            loaded = self._load(stamp, loaded)
        if loaded.model is None:
            raise ModelMissing(str(self._models))
        return loaded.model

    def _load(self, stamp: _Stamp, before: _Loaded | None) -> _Loaded:
        if not self._loading.acquire(blocking=before is None):
            assert before is not None
            return before  # another thread reads the new one
        try:
            if self._loaded is None or self._loaded.stamp != stamp:
                self._loaded = _Loaded(stamp, self._open(stamp[0]) or (before.model if before else None))
            return self._loaded
        finally:
            self._loading.release()

    def _open(self, name: str) -> Model | None:
        try:
            return read_model(self._models / name) if name else None
        except ModelMissing as problem:
            log.error("model_refused", reason=str(problem))
            return None

    def _stamp(self) -> _Stamp:
        try:
            name = (self._models / "CURRENT").read_text(encoding="utf-8").strip()
            found = (self._models / name).stat()
        except (OSError, UnicodeDecodeError):
            return "", 0, 0
        return name, found.st_mtime_ns, found.st_size


def read_model(path: Path) -> Model:
    """Return what understands of a model of Rasa. Raises ModelMissing where it is none, or was learned otherwise."""
    try:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
            members = {member.name: member for member in archive.getmembers() if member.isfile()}
            home = next(name.removesuffix(_HEADS) for name in members if name.endswith(f"/{_HEADS}"))
            for name, member in members.items():
                if name.startswith(home) and (content := archive.extractfile(member)):
                    (Path(folder) / Path(name).name).write_bytes(content.read())
            words = json.loads((Path(folder) / _LOOKUPS).read_text(encoding="utf-8"))
            lookups = Lookups({word: tuple(meant) for word, meant in words.items()})
            return Model(Understander.read(Path(folder), lookups, encoder=_encoder()), lookups)
    except (OSError, EOFError, StopIteration, ValueError, AttributeError, tarfile.TarError) as problem:
        raise ModelMissing(f"{path}：对话模型缺失或损坏，请运行 dxe train --force") from problem
    except (HeadsUnreadable, EncoderError) as problem:
        raise ModelMissing(str(problem)) from problem


def _encoder() -> SentenceEncoder | None:
    """The sentence encoder, None where it has not been made: the model has then been learned without."""
    try:
        return SentenceEncoder(threads=1)
    except EncoderMissing:
        return None


def _asked(found: Understood) -> str | None:
    """What is asked, where that is likely enough: a first message that is not wants the thing as a whole."""
    if found.asked is None:
        return None
    is_sure = found.is_about_shown or found.asked.confidence >= SURE_OF_ASKED
    return found.asked.name if is_sure else None
