"""Heads and the tagger in a folder: `<name>.json` and `<name>.npz`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from understanding.heads.features import Weights
from understanding.heads.linear import LinearHead
from understanding.heads.spans import TAGS, SpanTagger

FORMAT = 3


class HeadsUnreadable(Exception):
    """A stored head is missing, cut short, or of another format: the bot has to be trained again."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}：{reason}，请运行 dxe train --force 重新训练")
        self.path = path


def write_head(
    folder: Path, name: str, head: LinearHead, allowed: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Write a head, and for what is asked also which classes are `allowed` for which thing."""
    content = {
        "format": FORMAT,
        "classes": list(head.classes),
        "idf": head.weights.idf,
        "unknown_idf": head.weights.unknown_idf,
        "unknown_weight": head.weights.unknown_weight,
        "allowed": {shown: list(names) for shown, names in (allowed or {}).items()},
    }
    (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    np.savez(folder / f"{name}.npz", coefficients=head.coefficients, dense=head.dense, mean=head.mean)


def read_head(folder: Path, name: str) -> tuple[LinearHead, dict[str, list[str]]]:
    """Return a head and what is allowed. Raises HeadsUnreadable."""
    path = folder / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise HeadsUnreadable(path, f"格式是 {content['format']}，需要 {FORMAT}")
        with (folder / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
            coefficients, dense, mean = arrays["coefficients"], arrays["dense"], arrays["mean"]
        weights = Weights(content["idf"], content["unknown_idf"], content["unknown_weight"])
        classes, allowed = list(content["classes"]), dict(content["allowed"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile) as problem:
        raise HeadsUnreadable(path, "对话模型的文件缺失或损坏") from problem
    fits = coefficients.shape == (len(weights.index), len(classes))
    if not (fits and mean.shape == dense.shape[:1] and dense.shape[1:] in ((), (len(classes),))):
        raise HeadsUnreadable(path, "对话模型的文件互不相符")
    return LinearHead(classes, weights, coefficients, dense, mean), allowed


def write_tagger(folder: Path, name: str, tagger: SpanTagger) -> None:
    """Write a tagger of names."""
    content = {"format": FORMAT, "tags": TAGS, "features": list(tagger.index), "common": tagger.common}
    (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    np.savez(folder / f"{name}.npz", weights=tagger.weights, steps=tagger.steps)


def read_tagger(folder: Path, name: str) -> SpanTagger:
    """Return a tagger of names. Raises HeadsUnreadable."""
    path = folder / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        with (folder / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
            weights, steps = arrays["weights"], arrays["steps"]
        index = {feature: row for row, feature in enumerate(content["features"])}
        common, is_known = (
            dict(content["common"]),
            (content["format"], tuple(content["tags"])) == (FORMAT, TAGS),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile) as problem:
        raise HeadsUnreadable(path, "对话模型的文件缺失或损坏") from problem
    kinds = len(TAGS)
    if not (is_known and weights.shape == (len(index), kinds) and steps.shape == (kinds + 1, kinds)):
        raise HeadsUnreadable(path, "对话模型的文件互不相符")
    return SpanTagger(index, common, weights, steps)
