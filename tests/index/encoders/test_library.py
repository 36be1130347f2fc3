"""A model of sentence-transformers, through the library: a small real one, made here."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cli.main import app
from index.encoders import Encoding, LibraryEncoder, load_encoder
from index.encoders.model_folder import find_model
from index.ingest.build import build_index
from index.library import Library
from index.model.errors import EncoderMissing, EncoderUnusable, IndexMissing
from index.model.manifest import EncoderEntry, read_manifest
from index.version.versions import Versions
from tests.index.corpus import write_documents, write_knowledge
from tests.index.encoders.tiny import (
    DIMENSIONS,
    LONGEST,
    QUERY_PROMPT,
    TEXTS,
    save_model,
    vectors_of_library,
    without_prompts,
)

pytestmark = pytest.mark.filterwarnings("ignore")  # of torch and its friends
runner = CliRunner()


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_knowledge(tmp_path_factory.mktemp("known") / "knowledge")


@pytest.fixture(scope="module")
def index(model: Path, knowledge: Path) -> Path:
    """Index built with the model, as people build one."""
    out = knowledge.parent / "index"
    result = runner.invoke(
        app, ["index", "build", str(knowledge), "--out", str(out), "--encoder", str(model)]
    )
    assert result.exit_code == 0, result.output
    assert "重新学习权重" in result.output
    return out


def entry_of(index: Path) -> EncoderEntry:
    return read_manifest(Versions(index).current_folder()).encoder


def test_vectors_are_those_of_the_library(model: Path) -> None:
    encoder = load_encoder(model)
    assert isinstance(encoder, LibraryEncoder)
    assert encoder.dimensions == DIMENSIONS
    assert np.array_equal(encoder.encode_passages(TEXTS), vectors_of_library(model, TEXTS))
    for text in TEXTS:
        theirs = vectors_of_library(model, [text], QUERY_PROMPT)[0]
        assert np.allclose(encoder.encode_query(text), theirs, atol=1e-6)


def test_queries_bear_the_models_own_prompt_or_the_settings(model: Path, tmp_path: Path) -> None:
    bare = without_prompts(model, tmp_path / "bare")
    text = TEXTS[0]
    own = load_encoder(model).encode_query(text)
    none = load_encoder(bare).encode_query(text)
    assert not np.allclose(own, none, atol=1e-3)
    set_ = load_encoder(bare, Encoding(query_prefix=QUERY_PROMPT, passage_prefix="文件："))
    assert np.allclose(set_.encode_query(text), own, atol=1e-6)
    assert np.allclose(set_.encode_passages([text]), vectors_of_library(bare, [text], "文件："), atol=1e-6)
    off = load_encoder(model, Encoding(query_prefix=""))
    assert np.allclose(off.encode_query(text), none, atol=1e-6)


def test_length_and_batch_are_settings(model: Path) -> None:
    short = load_encoder(model, Encoding(max_length=8, batch_size=2))
    cut, whole = short.encode_passages(["高新技术企业" * 9, "高新技术企业"])
    assert np.allclose(cut, whole, atol=1e-6)
    with pytest.raises(EncoderUnusable, match=f"超过模型的 {LONGEST}"):
        load_encoder(model, Encoding(max_length=LONGEST + 1))


def test_an_index_is_built_searched_and_asked(index: Path) -> None:
    found = runner.invoke(app, ["index", "search", "创新券怎么兑付", "--index", str(index), "--json"])
    assert found.exit_code == 0, found.output
    hits = json.loads(found.output)
    assert hits[0]["title"] == "萧山区科技创新券兑付"
    assert any("兑付申请" in hit["passage"] for hit in hits[:3])
    asked = runner.invoke(app, ["ask", "高企税率", "--index", str(index), "--json"])
    answer = json.loads(asked.stdout)
    assert answer["index_version"] == Versions(index).current_folder().name
    assert answer["outcome"] == "answered"
    assert "15%" in answer["text"]


def test_the_version_keeps_how_its_texts_were_encoded(index: Path, model: Path) -> None:
    entry = entry_of(index)
    assert (entry.kind, entry.id, entry.folder) == ("model", model.name, str(model))
    assert (entry.query_prefix, entry.passage_prefix) == (QUERY_PROMPT, "")
    snapshot = Library(index).snapshot()
    asked = vectors_of_library(model, ["高企税率"], QUERY_PROMPT)[0]
    assert np.allclose(snapshot.encoder.encode_query("高企税率"), asked, atol=1e-6)


def test_prefixes_of_the_settings_go_into_the_version_and_come_back(
    model: Path, knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = without_prompts(model, tmp_path / "bare")
    monkeypatch.setenv("DXE_ENCODER", str(bare))
    monkeypatch.setenv("DXE_ENCODER_QUERY_PREFIX", QUERY_PROMPT)
    monkeypatch.setenv("DXE_ENCODER_MAX_LENGTH", "32")
    build = ["index", "build", str(knowledge), "--out", str(tmp_path / "index")]
    assert runner.invoke(app, build).exit_code == 0
    for name in ("DXE_ENCODER", "DXE_ENCODER_QUERY_PREFIX", "DXE_ENCODER_MAX_LENGTH"):
        monkeypatch.delenv(name)
    entry = entry_of(tmp_path / "index")
    assert (entry.query_prefix, entry.max_length) == (QUERY_PROMPT, 32)
    again = Library(tmp_path / "index").snapshot().encoder
    theirs = vectors_of_library(model, ["高企"], QUERY_PROMPT)[0]
    assert np.allclose(again.encode_query("高企"), theirs, atol=1e-6)


def test_nothing_is_encoded_again_while_model_and_settings_are_the_same(
    index: Path, model: Path, knowledge: Path
) -> None:
    assert not build_index([knowledge], index, encoder=str(model)).changed
    assert not build_index([knowledge], index, encoder="reuse").changed
    other = build_index([knowledge], index, encoder=str(model), encoding=Encoding(query_prefix="问："))
    assert other.changed
    assert entry_of(index).query_prefix == "问："
    assert build_index([knowledge], index, encoder=str(model)).changed


def test_progress_is_told_of_every_block(model: Path, knowledge: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build_index(
        [knowledge, write_documents(tmp_path / "documents")],
        tmp_path / "index",
        encoder=str(model),
        encoding=Encoding(batch_size=1),
        progress=lambda stage, done, total: told.append((done, total)) if stage == "建立索引" else None,
    )
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]


def test_a_model_in_the_local_cache_is_found_by_its_name(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    kept = tmp_path / "models--bureau--tiny-bert"
    without_prompts(model, kept / "snapshots" / "0123abcd")
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("0123abcd")
    folder = find_model("bureau/tiny-bert")
    assert folder == kept / "snapshots" / "0123abcd"
    assert load_encoder(folder).id == "tiny-bert"
    with pytest.raises(EncoderMissing, match="bureau/other"):
        find_model("bureau/other")


def test_what_is_no_model_is_refused_by_name_and_the_old_index_stays(
    index: Path, knowledge: Path, tmp_path: Path
) -> None:
    before = (index / "CURRENT").read_text()
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "garbled").mkdir()
    (tmp_path / "garbled" / "modules.json").write_text("no JSON")
    for name, said in (
        ("nowhere", "没有编码器"),
        ("empty", "没有 modules.json"),
        ("broken", "不能作为"),
        ("garbled", "不"),
    ):
        result = runner.invoke(
            app, ["index", "build", str(knowledge), "--out", str(index), "--encoder", str(tmp_path / name)]
        )
        assert result.exit_code == 1
        assert said in result.output.replace("\n", "")
        assert "原有索引不变" in result.output
    assert (index / "CURRENT").read_text() == before


def test_cuda_that_is_not_there_is_said(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(EncoderUnusable, match="DXE_ENCODER_DEVICE=cpu"):
        LibraryEncoder(model, Encoding(device="cuda"))
    assert LibraryEncoder(model, Encoding(device="auto")).dimensions == DIMENSIONS


def test_a_missing_library_is_named(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(EncoderUnusable, match="缺少 sentence-transformers"):
        LibraryEncoder(model, Encoding(batch_size=7))


def test_a_model_that_changed_or_went_is_refused_when_it_is_asked(knowledge: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    save_model(folder, pooling="mean", seed=3)
    build_index([knowledge], tmp_path / "index", encoder=str(folder))
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    with pytest.raises(IndexMissing, match="文件在建索引之后变了"):
        Library(tmp_path / "index").answerer()
    folder.rename(tmp_path / "gone")
    with pytest.raises(IndexMissing, match="没有编码器"):
        Library(tmp_path / "index").answerer()


def test_vectors_of_another_length_than_the_indexs_are_refused(
    index: Path, small_index: Path, tmp_path: Path
) -> None:
    """A manifest that names an encoder of other dimensions, as after copying versions by hand."""
    version = Versions(index).current_folder()
    other = read_manifest(Versions(small_index).current_folder()).encoder
    manifest = read_manifest(version)
    static = other.model_copy(update={"folder": str(small_index / other.folder)})
    path = version / "manifest.json"
    held = path.read_text("utf-8")
    by_hand = manifest.model_copy(update={"encoder": static, "has_checksums": False})
    path.write_text(by_hand.model_dump_json(), "utf-8")
    try:
        with pytest.raises(IndexMissing, match="256 维，索引是 32 维"):
            Library(index).answerer()
    finally:
        path.write_text(held, "utf-8")
