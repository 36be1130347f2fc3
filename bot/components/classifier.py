"""The intent of an utterance and what it asks: the learned heads of `understanding`, for Rasa."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.encoder.errors import EncoderMissing
from understanding.encoder.reader import SentenceEncoder
from understanding.heads.asked_data import read_asked
from understanding.heads.learn import IntentExample, learn
from understanding.heads.learn_public import read_public
from understanding.heads.parts import Part
from understanding.heads.understander import Understander
from understanding.heads.understood import Understood
from understanding.values.lookups import Lookups

# What is asked of the thing shown, as it stands beside the intent in what Rasa has parsed.
ASKED = "asked"
# What the message names, each by its kind and text.
NAMES = "names"
_TRAINING_THREADS = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class UtteranceClassifier(IntentClassifier, GraphComponent):
    """The heads of `understanding` as a component of Rasa. What is shown stands in the message's metadata.

    Rasa's own LogisticRegressionClassifier gives an utterance of unknown words the intent with the highest intercept,
    weighs every intent alike and fixes its regularisation.
    """

    LOOKUPS = "lookups.json"

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`inverse_regularisation` is that of `understanding.heads.fit`; `balance`: 0 counts utterances, 1 intents.

        `encoder`: whether the sentence encoder of `.encoder` is read, where it has been made. `asked_data` and
        `names_data` are the folders of examples of what is asked, and of names, below the folder in which Rasa trains;
        none: no such head.
        """
        return {
            "longest": 2,
            "inverse_regularisation": 50.0,
            "balance": 0.5,
            "unknown_weight": 0.5,
            "ranking_length": 3,
            "asked_data": None,
            "names_data": None,
            "encoder": False,
        }

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._understander: Optional[Understander] = None

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
        """Fit on the utterances that have an intent, and on what is asked; write the result to the model."""
        utterances = [
            IntentExample(example.get(TEXT), example.get(INTENT), _template(example))
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        lookups = Lookups.from_training_data(training_data)
        folder, names = self._config["asked_data"], self._config["names_data"]
        self._understander = learn(
            utterances,
            read_asked(Path(folder)) if folder else [],
            lookups,
            public=read_public(Path(names)) if names else None,
            longest=self._config["longest"],
            inverse_regularisation=self._config["inverse_regularisation"],
            balance=self._config["balance"],
            unknown_weight=self._config["unknown_weight"],
            encoder=_encoder(self._config, threads=_TRAINING_THREADS),
        )
        with self._model_storage.write_to(self._resource) as written:
            self._understander.write(written)
            words = json.dumps(lookups.words, ensure_ascii=False)
            (written / self.LOOKUPS).write_text(words, encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set intent and ranking of each message, and what it asks of the thing shown."""
        for message in messages:
            told = message.get(METADATA) or {}
            in_view = (told.get(name) for name in ("shown", "before"))
            kinds = (kind if isinstance(kind, str) else None for kind in in_view)
            found = self._trained().understand(message.get(TEXT) or "", *kinds)
            ranking = _ranking(found)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(ASKED, _asked(found), add_to_output=True)
            named = [{"kind": name.kind, "text": name.text} for name in found.public.names]
            message.set(NAMES, named, add_to_output=True)
        return messages

    def rank(self, text: str) -> List[Dict[Text, Any]]:
        """Return all intents with their probabilities, the likeliest first."""
        return _ranking(Understood(tuple(self._trained().rank(text))))

    def _trained(self) -> Understander:
        assert self._understander is not None, "train or load first"
        return self._understander

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "UtteranceClassifier":
        """Read what `train` has written. Raises HeadsUnreadable."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / cls.LOOKUPS).read_text(encoding="utf-8"))
            lookups = Lookups({word: tuple(meant) for word, meant in words.items()})
            classifier._understander = Understander.read(folder, lookups, config["longest"], _encoder(config))
        return classifier


def _encoder(config: Dict[Text, Any], threads: int = 1) -> Optional[SentenceEncoder]:
    """The sentence encoder, None where it is not asked for or has not been made: the heads then learn without."""
    if not config["encoder"]:
        return None
    try:
        return SentenceEncoder(threads=threads)
    except EncoderMissing:
        return None


def _template(example: Message) -> str:
    given = (example.get(METADATA) or {}).get("intent") or {}
    return str(given.get("template", "")) if isinstance(given, dict) else ""


def _ranking(found: Understood) -> List[Dict[Text, Any]]:
    return [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: odds} for name, odds in found.ranking]


def _asked(found: Understood) -> Optional[Dict[Text, Any]]:
    if found == Understood(found.ranking, public=replace(found.public, asked=None)):
        return None
    return {
        "name": found.asked.name if found.asked else None,
        "confidence": found.asked.confidence if found.asked else 0.0,
        "of_it": found.of_shown,
        "is_about_shown": found.is_about_shown,
        "is_of_before": found.is_of_before,
        "follow_up": found.follow_up,
        "parts": [_part(part) for part in found.parts],
        "own": _part(found.own) if found.own is not None else None,
        "public": found.public.asked,
    }


def _part(part: Part) -> Dict[Text, Any]:
    return {
        "intent": part.intent,
        "text": part.text,
        "asked": part.asked,
        "is_about_shown": part.is_about_shown,
        "odds": part.odds,
        "public": part.public,
    }
