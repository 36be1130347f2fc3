"""The encoder that set-up makes, in both environments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT, skip_or_fail
from understanding.encoder import FOLDER, SentenceEncoder
from understanding.encoder.manifest import MODEL
from understanding.encoder.reader import Vectors

BOT = ROOT / "bot/.venv/bin/python"
ENCODE = """
import json, sys
import onnxruntime
from understanding.encoder import SentenceEncoder
texts, model = json.loads(sys.argv[1])
encoder = SentenceEncoder()
encoder._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
print(json.dumps(encoder.encode(texts).tolist()))
unwanted = {"torch", "transformers", "sentence_transformers", "tensorflow"} & set(sys.modules)
assert not unwanted, unwanted
"""
# A question, another way of asking it, and a question of the same field about another matter.
TRIPLES = [
    ("创新券怎么申请", "我想领一张科技创新券，要走什么流程", "创新券过期了还能用吗"),
    ("高新技术企业认定需要什么条件", "申报高企要满足哪些要求", "高新技术企业证书丢了怎么补"),
    ("科研失信多久可以修复", "被记了失信之后什么时候能申请消除", "科研诚信承诺书在哪里下载"),
    ("我的申请办到哪一步了", "查一下办件进度", "你们几点下班"),
    ("研发费用加计扣除比例是多少", "研发投入可以按多少加计扣除", "研发费用辅助账怎么建"),
    ("how do I apply for an innovation voucher", "创新券如何申请", "企业地址变更要去哪里登记"),
]
TEXTS = [*(text for triple in TRIPLES for text in triple), "", "😀\n办", "创新券" * 200]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    if not FOLDER.is_dir():
        skip_or_fail("the sentence encoder has not been made (make encoder)")
    return SentenceEncoder()


@pytest.fixture(scope="module")
def exact(encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same graph with its inputs multiplied in float32."""
    import onnx

    model = onnx.load(str(FOLDER / MODEL))
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "accuracy_level":
                attribute.i = 1
    path = tmp_path_factory.mktemp("exact") / MODEL
    onnx.save_model(model, str(path))
    return path


def encode_with(python: Path, model: Path) -> Vectors:
    finished = subprocess.run(
        [str(python), "-c", ENCODE, json.dumps([TEXTS, str(model)])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return np.array(json.loads(finished.stdout), dtype=np.float32)


def test_a_paraphrase_is_nearer_than_another_matter(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)[: 3 * len(TRIPLES)].reshape(len(TRIPLES), 3, -1)
    near = (vectors[:, 0] * vectors[:, 1]).sum(axis=1)
    far = (vectors[:, 0] * vectors[:, 2]).sum(axis=1)
    assert (near > far).all(), np.stack([near, far])


def test_eight_bits_cost_next_to_nothing(
    encoder: SentenceEncoder, exact: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exact), providers=["CPUExecutionProvider"])
    ours = encoder.encode(TEXTS)
    monkeypatch.setattr(encoder, "_session", session)
    unrounded = encoder.encode(TEXTS)
    assert not np.array_equal(ours, unrounded)
    assert (ours * unrounded).sum(axis=1).min() > 0.999


def nearest(vectors: Vectors) -> list[int]:
    """Return for each text the number of the nearest other one."""
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    return [int(each) for each in likeness.argmax(axis=1)]


@pytest.mark.parametrize("python", [Path(sys.executable), BOT], ids=["service", "bot"])
def test_both_environments_find_the_same_vectors_without_torch(
    encoder: SentenceEncoder, exact: Path, python: Path
) -> None:
    """The unrounded graph is the same in both; of eight bits each version of onnxruntime makes its own rounding.

    The environments have two versions of it. Measured on a processor with AVX2
    alone: .99988 between them at worst, .9998 from either to the unrounded vectors, .999999 between those.
    """
    if not python.exists():
        skip_or_fail("Rasa's environment has not been set up (make setup)")
    ours, theirs = encoder.encode(TEXTS), encode_with(python, FOLDER / MODEL)
    assert (ours * theirs).sum(axis=1).min() > 0.999
    assert nearest(ours) == nearest(theirs)
    here, there = encode_with(Path(sys.executable), exact), encode_with(python, exact)
    assert (here * there).sum(axis=1).min() > 0.99999


def test_the_folder_is_what_the_manifest_says(encoder: SentenceEncoder) -> None:
    assert encoder.dimensions == 384
    assert encoder.encode(["创新券"]).shape == (1, 384)
    assert sorted(path.name for path in FOLDER.iterdir()) == ["encoder.json", "model.onnx", "tokenizer.json"]
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40e6
