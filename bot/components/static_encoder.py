"""Dense sentence features from the encoder that the index was built with. Reads three files, imports no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.values.writing import normalise


class StaticEncoder:
    """Mean of token vectors, normalised; the files are those of `index/encoders/static.py`."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._vectors: np.ndarray = load_file(str(folder / "model.safetensors"))["embedding.weight"]

    def encode_query(self, text: str) -> np.ndarray:
        """Return a (d,) float32 vector of length 1, or of zeros when no token is known."""
        ids = self._tokenizer.encode(normalise(text), add_special_tokens=False).ids
        if not ids:
            return np.zeros(self._vectors.shape[1], dtype=np.float32)
        mean = self._vectors[ids].mean(axis=0, dtype=np.float32)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class StaticEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """`folder` of its configuration is the encoder's: …/encoders/<id>."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """It reads the text itself."""
        return []

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`scale` says how much the vector (of length 1) weighs beside other features."""
        return {**DenseFeaturizer.get_default_config(), "folder": None, "scale": 1.0}

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Raise InvalidConfigException when no folder is named."""
        if not config.get("folder"):
            raise InvalidConfigException("StaticEncoderFeaturizer needs `folder`: …/encoders/<id>")

    def __init__(self, config: Dict[Text, Any], name: Text) -> None:
        super().__init__(name, config)
        self.validate_config(config)
        self._encoder: Optional[StaticEncoder] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "StaticEncoderFeaturizer":
        """Make one; the files are read with the first message."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all utterances."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add one sentence feature of shape (1, d) to each message."""
        if self._encoder is None:
            self._encoder = StaticEncoder(Path(self._config["folder"]))
        for message in messages:
            if message.get(TEXT):
                vector = self._encoder.encode_query(message.get(TEXT)) * self._config["scale"]
                message.add_features(
                    Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                )
        return messages
