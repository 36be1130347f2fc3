"""What the messages of tests name, and ask of what is public: by a head that learned as the bot's does.

It is learned once for all workers, without an encoder, by the first test that says something.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from benchmarks._nlu_data import read_lookups, read_utterances
from tests.workshop import Workshop
from understanding.heads.asked_data import read_asked
from understanding.heads.features import features
from understanding.heads.learn_public import PlainTexts, learn_public, read_public
from understanding.heads.linear import Example
from understanding.heads.public import Public, PublicHead
from understanding.heads.stored import read_head, read_tagger, write_head, write_tagger
from understanding.heads.understander import LOOK_UPS
from understanding.values.lookups import Lookups

ROOT = Path(__file__).resolve().parent.parent
_LONGEST = 2
_workshops: list[Workshop] = []


def use(workshop: Workshop) -> None:
    """Say where what was learned is kept."""
    _workshops[:] = [workshop]


def prepare() -> None:
    """Learn, unless that was done."""
    _head()


@lru_cache(maxsize=4096)
def understand(text: str) -> Public:
    """Return what a message names and asks."""
    return _head().read(text, _lookups(), _LONGEST, lambda _: None)


def write(folder: Path) -> None:
    """Write the head into the folder of a model."""
    head = _head()
    write_head(folder, "public", head.head)
    write_tagger(folder, "names", head.tagger)


@lru_cache(maxsize=1)
def _lookups() -> Lookups:
    return read_lookups(ROOT)


@lru_cache(maxsize=1)
def _head() -> PublicHead:
    folder = _workshops[0].get_folder("names", _learn)
    return PublicHead(read_tagger(folder, "names"), read_head(folder, "public")[0])


def _learn(folder: Path) -> None:
    nlu, lookups = ROOT / "bot/data/nlu", _lookups()
    given = read_public(nlu / "names")
    wanted = [each.text for each in read_utterances(ROOT) if each.intent != LOOK_UPS["register"]]
    plain = PlainTexts.of(wanted, read_asked(nlu / "asked"), given)

    def read(texts: Sequence[str], names: Sequence[str]) -> list[Example]:
        return [
            Example(features(text, lookups, _LONGEST), name) for text, name in zip(texts, names, strict=True)
        ]

    head = learn_public(given, plain, lookups, read)
    write_head(folder, "public", head.head)
    write_tagger(folder, "names", head.tagger)
