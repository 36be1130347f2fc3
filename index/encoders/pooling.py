"""From the vectors of tokens to that of a text: what sentence-transformers' Pooling does, in numpy."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.encoders.model_folder import ModelFolder
from index.model.errors import EncoderUnusable

Mask = NDArray[np.int64]
Pooling = Callable[[Vectors, Mask], Vectors]  # `(n, t, d)` and `(n, t)` give `(n, d) float32`

# What older models' files write, one of them true.
_LEGACY = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_lasttoken": "lasttoken",
}


def _mean(tokens: Vectors, mask: Mask) -> Vectors:
    counted = mask[:, :, None].astype(np.float32)
    return np.asarray(
        (tokens * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1e-9), dtype=np.float32
    )


def _max(tokens: Vectors, mask: Mask) -> Vectors:
    return np.asarray(np.where(mask[:, :, None] > 0, tokens, -np.inf).max(axis=1), dtype=np.float32)


def _first(tokens: Vectors, mask: Mask) -> Vectors:
    return np.asarray(tokens[np.arange(len(tokens)), mask.argmax(axis=1)], dtype=np.float32)


def _last(tokens: Vectors, mask: Mask) -> Vectors:
    last = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    return np.asarray(tokens[np.arange(len(tokens)), last], dtype=np.float32)


_KINDS: dict[str, Pooling] = {"mean": _mean, "max": _max, "cls": _first, "lasttoken": _last}


def find_pooling(model: ModelFolder) -> Pooling:
    """The pooling that a model's files ask for; mean where they ask for none.

    Raises EncoderUnusable for modules other than Transformer, Pooling and Normalize, and for other kinds of pooling.
    """
    found: Pooling = _mean
    for module in model.modules:
        kind = str(module.get("type", "")).rpartition(".")[2]
        if kind == "Pooling":
            found = _of(model, model.read(f"{module['path']}/config.json"))
        elif kind not in {"Transformer", "Normalize"}:
            raise EncoderUnusable(model.folder, f"ONNX 后端不支持模块 {kind}，请用 torch 后端")
    return found


def _of(model: ModelFolder, config: dict[str, Any]) -> Pooling:
    mode = config.get("pooling_mode")
    if mode is None:
        modes = [name for key, name in _LEGACY.items() if config.get(key)]
        mode = modes[0] if len(modes) == 1 else modes
    if not isinstance(mode, str) or mode not in _KINDS or config.get("include_prompt") is False:
        raise EncoderUnusable(model.folder, f"ONNX 后端不支持这种池化（{mode}），请用 torch 后端")
    return _KINDS[mode]
