"""The static encoder, read with numpy, tokenizers and safetensors: no torch.

Its folder holds `tokenizer.json` (Hugging Face tokenizers), `model.safetensors` (one tensor `embedding.weight`,
`(v, d) float32`) and `encoder.json` (id, kind, dimensions, what it was trained on), beside the files that let
sentence-transformers load the same folder. vector(text) = unit(mean of the rows of the text's token ids); a text
without tokens is the zero vector.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.base import Vectors, unit
from index.model.errors import EncoderMissing, EncoderUnusable

STATIC_FILES = ("tokenizer.json", "model.safetensors", "encoder.json")


def is_static(folder: Path) -> bool:
    """Whether a folder holds a static encoder."""
    return all((folder / name).is_file() for name in STATIC_FILES)


class StaticEncoder:
    """The reader of a static encoder's folder."""

    block = 5_000

    def __init__(self, folder: Path) -> None:
        if not is_static(folder):
            raise EncoderMissing(folder)
        try:
            self.description: dict[str, Any] = json.loads((folder / "encoder.json").read_text("utf-8"))
            self._tokenizer = _read_tokenizer(folder)
            self._weights = _read_weights(folder)
        except (OSError, ValueError, KeyError) as error:
            raise EncoderUnusable(folder, "文件读不出来，可能已损坏") from error

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
        return unit(self._weights[ids].mean(axis=0)) if ids else np.zeros(self.dimensions, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d) float32`, rows of unit length (or zero)."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, encoding in enumerate(
            self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ):
            if encoding.ids:
                vectors[row] = unit(self._weights[encoding.ids].mean(axis=0))
        return vectors

    def known_share(self, texts: Sequence[str]) -> float:
        """The share of the texts' tokens that the encoder was trained on, 0 to 1."""
        ids = [
            i
            for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
            for i in encoding.ids
        ]
        return sum(1 for i in ids if i) / len(ids) if ids else 1.0


def _read_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    text = (folder / "tokenizer.json").read_text("utf-8")
    try:
        return Tokenizer.from_str(text)
    except Exception as error:
        raise ValueError("no tokenizer") from error


def _read_weights(folder: Path) -> Vectors:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        weights: Vectors = load_file(folder / "model.safetensors")["embedding.weight"]
    except SafetensorError as error:
        raise ValueError("no tensors") from error
    return weights.astype(np.float32, copy=False)
