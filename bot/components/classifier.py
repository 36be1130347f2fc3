"""The intent of an utterance, by logistic regression on weighted n-grams."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.features import Weights, features
from bot.components.lookups import Lookups


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UtteranceClassifier(IntentClassifier, GraphComponent):
    """Needs no tokenizer and no featurizer. An utterance of unknown words has no confident intent.

    Rasa's own LogisticRegressionClassifier gives such an utterance the intent with the highest intercept, weighs
    every intent alike and fixes its regularisation.
    """

    FILE_NAME = "classifier"

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`inverse_regularisation` is scikit-learn's C; `balance` 0 counts utterances alike, 1 intents alike."""
        return {
            "longest": 2,
            "inverse_regularisation": 50.0,
            "balance": 0.5,
            "unknown_weight": 0.5,
            "ranking_length": 3,
        }

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._lookups = Lookups({})
        self._weights: Optional[Weights] = None
        self._intents: List[str] = []
        self._coefficients = np.zeros((0, 0), dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "UtteranceClassifier":
        """Make an untrained one."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the utterances that have an intent, and write the result to the model."""
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        self._lookups = Lookups.from_training_data(training_data)
        utterances = [features(e.get(TEXT), self._lookups, self._config["longest"]) for e in examples]
        self._weights = Weights.learn(utterances, self._config["unknown_weight"])
        rows = [self._weights.weigh(utterance) for utterance in utterances]
        ends = np.cumsum([0] + [len(indices) for indices, _ in rows])
        matrix = csr_matrix(
            (np.concatenate([v for _, v in rows]), np.concatenate([i for i, _ in rows]), ends),
            shape=(len(rows), len(self._weights.index)),
        )
        intents = np.array([e.get(INTENT) for e in examples])
        model = LogisticRegression(
            C=self._config["inverse_regularisation"],
            fit_intercept=False,
            max_iter=1000,
            class_weight=_class_weights(intents, self._config["balance"]),
        )
        model.fit(matrix, intents)
        self._intents = [str(intent) for intent in model.classes_]
        self._coefficients = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            ranking = self.rank(message.get(TEXT) or "")
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def rank(self, text: str) -> List[Dict[Text, Any]]:
        """Return all intents with their probabilities, the likeliest first."""
        assert self._weights is not None, "train or load first"
        indices, values = self._weights.weigh(features(text, self._lookups, self._config["longest"]))
        scores = np.asarray(values, dtype=np.float32) @ self._coefficients[indices]
        odds = np.exp(scores - scores.max())
        probabilities = odds / odds.sum()
        order = np.argsort(-probabilities, kind="stable")
        return [
            {INTENT_NAME_KEY: self._intents[i], PREDICTED_CONFIDENCE_KEY: float(probabilities[i])}
            for i in order
        ]

    def _persist(self) -> None:
        assert self._weights is not None
        content = {
            "intents": self._intents,
            "idf": self._weights.idf,
            "unknown_idf": self._weights.unknown_idf,
            "lookups": self._lookups.words,
        }
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(content, ensure_ascii=False)
            (folder / f"{self.FILE_NAME}.json").write_text(text, encoding="utf-8")
            np.save(folder / f"{self.FILE_NAME}.npy", self._coefficients)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "UtteranceClassifier":
        """Read what `train` has written."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / f"{cls.FILE_NAME}.json").read_text(encoding="utf-8"))
            classifier._coefficients = np.load(folder / f"{cls.FILE_NAME}.npy")
        classifier._intents = content["intents"]
        classifier._weights = Weights(content["idf"], content["unknown_idf"], config["unknown_weight"])
        classifier._lookups = Lookups({word: tuple(meant) for word, meant in content["lookups"].items()})
        return classifier


def _class_weights(intents: "np.ndarray", balance: float) -> Dict[str, float]:
    names, counts = np.unique(intents, return_counts=True)
    return {str(n): float((counts.mean() / count) ** balance) for n, count in zip(names, counts)}
