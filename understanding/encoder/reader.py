"""Reads the sentence encoder's folder with numpy, tokenizers and onnxruntime: no torch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.encoder.errors import EncoderUnusable
from understanding.encoder.manifest import FOLDER, MODEL, QUERY, TOKENIZER, verify

Vectors = NDArray[np.float32]

QUESTION_TOKENS = 128  # a question's longest, `<s>`, prompt and `</s>` included
_BATCH = 32
_END, _PADDING = 2, 1  # ids that `vocabulary.SPECIAL` gives
_PIECE = 64  # characters: no piece is longer


class SentenceEncoder:
    """Texts to unit vectors; a text's vector does not depend on what is encoded with it. May be used by many threads.

    `threads` is what onnxruntime may use for one call: one for questions, more to encode a collection.
    """

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        """Verifies both files' checksums and loads them.

        Raises EncoderMissing, EncoderDamaged, EncoderOutdated and EncoderUnusable.
        """
        manifest = verify(folder)
        self.folder = folder
        self.id = manifest.id
        self.dimensions = manifest.dimensions
        self._positions = manifest.positions
        self._tokenizer = _load_tokenizer(folder)
        self._session = _load_session(folder, threads)

    def encode(
        self, texts: Sequence[str], *, prompt: str = QUERY, most_tokens: int = QUESTION_TOKENS
    ) -> Vectors:
        """`(n, 384) float32`, rows of length one, in the order of `texts`.

        `prompt` stands before each text (`manifest.PASSAGE` before passages). What is longer than `most_tokens`, or
        than the model's 512, is cut.
        """
        most = min(most_tokens, self._positions)
        ids = [self._tokenize(prompt, text, most) for text in texts]
        order = sorted(range(len(ids)), key=lambda position: len(ids[position]))
        vectors = np.zeros((len(ids), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._run([ids[position] for position in batch])
        return vectors

    def _tokenize(self, prompt: str, text: str, most: int) -> list[int]:
        # A million characters need not be read to know the first hundred tokens.
        folded = " ".join(_mended(text[: most * _PIECE * 4]).split())[: most * _PIECE]
        ids: list[int] = self._tokenizer.encode(prompt + folded).ids
        return ids if len(ids) <= most else [*ids[: most - 1], _END]

    def _run(self, batch: list[list[int]]) -> Vectors:
        longest = max(map(len, batch))
        ids = np.full((len(batch), longest), _PADDING, dtype=np.int64)
        mask = np.zeros((len(batch), longest), dtype=np.int64)
        for row, some in enumerate(batch):
            ids[row, : len(some)] = some
            mask[row, : len(some)] = 1
        (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _mended(text: str) -> str:
    """The text with halves of surrogate pairs joined, and those that stand alone replaced: Rust reads neither."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _load_tokenizer(folder: Path) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EncoderUnusable(folder, "缺少 tokenizers，请运行 make setup") from error
    return Tokenizer.from_file(str(folder / TOKENIZER))


def _load_session(folder: Path, threads: int) -> Any:
    try:
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import (
            Fail,
            InvalidGraph,
            InvalidProtobuf,
            NotImplemented,
        )
    except ImportError as error:
        raise EncoderUnusable(folder, "缺少 onnxruntime，请运行 make setup") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait by turning take the processors from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidGraph, InvalidProtobuf, NotImplemented) as error:
        raise EncoderUnusable(folder, f"onnxruntime {onnxruntime.__version__} 不能读取 {MODEL}") from error
