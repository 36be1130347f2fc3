"""Weights of ranking are learned with one encoder's cosines; a build with another says so."""

import json

from index.model.manifest import EncoderEntry
from index.search.ranking import FILE, learned_encoder


def test_the_weights_say_which_encoder_they_were_learned_with() -> None:
    assert json.loads(FILE.read_text("utf-8"))["encoder"] == learned_encoder() == "static"


def test_encoders_trained_at_build_share_the_weights_and_models_do_not() -> None:
    trained = [EncoderEntry(id=name, folder=f"encoders/{name}") for name in ("a1b2", "c3d4")]
    model = EncoderEntry(id="bge-small-zh-v1.5", folder="/models/bge-small-zh-v1.5", kind="model")
    assert {entry.learned_as for entry in trained} == {"static"}
    assert model.learned_as == model.id
