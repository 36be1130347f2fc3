import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from index.encoders import LibraryEncoder, StaticEncoder, load_encoder
from index.encoders.pairs import make_material
from index.encoders.tokenizer import make_tokenizer
from index.encoders.training import train_encoder
from index.ingest.build import build_index
from index.lexicon.terms import Terms
from index.library import Library
from index.model.errors import EncoderMissing
from index.model.passage import Passage
from index.version.versions import Versions
from tests.index.conftest import QUICK

TEXTS = ["高新技术企业认定条件", "科技创新券 兑付 R&D 15%", "未见过的字：龘", "江岸区谁负责"]


@pytest.fixture(scope="module")
def folder(small_index: Path) -> Path:
    current = Versions(small_index).find_current()
    assert current is not None
    return small_index / current.encoder.folder


def test_tokens_are_overlapping_character_uni_and_bigrams() -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(make_tokenizer("创新券é𠮷", ["创", "新", "创新", "新券", "券"]))
    assert tokenizer.encode("创新券").tokens == ["创", "创", "创新", "新", "新券", "券", "券"]


def test_our_reader_gives_what_sentence_transformers_gives(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch and its friends, not ours
        from sentence_transformers import SentenceTransformer

        theirs = SentenceTransformer(str(folder), device="cpu").encode(TEXTS, show_progress_bar=False)
    ours = StaticEncoder(folder).encode_passages(TEXTS)
    assert np.allclose(ours, theirs, atol=1e-5)
    assert np.allclose([StaticEncoder(folder).encode_query(text) for text in TEXTS], theirs, atol=1e-5)


def test_a_query_does_not_import_torch(small_index: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.library import Library; "
        f"Library(Path({str(small_index)!r})).answerer().answer('高企条件'); "
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_files_are_the_documented_ones(folder: Path) -> None:
    described = json.loads((folder / "encoder.json").read_text("utf-8"))
    assert described["kind"] == "static"
    assert described["id"] == folder.name
    assert {"tokenizer.json", "model.safetensors", "encoder.json"} <= {path.name for path in folder.iterdir()}


def test_training_is_repeatable_and_teaches(tmp_path: Path) -> None:
    texts = ["创新券用于检测和科技查新", "高新技术企业减按税率征收企业所得税", "外国人来华工作许可申请"] * 4
    material = make_material(
        [Passage(0, 0, "text", f"{t}，由科技局受理。", ("标题",)) for t in texts], [None] * 12
    )
    first, second = (train_encoder(material, Terms(), tmp_path / name, QUICK) for name in "ab")
    assert first.name == second.name
    encoder = StaticEncoder(first)
    query, passages = encoder.encode_query("科技查新"), encoder.encode_passages(texts[:3])
    assert int((passages @ query).argmax()) == 0
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)


def test_text_without_tokens_is_the_zero_vector(folder: Path) -> None:
    assert not StaticEncoder(folder).encode_query("").any()


def test_another_folder_of_sentence_transformers_goes_through_the_library(
    folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("tokenizer.json", "model.safetensors", "modules.json", "config_sentence_transformers.json"):
        (other / name).write_bytes((folder / name).read_bytes())
    (other / "1_Normalize").mkdir()
    encoder = load_encoder(other)
    assert isinstance(encoder, LibraryEncoder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.allclose(
            encoder.encode_query(TEXTS[0]), StaticEncoder(folder).encode_query(TEXTS[0]), atol=1e-5
        )


def test_missing_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match="nowhere"):
        load_encoder(tmp_path / "nowhere")


def test_an_index_can_be_built_with_an_encoder_by_path(
    folder: Path, tmp_path: Path, small_index: Path
) -> None:
    documents = small_index.parent / "documents"
    build_index([documents], tmp_path / "index", encoder=str(folder))
    assert Library(tmp_path / "index").answerer().answer("德清县找谁").outcome == "answered"
