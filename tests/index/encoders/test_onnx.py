"""The same model exported to ONNX: read without torch, with the library's vectors."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from index.encoders import Encoding, OnnxEncoder, load_encoder
from index.encoders.onnx import FILE
from index.model.errors import EncoderUnusable
from index.model.manifest import read_manifest
from index.version.versions import Versions
from tests.index.corpus import write_knowledge
from tests.index.encoders.tiny import DIMENSIONS, QUERY_PROMPT, TEXTS, vectors_of_library, without_prompts

pytestmark = pytest.mark.filterwarnings("ignore")  # of torch and its friends
ONNX = Encoding(backend="onnx")
runner = CliRunner()


def test_vectors_are_those_of_the_library(exported: Path) -> None:
    encoder = load_encoder(exported, ONNX)
    assert isinstance(encoder, OnnxEncoder)
    assert encoder.dimensions == DIMENSIONS
    assert np.allclose(encoder.encode_passages(TEXTS), vectors_of_library(exported, TEXTS), atol=1e-5)
    for text in TEXTS:
        theirs = vectors_of_library(exported, [text], QUERY_PROMPT)[0]
        assert np.allclose(encoder.encode_query(text), theirs, atol=1e-5)


@pytest.mark.parametrize("pooling", ["mean", "max", "lasttoken"])
def test_other_kinds_of_pooling_give_the_librarys_vectors(
    exported: Path, tmp_path: Path, pooling: str
) -> None:
    copy = without_prompts(exported, tmp_path / pooling)
    write_pooling(copy, pooling_mode=pooling)
    ours = load_encoder(copy, ONNX).encode_passages(TEXTS)
    assert np.allclose(ours, vectors_of_library(copy, TEXTS), atol=1e-5)


def test_files_of_older_models_are_read(exported: Path, tmp_path: Path) -> None:
    copy = without_prompts(exported, tmp_path / "older")
    write_pooling(copy, pooling_mode_cls_token=True, pooling_mode_mean_tokens=False)
    ours = load_encoder(copy, ONNX).encode_passages(TEXTS)
    assert np.allclose(ours, load_encoder(exported, ONNX).encode_passages(TEXTS), atol=1e-6)


def test_a_question_is_answered_without_torch(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXE_ENCODER_BACKEND", "onnx")
    knowledge, out = write_knowledge(tmp_path / "knowledge"), tmp_path / "index"
    result = runner.invoke(
        app, ["index", "build", str(knowledge), "--out", str(out), "--encoder", str(exported)]
    )
    assert result.exit_code == 0, result.output
    entry = read_manifest(Versions(out).current_folder()).encoder
    assert (entry.backend, entry.query_prefix) == ("onnx", QUERY_PROMPT)
    code = (
        "import sys; from pathlib import Path; from index.library import Library; "
        f"hits = Library(Path({str(out)!r})).answerer().find('创新券怎么兑付')[1]; "
        "assert any('兑付申请' in hit.passage.text for hit in hits[:3]); "
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_model_without_onnx_file_is_refused_with_what_to_do(model: Path) -> None:
    with pytest.raises(EncoderUnusable, match=r"index\.encoders\.export"):
        load_encoder(model, ONNX)


def test_what_onnx_cannot_do_is_refused(exported: Path, tmp_path: Path) -> None:
    copy = without_prompts(exported, tmp_path / "copy")
    write_pooling(copy, pooling_mode="weightedmean")
    with pytest.raises(EncoderUnusable, match="weightedmean"):
        OnnxEncoder(copy)
    modules = json.loads((copy / "modules.json").read_text("utf-8"))
    modules.append({"idx": 3, "name": "3", "path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (copy / "modules.json").write_text(json.dumps(modules))
    write_pooling(copy, pooling_mode="mean")
    with pytest.raises(EncoderUnusable, match="Dense"):
        OnnxEncoder(copy)


def test_a_broken_file_a_missing_library_and_missing_cuda_are_named(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = without_prompts(exported, tmp_path / "copy")
    with pytest.raises(EncoderUnusable, match="没有 CUDA"):
        OnnxEncoder(copy, Encoding(backend="onnx", device="cuda"))
    (copy / FILE).write_bytes(b"no model")
    with pytest.raises(EncoderUnusable, match="不能读取"):
        OnnxEncoder(copy)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderUnusable, match="缺少 onnxruntime"):
        OnnxEncoder(copy)


def write_pooling(folder: Path, **config: str | bool) -> None:
    content = {"word_embedding_dimension": DIMENSIONS, **config}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(content))
