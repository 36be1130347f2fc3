"""What the reader promises, shown with a tiny encoder."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from cli.doctor import find_encoder
from tests.understanding.encoder.tiny import HIDDEN, make_tiny
from understanding.encoder import (
    EncoderDamaged,
    EncoderError,
    EncoderMissing,
    EncoderOutdated,
    EncoderUnusable,
    SentenceEncoder,
    verify,
)
from understanding.encoder.make import make_encoder
from understanding.encoder.manifest import PASSAGE, checksum


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_encoder(make_tiny().write(tmp_path / "data.bin"), tmp_path / "encoder")
    return tmp_path / "encoder"


def change_manifest(folder: Path, **changes: object) -> None:
    found = json.loads((folder / "encoder.json").read_text("utf-8"))
    (folder / "encoder.json").write_text(json.dumps({**found, **changes}), "utf-8")


def test_vectors_have_length_one_and_keep_the_order(folder: Path) -> None:
    encoder = SentenceEncoder(folder)
    texts = ["高企认定怎么申请创新券。" * (n % 7 + 1) + "创新" * (n % 3) for n in range(100)]
    vectors = encoder.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((100, HIDDEN), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(100), abs=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert np.abs(vectors - alone).max() < 1e-5
    assert encoder.encode([]).shape == (0, HIDDEN)


def test_the_prompt_counts(folder: Path) -> None:
    encoder = SentenceEncoder(folder)
    assert not np.allclose(encoder.encode(["创新券"]), encoder.encode(["创新券"], prompt=PASSAGE))
    assert np.allclose(encoder.encode(["query: 创新券"], prompt=""), encoder.encode(["创新券"]))


@pytest.mark.parametrize(
    "text", ["", " \n\t\u3000", "\ud83d", "\ude00券", "a\x00b", "😀" * 50, "\u202e券", "é" * 9, "ﷺ" * 500]
)
def test_every_text_has_a_vector(folder: Path, text: str) -> None:
    (vector,) = SentenceEncoder(folder).encode([text])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_white_space_and_width_do_not_count(folder: Path) -> None:
    vectors = SentenceEncoder(folder).encode(["创新券 ab 2026", "  创新券\n\n\u3000ab\t２０２６ "])
    assert np.allclose(vectors[0], vectors[1])
    joined = SentenceEncoder(folder).encode(["\ud83d\ude00券", "😀券"])
    assert np.allclose(joined[0], joined[1])


def test_a_long_text_is_read_to_its_limit(folder: Path) -> None:
    encoder = SentenceEncoder(folder)
    long = "创新券怎么申请" * 100_000
    some = encoder.encode([long, long[:7_000]])
    assert np.array_equal(some[0], some[1])
    assert not np.allclose(some[0], encoder.encode([long], most_tokens=512)[0])
    assert np.array_equal(encoder.encode([long], most_tokens=9_999), encoder.encode([long], most_tokens=512))


def test_many_threads_get_the_same_vectors(folder: Path) -> None:
    encoder = SentenceEncoder(folder)
    texts = [f"创新券 {n}" for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: encoder.encode([text])[0], texts * 5))
    assert np.abs(np.stack(found) - np.tile(encoder.encode(texts), (5, 1))).max() < 1e-5


def test_a_missing_encoder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(EncoderMissing):
            SentenceEncoder(folder)
    found = find_encoder(tmp_path)
    assert (found.is_well, found.is_optional) == (False, True)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("change", ["cut", "flipped", "absent"])
def test_a_damaged_file_is_named(folder: Path, name: str, change: str) -> None:
    path = folder / name
    content = path.read_bytes()
    path.write_bytes(content[:-100] if change == "cut" else bytes([content[0] ^ 1]) + content[1:])
    if change == "absent":
        path.unlink()
    kind = EncoderMissing if (name, change) == ("encoder.json", "absent") else EncoderDamaged
    with pytest.raises(kind) as caught:
        SentenceEncoder(folder)
    assert kind is EncoderMissing or name in caught.value.reason
    assert "make encoder" in caught.value.reason
    found = find_encoder(folder)
    assert (found.is_well, found.is_optional) == (False, kind is EncoderMissing)


@pytest.mark.parametrize("content", ["[]", "{}", '{"format": 2}', '{"format": 1, "files": 3}', "", "[" * 9])
def test_a_manifest_of_another_form_is_refused(folder: Path, content: str) -> None:
    (folder / "encoder.json").write_text(content, "utf-8")
    with pytest.raises((EncoderDamaged, EncoderOutdated)):
        SentenceEncoder(folder)
    assert not find_encoder(folder).is_optional


def test_a_manifest_without_checksums_is_refused(folder: Path) -> None:
    for files in (3, {}):
        change_manifest(folder, files=files)
        with pytest.raises(EncoderDamaged):
            SentenceEncoder(folder)


def test_another_version_of_the_format_is_told(folder: Path) -> None:
    change_manifest(folder, format=2)
    with pytest.raises(EncoderOutdated) as caught:
        verify(folder)
    assert "2" in caught.value.reason


def test_a_model_that_onnxruntime_refuses_is_told(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no model")
    files = {name: checksum(folder / name) for name in ("model.onnx", "tokenizer.json")}
    change_manifest(folder, files=files)
    with pytest.raises(EncoderUnusable) as caught:
        SentenceEncoder(folder)
    assert isinstance(caught.value, EncoderError)
    assert "onnxruntime" in caught.value.reason


def test_doctor_is_content_with_a_whole_encoder(folder: Path) -> None:
    assert find_encoder(folder).is_well
