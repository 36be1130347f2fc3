"""The NLU components, tested in Rasa's environment (Python 3.10), and against the index's own encoder."""

import json
import subprocess
from pathlib import Path

import pytest

from cli.train import ROOT, training_environment
from tests.conftest import skip_or_fail

PYTHON = ROOT / "bot/.venv/bin/python"
ENCODE = """
import json, sys
from pathlib import Path
from bot.components.static_encoder import StaticEncoder, StaticEncoderFeaturizer
from rasa.shared.nlu.training_data.message import Message
encoder = StaticEncoder(Path(sys.argv[1]))
configuration = {**StaticEncoderFeaturizer.get_default_config(), "folder": sys.argv[1], "alias": "dense"}
message = Message.build(text="创新券")
StaticEncoderFeaturizer(configuration, "dense").process([message])
assert message.get_dense_features("text")[1].features.shape == (1, 8)
print(json.dumps([encoder.encode_query(text).tolist() for text in json.loads(sys.argv[2])]))
"""


def make_encoder(folder: Path) -> Path:
    """A static encoder of five characters and random vectors, in the index's form."""
    import numpy as np
    from safetensors.numpy import save_file
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir()
    vocabulary = {character: number for number, character in enumerate(["[UNK]", *"创新券高企"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    vectors = np.random.default_rng(0).standard_normal((len(vocabulary), 8), dtype=np.float32)
    save_file({"embedding.weight": vectors}, str(folder / "model.safetensors"))
    (folder / "encoder.json").write_text('{"id": "toy", "kind": "static", "dimensions": 8}', encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    if not PYTHON.exists():
        skip_or_fail("Rasa's environment has not been set up (make setup)")
    command = [str(PYTHON), "-W", "ignore", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=training_environment(folder), capture_output=True, text=True, check=False
    )


@pytest.mark.sample
@pytest.mark.slow
@pytest.mark.parametrize("room", ["components", "serving"])
def test_components_in_their_own_environment(tmp_path: Path, room: str) -> None:
    finished = run(tmp_path, "-m", "unittest", "discover", "-s", f"bot/tests/{room}")
    assert finished.returncode == 0, finished.stderr
    assert "OK" in finished.stderr


@pytest.mark.slow
def test_encoder_reads_as_the_index_does(tmp_path: Path) -> None:
    from index.encoders import StaticEncoder as IndexEncoder

    texts = ["创新券怎么申请", "高企认定条件", "", "😀"]
    folder = make_encoder(tmp_path / "encoder")
    finished = run(tmp_path, "-c", ENCODE, str(folder), json.dumps(texts))
    assert finished.returncode == 0, finished.stderr
    ours = json.loads(finished.stdout.strip().splitlines()[-1])
    theirs = IndexEncoder(folder)
    for text, vector in zip(texts, ours, strict=True):
        assert vector == pytest.approx(theirs.encode_query(text).tolist(), abs=1e-5), text
