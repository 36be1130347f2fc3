"""The lexical and the dense index of a version, written from its texts a block at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders import Encoder
from index.engines.lexical import finish_lexical
from index.engines.postings import PostingsBuilder
from index.engines.vectors import write_store

_ASKED, _SHORTEST, _LONGEST = 200, 6, 16  # pieces of texts that stand for questions; characters of each
_KEPT = 1 / 64  # of the texts that pieces are taken from

Progress = Callable[[int, int], None]


def write_indexes(
    folder: Path,
    texts: Iterable[str],
    count: int,
    encoder: Encoder,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write both indexes of `count` canonical texts below `folder`. `progress(done, count)` is told of each block."""
    builder = PostingsBuilder()
    pieces: list[str] = []
    generator = np.random.default_rng(0)

    def blocks() -> Iterator[NDArray[np.float32]]:
        done = 0
        rest = iter(texts)
        while block := list(islice(rest, encoder.block)):
            builder.add(block)
            pieces.extend(_piece(generator, text) for text in block if generator.random() < _KEPT)
            yield encoder.encode_passages(block)
            done += len(block)
            progress(done, count)

    def asked() -> NDArray[np.float32]:
        some = generator.permutation(len(pieces))[:_ASKED]
        return np.stack([encoder.encode_query(pieces[position]) for position in some])

    write_store(folder, blocks(), count, encoder.dimensions, asked)
    finish_lexical(builder, folder)


def _piece(generator: np.random.Generator, text: str) -> str:
    """Some characters out of the middle of a text, as long as questions are."""
    length = int(generator.integers(_SHORTEST, _LONGEST + 1))
    start = int(generator.integers(0, max(0, len(text) - length) + 1))
    return text[start : start + length]
