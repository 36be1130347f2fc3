from pathlib import Path

import pytest

from index.encoders.export import export_onnx
from tests.index.encoders.tiny import save_model


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a BERT of two layers with mean pooling, a prompt for queries and none for documents."""
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    save_model(folder, pooling="mean", seed=1)
    return folder


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same kind of model with the first token's vector, with its ONNX file beside it."""
    folder = tmp_path_factory.mktemp("models") / "tiny-onnx"
    save_model(folder, pooling="cls", seed=2)
    export_onnx(folder)
    return folder
