"""Any sentence-transformers model in a local folder, through the library itself (imports torch)."""

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.base import Device, Encoding, Vectors
from index.encoders.model_folder import ModelFolder
from index.model.errors import EncoderUnusable

_BATCHES = 8  # in one block of passages


class LibraryEncoder:
    """Loads the model at once, so that what is wrong with it shows before the first question."""

    def __init__(self, folder: Path, encoding: Encoding | None = None) -> None:
        encoding = encoding or Encoding()
        files = ModelFolder(folder)
        files.check_length(encoding.max_length)
        self.folder = folder
        self.id = files.id
        self.block = encoding.batch_size * _BATCHES
        self._query_prefix, self._passage_prefix = files.prefixes(encoding)
        self._batch_size = encoding.batch_size
        self._lock = threading.Lock()  # the library's tokenizers are not for several threads at once
        self._model = _load(folder, encoding.device)
        if encoding.max_length is not None:
            self._model.max_seq_length = encoding.max_length
        self.dimensions = len(self.encode_query("维度"))

    @property
    def transformer(self) -> Any:
        """The library's Transformer module: model and tokenizer."""
        return self._model[0]

    def encode_query(self, text: str) -> Vectors:
        """`(d,) float32`, unit length."""
        with self._lock, _one_thread():
            vector = self._model.encode_query(
                text, prompt=self._query_prefix, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d) float32`, rows of unit length."""
        with self._lock:
            vectors = self._model.encode_document(
                list(texts),
                prompt=self._passage_prefix,
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """torch with one thread: for a short text more threads gain little, and on busy processors they wait for each
    other (20 times slower, measured)."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _load(folder: Path, device: Device) -> Any:
    """The model. Raises EncoderUnusable when the library is missing, or cannot read the folder."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing is fetched, whatever a model's files name
    try:
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise EncoderUnusable(folder, f"缺少 sentence-transformers 或 torch（{error.name}）") from error
    logging.disable_progress_bar()  # of loading: standard error is the service's log
    if device == "cuda" and not torch.cuda.is_available():
        raise EncoderUnusable(folder, "torch 没有找到 CUDA 设备，请设 DXE_ENCODER_DEVICE=cpu")
    place = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
    try:
        return SentenceTransformer(str(folder), device=place, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        first = str(error).strip().partition("\n")[0][:200]
        raise EncoderUnusable(folder, f"不能作为 sentence-transformers 模型读取（{first}）") from error
