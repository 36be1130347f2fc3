"""A sentence-transformers model exported to ONNX, read with onnxruntime, tokenizers and numpy: no torch.

sentence-transformers' own ONNX backend imports torch all the same, and needs optimum-onnx, which does not go with the
transformers that is installed here. The model's folder has `onnx/model.onnx` (or `model.onnx`) beside its tokenizer;
`python -m index.encoders.export` makes it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.base import Device, Encoding, Vectors, unit
from index.encoders.model_folder import ModelFolder
from index.encoders.pooling import find_pooling
from index.model.errors import EncoderUnusable

FILE = "onnx/model.onnx"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUTS = ("last_hidden_state", "token_embeddings")
_BATCHES = 8  # in one block of passages
_LONGEST = 512  # tokens, where no file of the model names a length


class OnnxEncoder:
    """Gives the vectors of the library, but for rounding. May be used by many threads."""

    def __init__(self, folder: Path, encoding: Encoding | None = None) -> None:
        encoding = encoding or Encoding(backend="onnx")
        files = ModelFolder(folder)
        files.check_length(encoding.max_length)
        self.folder = folder
        self.id = files.id
        self.block = encoding.batch_size * _BATCHES
        self._query_prefix, self._passage_prefix = files.prefixes(encoding)
        self._batch_size = encoding.batch_size
        self._pool = find_pooling(files)
        self._lower = files.read("sentence_bert_config.json").get("do_lower_case") is True
        self._tokenizer = _tokenizer(files, encoding.max_length)
        self._session = _session(folder, encoding.device)
        self._inputs, self._output = _names(folder, self._session)
        self.dimensions = len(self.encode_query("维度"))

    def encode_query(self, text: str) -> Vectors:
        """`(d,) float32`, unit length."""
        return np.asarray(self._encode([self._query_prefix + text])[0], dtype=np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """`(n, d) float32`, rows of unit length."""
        order = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            vectors[batch] = self._encode([self._passage_prefix + texts[position] for position in batch])
        return vectors

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch([text.lower() for text in texts] if self._lower else texts)
        fed = {
            "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], dtype=np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], dtype=np.int64),
        }
        (tokens,) = self._session.run([self._output], {name: fed[name] for name in self._inputs})
        return unit(self._pool(tokens.astype(np.float32), fed["attention_mask"]))


def find_onnx(folder: Path) -> Path:
    """The model's ONNX file. Raises EncoderUnusable when there is none."""
    found = next((folder / name for name in (FILE, "model.onnx") if (folder / name).is_file()), None)
    if found is None:
        reason = f"没有 {FILE}，请先运行 python -m index.encoders.export，或用 torch 后端"
        raise EncoderUnusable(folder, reason)
    return found


def _tokenizer(files: ModelFolder, max_length: int | None) -> Any:
    from tokenizers import Tokenizer

    path = files.folder / "tokenizer.json"
    if not path.is_file():
        raise EncoderUnusable(files.folder, "没有 tokenizer.json，ONNX 后端不能使用")
    tokenizer = Tokenizer.from_file(str(path))
    config = files.read("tokenizer_config.json")
    own = [files.read("sentence_bert_config.json").get("max_seq_length"), config.get("model_max_length")]
    positions = files.read("config.json").get("max_position_embeddings")
    lengths = [length for length in (*own, positions) if isinstance(length, int) and length > 0]
    tokenizer.enable_truncation(max_length or min(lengths, default=_LONGEST))
    pad = config.get("pad_token") or "[PAD]"
    token = str(pad["content"] if isinstance(pad, dict) else pad)
    side = "left" if config.get("padding_side") == "left" else "right"
    tokenizer.enable_padding(direction=side, pad_id=tokenizer.token_to_id(token) or 0, pad_token=token)
    return tokenizer


def _session(folder: Path, device: Device) -> Any:
    """The session. Raises EncoderUnusable when onnxruntime is missing, or cannot read the file."""
    path = find_onnx(folder)
    try:
        import onnxruntime
        from onnxruntime.capi.onnxruntime_pybind11_state import (
            Fail,
            InvalidArgument,
            InvalidGraph,
            InvalidProtobuf,
        )
    except ImportError as error:
        raise EncoderUnusable(folder, "缺少 onnxruntime，请运行 make setup") from error
    has_cuda = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    if device == "cuda" and not has_cuda:
        raise EncoderUnusable(folder, "onnxruntime 没有 CUDA，请设 DXE_ENCODER_DEVICE=cpu")
    options = onnxruntime.SessionOptions()
    # Threads that wait by turning take the processors from everybody else.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = ["CPUExecutionProvider"]
    if device != "cpu" and has_cuda:
        providers.insert(0, "CUDAExecutionProvider")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=providers)
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as error:
        raise EncoderUnusable(folder, f"onnxruntime 不能读取 {path.name}") from error


def _names(folder: Path, session: Any) -> tuple[list[str], str]:
    """The names of the inputs and of the output with the tokens' vectors. Raises EncoderUnusable."""
    inputs = [one.name for one in session.get_inputs()]
    outputs = [one.name for one in session.get_outputs()]
    output = next((name for name in _OUTPUTS if name in outputs), None)
    if output is None or not set(inputs) <= set(INPUTS):
        raise EncoderUnusable(folder, f"ONNX 模型的输入 {inputs} 或输出 {outputs} 不是句向量编码器的")
    return inputs, output
