"""Entities by form (codes) and by look-up (topics, regions)."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional, Text, Union

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.values.codes import Code, find_codes
from understanding.values.lookups import Lookups, Term
from understanding.text import normalise

Found = Union[Code, Term]
# What stands before something that is not meant: 不是高企，我问的是创新券.
NOT_MEANT = re.compile(r"(?:不是|没问|不问|没有?说|不要|谁问你?)(?:问|说|要|指)?(?:的是|的)?\Z")


def find_entities(text: str, lookups: Lookups) -> List[Dict[Text, Any]]:
    """Return entities as Rasa writes them.

    Of several of one kind one has no role, the others have the role `other`: a slot takes the one without.
    It is the last one, of regions the most precise, and never one that the user denies.
    """
    normal = normalise(text)
    codes = find_codes(normal)
    found: List[Found] = list(codes)
    for term in lookups.find(normal):
        if not any(term.start < code.end and code.start < term.end for code in codes):
            found.append(term)
    meant = {entity: _meant(normal, entity, found) for entity in {item.entity for item in found}}
    return [_entity(item, item is meant[item.entity]) for item in sorted(found, key=lambda item: item.start)]


def _meant(text: str, entity: str, found: List[Found]) -> Optional[Found]:
    candidates = [
        item for item in found if item.entity == entity and not NOT_MEANT.search(text[: item.start])
    ]
    depth = max((item.value.count("/") for item in candidates), default=0) if entity == "region" else 0
    return next((item for item in reversed(candidates) if item.value.count("/") >= depth), None)


def _entity(item: Found, is_meant: bool) -> Dict[Text, Any]:
    entity = {"entity": item.entity, "start": item.start, "end": item.end, "value": item.value}
    return entity if is_meant else {**entity, "role": "other"}


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
            found = self.add_extractor_name(find_entities(message.get(TEXT) or "", self._lookups))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
