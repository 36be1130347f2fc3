"""Train the static encoder on the documents alone: self-supervised, in-batch negatives, a fixed number of steps."""

import filecmp
import hashlib
import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from index.encoders.embedding import Table, Vectors
from index.encoders.factors import MOST, first_weights
from index.encoders.pairs import Material, PairMaker
from index.encoders.tokenizer import make_tokenizer
from index.lexicon.terms import Terms
from index.text.grams import grams

DIMENSIONS = 256
_BATCH = 192
_RATE, _LEAST_RATE, _RATE_PER_PASSAGE = 0.02, 0.003, 3.5e-6
_MOST_TOKENS = 120_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Schedule:
    """How long to train. `steps` grows with the passages, between `least` and `most`; a seed makes it repeatable."""

    seed: int = 20260101
    least: int = 150
    most: int = 1_000
    per_passage: float = 0.4

    def steps(self, passages: int) -> int:
        """The number of batches."""
        return max(self.least, min(self.most, round(passages * self.per_passage)))


def train_encoder(
    material: Sequence[Material],
    terms: Terms,
    folder: Path,
    schedule: Schedule,
    report: Progress | None = None,
) -> Path:
    """Train, and write the encoder to `folder`/<id> (id: the first 12 hex digits of its weights' SHA-256).

    Returns the encoder's folder, which both `index.encoders.StaticEncoder` and sentence-transformers read.
    """
    tokens, idf = _vocabulary(material, terms)
    characters = {char for token in tokens for char in token}
    tokenizer_json = make_tokenizer(characters, tokens)
    pairs = PairMaker(material, terms, schedule.seed)
    weights = _fit(tokens, idf, pairs, schedule, material, report)
    return _save(folder, tokenizer_json, weights, len(material))


def _vocabulary(material: Sequence[Material], terms: Terms) -> tuple[list[str], list[float]]:
    """Tokens (most frequent first) with their inverse document frequencies. Words of terms.yml are always in."""
    counts: Counter[str] = Counter()
    for item in material:
        counts.update(set(_pieces(f"{item.context} {item.text}")))
    total = max(1, len(material))
    for term in (*terms.topics, *terms.aspects):
        for word in term.words:
            for piece in _pieces(word):
                counts[piece] = max(counts[piece], 2)
    often = [token for token, count in counts.items() if len(token) == 1 or count >= 2]
    kept = sorted(often, key=lambda token: (-counts[token], token))[:_MOST_TOKENS]
    return kept, [math.log(1 + total / counts[token]) for token in kept]


def _pieces(text: str) -> list[str]:
    return [piece for piece in grams(text) if len(piece) <= 2]


def _fit(
    tokens: list[str],
    idf: list[float],
    pairs: PairMaker,
    schedule: Schedule,
    material: Sequence[Material],
    report: Progress | None,
) -> Vectors:
    """Weights `(v, d) float32` with the idf folded in."""
    from threadpoolctl import threadpool_limits

    weight = np.array([0.0, *idf], dtype=np.float32)  # what was never seen says nothing
    ids = {token: position + 1 for position, token in enumerate(tokens)}
    steps = schedule.steps(len(material))
    # A small collection is seen many times: small steps keep what standing together has taught.
    rate = min(_RATE, max(_LEAST_RATE, _RATE_PER_PASSAGE * len(material)))
    # The matrices are small: more threads than one only wait for each other.
    with threadpool_limits(limits=1):
        some = material[:: max(1, -(-len(material) // MOST))]
        whole = [_encode(f"{item.context} {item.text}", ids) for item in some]
        table = Table(first_weights(whole, weight, DIMENSIONS, schedule.seed))
        for step in range(steps):
            queries, positives = zip(*pairs.draw(_BATCH), strict=True)
            batch = [_encode(text, ids) for text in (*queries, *positives)]
            table.learn(batch, weight, len(queries), rate * (1 - step / steps))
            if report:
                report(step + 1, steps)
    return table.weights * weight[:, None]


def _encode(text: str, ids: dict[str, int]) -> list[int]:
    """The ids that the tokenizer gives a text, but for those of unknown tokens."""
    found = [ids[char] for char in text if char in ids]
    found += [ids[pair] for pair in map("".join, pairwise(text)) if pair in ids]
    return found


def _save(folder: Path, tokenizer_json: str, weights: Vectors, size: int) -> Path:
    """Write what sentence-transformers writes for StaticEmbedding and Normalize, and encoder.json beside it."""
    encoder_id = hashlib.sha256(weights.tobytes() + tokenizer_json.encode()).hexdigest()[:12]
    target = folder / encoder_id
    folder.mkdir(parents=True, exist_ok=True)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    description = {"id": encoder_id, "kind": "static", "dimensions": DIMENSIONS, "trained_on_passages": size}
    library: dict[str, object] = {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch:
        made = Path(scratch) / encoder_id
        (made / "1_Normalize").mkdir(parents=True)
        (made / "tokenizer.json").write_text(tokenizer_json, "utf-8")
        save_file({"embedding.weight": np.ascontiguousarray(weights)}, made / "model.safetensors")
        for name, content in (
            ("encoder.json", description),
            ("modules.json", modules),
            ("config_sentence_transformers.json", library),
        ):
            (made / name).write_text(json.dumps(content, indent=1), "utf-8")
        if target.is_dir() and not _is_copy(target, made):
            shutil.rmtree(target)  # damaged: those of its version that serve hold it in memory
        if not target.is_dir():
            made.rename(target)
    return target


def _is_copy(folder: Path, made: Path) -> bool:
    """Whether a folder holds all that was made, byte for byte."""
    names = [str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()]
    _, different, unreadable = filecmp.cmpfiles(folder, made, names, shallow=False)
    return not different and not unreadable
