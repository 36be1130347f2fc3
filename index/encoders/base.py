"""What an encoder is, and the choices that are made for one that was not trained here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Backend = Literal["torch", "onnx"]
Device = Literal["cpu", "cuda", "auto"]


class Encoder(Protocol):
    """What the retriever and the build need of an encoder. Texts are canonical."""

    @property
    def id(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def block(self) -> int:
        """How many passages to hand over at a time: large where encoding is fast, so that progress is seen."""
        ...

    def encode_query(self, text: str) -> Vectors: ...
    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True)
class Encoding:
    """How a model is used. A static encoder that was trained here needs none of it.

    `query_prefix` and `passage_prefix` stand before each text; None: the model's own prompts. `max_length` is in
    tokens; None: the model's own. `device`: "cuda" must be there, "auto" takes it where it is.
    """

    query_prefix: str | None = None
    passage_prefix: str | None = None
    max_length: int | None = None
    batch_size: int = 32
    backend: Backend = "torch"
    device: Device = "cpu"


def unit(vectors: Vectors) -> Vectors:
    """`(n, d)` or `(d,) float32`: each vector at length one; a zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
