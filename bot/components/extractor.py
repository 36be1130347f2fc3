"""Entities by form (codes) and by look-up (topics, regions)."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.values.entities import Entity, find_entities
from understanding.values.lookups import Lookups


def write_entities(text: str, lookups: Lookups) -> List[Dict[Text, Any]]:
    """Return entities as Rasa writes them: a slot takes the one that is meant, which has no role."""
    return [_entity(found) for found in find_entities(text, lookups)]


def _entity(found: Entity) -> Dict[Text, Any]:
    entity = {"entity": found.entity, "start": found.start, "end": found.end, "value": found.value}
    return entity if found.is_meant else {**entity, "role": "other"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class TermExtractor(GraphComponent, EntityExtractorMixin):
    """Finds codes by form and the words of the look-up tables, in traditional and full-width characters too."""

    FILE_NAME = "lookups.json"

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Nothing to configure: words come from the look-ups of the training data."""
        return {}

    def __init__(self, model_storage: ModelStorage, resource: Resource, lookups: Lookups) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._lookups = lookups

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TermExtractor":
        """Make one that knows no words yet."""
        return cls(model_storage, resource, Lookups({}))

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the words of the look-up tables, each with the value it stands for."""
        self._lookups = Lookups.from_training_data(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            content = json.dumps(self._lookups.words, ensure_ascii=False)
            (folder / self.FILE_NAME).write_text(content, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TermExtractor":
        """Read what `train` has written."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / cls.FILE_NAME).read_text(encoding="utf-8"))
        return cls(model_storage, resource, Lookups({word: tuple(meant) for word, meant in words.items()}))

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities found to each message."""
        for message in messages:
            found = self.add_extractor_name(write_entities(message.get(TEXT) or "", self._lookups))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
