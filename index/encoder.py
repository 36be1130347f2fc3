"""Encoders: text to unit vectors.

A static encoder's folder holds `tokenizer.json` (Hugging Face tokenizers), `model.safetensors` (one tensor
`embedding.weight`, `(v, d) float32`) and `encoder.json` (id, kind, dimensions, what it was trained on), beside the
files that let sentence-transformers load the same folder. It is read here with numpy, tokenizers and safetensors:
no torch. vector(text) = unit(mean of the rows of the text's token ids); a text without tokens is the zero vector.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderMissing

Vectors = NDArray[np.float32]
STATIC_FILES = ("tokenizer.json", "model.safetensors", "encoder.json")


class Encoder(Protocol):
    """What the retriever and the build need of an encoder. Texts are canonical."""

    @property
    def id(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def encode_query(self, text: str) -> Vectors: ...
    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


class StaticEncoder:
    """The reader of a static encoder's folder."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        if not all((folder / name).is_file() for name in STATIC_FILES):
            raise EncoderMissing(folder)
        self.description: dict[str, Any] = json.loads((folder / "encoder.json").read_text("utf-8"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._weights: Vectors = load_file(folder / "model.safetensors")["embedding.weight"].astype(
            np.float32
        )

    @property
    def id(self) -> str:
        """The encoder's id: its folder's name under encoders/."""
        return str(self.description["id"])

    @property
    def dimensions(self) -> int:
        """d."""
        return int(self._weights.shape[1])

    def encode_query(self, text: str) -> Vectors:
        """`(d,) float32`, unit length (or zero)."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return _unit(self._weights[ids].mean(axis=0)) if ids else np.zeros(self.dimensions, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d) float32`, rows of unit length (or zero)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, encoding in enumerate(
            self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ):
            if encoding.ids:
                vectors[row] = _unit(self._weights[encoding.ids].mean(axis=0))
        return vectors

    def known_share(self, texts: Sequence[str]) -> float:
        """The share of the texts' tokens that the encoder was trained on, 0 to 1."""
        ids = [
            i
            for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
            for i in encoding.ids
        ]
        return sum(1 for i in ids if i) / len(ids) if ids else 1.0


@dataclass(frozen=True)
class LibraryEncoder:
    """Any sentence-transformers model in a local folder, through the library itself (imports torch when first used)."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)

    @property
    def dimensions(self) -> int:
        """d."""
        return int(self._model.encode("维度", show_progress_bar=False).shape[0])

    def encode_query(self, text: str) -> Vectors:
        """`(d,) float32`, unit length, with the model's own prompt for queries where it has one."""
        vector: Vectors = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return vector.astype(np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d) float32`, rows of unit length, with the model's own prompt for documents where it has one."""
        vectors: Vectors = self._model.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return vectors.astype(np.float32)


def load_encoder(folder: Path) -> Encoder:
    """A folder's encoder: a static one by our reader, others by sentence-transformers. Raises EncoderMissing."""
    if all((folder / name).is_file() for name in STATIC_FILES):
        return StaticEncoder(folder)
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        return LibraryEncoder(folder)
    raise EncoderMissing(folder)


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
